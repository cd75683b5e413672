"""Rules for what access codes and trials keep about people."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import PERSONAL_DATA, STAFF_ACTS, DataClass, PersonalDataRule, register_rules
from programs.calls.models import AccessCodeUse, Trial

register_rules(STAFF_ACTS, "programs.AccessCode")
PERSONAL_DATA.register("programs.AccessCodeUse")(
    PersonalDataRule(
        DataClass.FILE, _("Goes: it only told that the person came in by a code."), _("Equal treatment of those who apply late."),
        lambda party: AccessCodeUse.objects.filter(party=party).delete(),
    )
)  # fmt: skip
PERSONAL_DATA.register("programs.Trial")(
    PersonalDataRule(
        DataClass.STAFF, _("Goes by itself after a month; invented answers of a member of staff."),
        _("Testing a form before it is published."), months=1,
        outdated=lambda before: Trial.objects.filter(changed_at__lt=before),
    )
)  # fmt: skip
