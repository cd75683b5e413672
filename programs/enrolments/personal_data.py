"""Rules for what agreements and support keep about people."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import (
    ERASURE_BLOCKS,
    OWN_DATA,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
    register_rules,
)
from foundation.words import localized
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Enrolment, Interaction, SupportItem

_REASON = _("Accounts of the public support given.")
_OPEN = {EnrolmentStatus.ENROLLED, EnrolmentStatus.ACTIVE, EnrolmentStatus.PAUSED}

PERSONAL_DATA.register("programs.Interaction")(
    PersonalDataRule(
        DataClass.FILE, _("The words go; that there was a visit or call, and when, stays."), _REASON,
        lambda party: blank(Interaction.objects.filter(enrolment__party=party), summary="—"),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.Enrolment")(
    PersonalDataRule(
        DataClass.FILE, _("The words go; programme, dates and outcome stay."), _REASON,
        lambda party: blank(Enrolment.objects.filter(party=party), reason="—"),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.SupportItem")(
    PersonalDataRule(
        DataClass.FILE, _("Stays without a name: what was given, its value and date."), _REASON,
        lambda party: blank(SupportItem.objects.filter(enrolment__party=party).exclude(reason=""), reason="—"),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(DataClass.FILE, _("Stays without a name."), _REASON),
    "programs.Agreement", "programs.Attendance", "programs.AssetHandover", "programs.Diagnostic", "programs.WaitingPlace",
    "programs.Certificate",
)  # fmt: skip
register_rules(STAFF_ACTS, "programs.Cohort", "programs.Session")


@ERASURE_BLOCKS.register("programs.enrolments")
def open_enrolments(party: Party) -> list[str]:
    rows = Enrolment.objects.filter(party=party, status__in=_OPEN).values_list("reference", flat=True)
    return [str(_("The support %(reference)s is under way.")) % {"reference": reference} for reference in rows]


def _support(party: Party):
    for row in SupportItem.objects.filter(enrolment__party=party).select_related("enrolment").order_by("planned_on"):
        yield [
            Datum("enrolment", _("Enrolment"), row.enrolment.reference),
            Datum("what", _("Support"), localized(row, "title")),
            Datum("planned_on", _("Planned for"), row.planned_on),
            Datum("delivered_on", _("Delivered on"), row.delivered_on),
            Datum("status", _("Status"), row.get_status_display()),
        ]


OWN_DATA.register("support", order=55)(OwnData(_("Support received"), _support))
