"""Rules for what reviews, decisions and appeals keep about people."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import (
    ERASURE_BLOCKS,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    PersonalDataRule,
    register_rules,
)
from programs.reviews.choices import AppealStatus
from programs.reviews.models import Appeal, Review

_REASON = _("Accounts of how a committee decided.")

PERSONAL_DATA.register("programs.Review")(
    PersonalDataRule(
        DataClass.FILE, _("Comments go; scores stay."), _REASON,
        lambda party: blank(
            Review.objects.filter(assignment__application__party=party), comments={}, despite=("review_append_only",)
        ),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.Appeal")(
    PersonalDataRule(
        DataClass.FILE, _("The words go; that there was an appeal, and its outcome, stays."), _REASON,
        lambda party: blank(Appeal.objects.filter(application__party=party), text="—", answer="—"),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(DataClass.FILE, _("Stays without a name: the decision and its formal reason."), _REASON),
    "programs.Decision", "programs.Assignment",
)  # fmt: skip
register_rules(
    STAFF_ACTS, "programs.ReviewRound", "programs.ConflictDeclaration", "programs.CommitteeSession",
    "programs.CommitteeMember", "programs.FastTrackDelegation",
)  # fmt: skip


@ERASURE_BLOCKS.register("programs.reviews")
def open_appeals(party: Party) -> list[str]:
    rows = Appeal.objects.filter(application__party=party, status=AppealStatus.FILED)
    return [
        str(_("An appeal about the application %(reference)s is open.")) % {"reference": row.application.reference}
        for row in rows.select_related("application")
    ]
