"""What becomes of grants when one beneficiary's record goes into another: never while money is on its way."""

from django.urls import reverse
from django.utils.translation import gettext

from artisans.parties.models import Party
from artisans.parties.registry import merge_rule
from foundation.formats import format_money
from programs.grants.choices import LineStatus
from programs.grants.models import Grant, PaymentLine


def _on_its_way(survivor: Party, merged: Party) -> list[str]:
    """What four people are signing or the bank is paying must not change under their hands."""
    lines = PaymentLine.objects.filter(
        tranche__grant__party__in=[survivor, merged], status__in=[LineStatus.LISTED, LineStatus.SENT]
    )
    return [
        gettext("A payment to this beneficiary is on its way in batch %(batch)s: wait until the bank has answered.")
        % {"batch": reference}
        for reference in lines.order_by("batch__reference").values_list("batch__reference", flat=True).distinct()
    ]


def _grants(party: Party) -> list[tuple[str, str]]:
    return [
        (
            gettext("Grant %(reference)s of %(amount)s: %(state)s")
            % {"reference": grant.reference, "amount": format_money(grant.amount), "state": grant.get_status_display()},
            reverse("admin:programs_grant", args=[grant.reference]),
        )
        for grant in Grant.objects.filter(party=party).order_by("-id")[:20]
    ]


merge_rule("programs.Grant.party", conflicts=_on_its_way, involvement=_grants)
