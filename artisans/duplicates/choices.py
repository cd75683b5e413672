"""What a case may be, where it came from, what speaks for and against two records being one person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LOOK = 66
"""From this score on two records are worth an officer's time: a case is opened."""
STRONG = 85
"""From this score on an open case keeps a file from going to the reviewers."""
HINT = 60
"""From this score on the entry form asks “may this be …?”: asking costs a glance, a double costs a merge."""


class CaseStatus(TextChoices):
    OPEN = "open", _("To be looked at")
    SAME = "same", _("Same, merged")
    DIFFERENT = "different", _("Different")
    DEFERRED = "deferred", _("Put off")
    CLOSED = "closed", _("No longer alike")


class FoundBy(TextChoices):
    ENTRY = "entry", _("At entry")
    IMPORT = "import", _("At import")
    NIGHTLY = "nightly", _("By the nightly search")
    CHANGE = "change", _("After a change")
    OFFICER = "officer", _("By a colleague")


class Reason(TextChoices):
    """Codes kept with a score; the label is the sentence people read."""

    NUMBER = "number", _("The same number (CNIE, ICE, RNA or RC).")
    PHONE = "phone", _("The same phone.")
    NAME_SAME = "name_same", _("The same name.")
    NAME_ALIKE = "name_alike", _("Names that sound or are written alike.")
    BIRTH_SAME = "birth_same", _("The same birth date.")
    BIRTH_NEAR = "birth_near", _("Birth dates that differ by one part only, or with day and month exchanged.")
    COMMUNE_SAME = "commune_same", _("The same commune.")
    PROVINCE_SAME = "province_same", _("The same province.")
    TRADE_SAME = "trade_same", _("The same trade.")
    NAME_DIFFERS = "name_differs", _("Against: the names differ.")
    NAME_COMMON = "name_common", _("Against: many people have this name.")
    BIRTH_DIFFERS = "birth_differs", _("Against: the birth dates differ.")
    NUMBER_DIFFERS = "number_differs", _("Against: two different numbers of the same kind.")
    SEX_DIFFERS = "sex_differs", _("Against: a woman and a man.")


AGAINST = frozenset(
    {Reason.NAME_DIFFERS, Reason.NAME_COMMON, Reason.BIRTH_DIFFERS, Reason.NUMBER_DIFFERS, Reason.SEX_DIFFERS}
)
