"""The register as a list: the rows with just what its columns show."""

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.people.models import User
from artisans.parties.choices import BankAccountStatus
from artisans.parties.models import BankAccount, Party
from foundation.paging import Order

SHOWN = (
    "reference", "kind", "name_fr", "name_ar", "sex", "birth_date", "area", "phone_tail", "language", "status", "registered_on",
)  # fmt: skip
ORDERS = {
    "name": Order("sort_fr"),
    "-name": Order("sort_fr", is_descending=True),
    "registered": Order("registered_on"),
    "-registered": Order("registered_on", is_descending=True),
}
ARABIC_ORDERS = {"name": Order("sort_ar"), "-name": Order("sort_ar", is_descending=True)}
DEFAULT_ORDER = "-registered"


def list_rows(user: User) -> QuerySet[Party]:
    """The active parties this person may see. Places and trades come as codes, whose names every process knows.

    A join of ten tables takes the planner longer than the page takes to write; and nothing encrypted is read.
    """
    verified = BankAccount.objects.filter(party=OuterRef("pk"), status=BankAccountStatus.VERIFIED)
    return (
        Party.objects.for_user(user)
        .active()
        .only(*SHOWN)
        .annotate(
            trade_code=F("artisan__trade_id"),
            artisan_number=F("artisan__id"),
            exporter_number=F("exporter__id"),
            aggregator_number=F("aggregator__id"),
            centre_number=F("centre__id"),
            with_verified_account=Exists(verified),
        )
    )
