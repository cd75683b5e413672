"""States of a party and of its bank accounts."""

from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import BankAccountStatus as B
from artisans.parties.choices import PartyStatus as P
from foundation.workflow import Step, Workflow

PARTY = Workflow(
    Step("merge", {P.ACTIVE}, P.MERGED),
    Step("unmerge", {P.MERGED}, P.ACTIVE),
    Step("erase", {P.ACTIVE}, P.ERASED),
    initial={P.ACTIVE},
)

BANK_ACCOUNT = Workflow(
    Step("verify", {B.NEW}, B.VERIFIED, _("Mark as verified")),
    Step("retire", {B.NEW, B.VERIFIED}, B.RETIRED, _("Retire")),
    initial={B.NEW},
)
