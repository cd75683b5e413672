"""Who may take which step with an edition. `None` when allowed, else the sentence that says why not."""

from django.utils.translation import gettext as _

from accounts.people.models import User
from markets.barometer.choices import EditionStatus
from markets.barometer.models import BarometerEdition
from markets.barometer.workflow import WORKFLOW

PREPARE, DECIDE = "markets.change_barometeredition", "markets.publish_barometer"
_PERMISSION = {"review": DECIDE, "publish": DECIDE, "reopen": DECIDE, "build": PREPARE, "erratum": DECIDE}


def may(user: User, step: str) -> bool:
    """Whether the person's roles hold this step at all."""
    return user.has_perm(_PERMISSION[step])


def hindrance(user: User, edition: BarometerEdition, step: str) -> str | None:
    """Why the person cannot take the step now."""
    if not may(user, step):
        return _("Your role does not hold this step.")
    if step == "build":
        return None if edition.status == EditionStatus.DRAFT else _("Only a draft can be built again.")
    if step == "erratum":
        return None if edition.status == EditionStatus.PUBLISHED else _("Only a published edition receives an erratum.")
    if not WORKFLOW.allows(edition, step):
        return _("This is not possible now: the present state is “%(state)s”.") % {
            "state": edition.get_status_display()
        }
    if step == "review" and edition.created_by_id == user.pk:
        return _("The person who prepared an edition cannot review it.")
    if step == "review" and edition.built_at is None:
        return _("The figures of this edition have not been collected yet.")
    return None
