"""Rule for what change requests keep about people."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.changes.choices import ChangeStatus
from artisans.changes.models import ChangeRequest
from artisans.changes.workflow import CHANGE
from artisans.documents.models import Document
from artisans.parties.erasing import blank, erase_documents
from artisans.parties.models import Party
from artisans.parties.registry import OWN_DATA, PERSONAL_DATA, DataClass, Datum, OwnData, PersonalDataRule
from foundation.time import now


def empty(rows: QuerySet) -> int:
    """The values, the reasons and the proofs go; who asked, who decided and when stay."""
    erase_documents(Document.objects.filter(pk__in=rows.exclude(proof=None).values("proof")))
    return blank(rows, before="{}", after="{}", before_masked="", after_masked="", reason="—", decision_reason="")


def erase(party: Party) -> None:
    for request in party.change_requests.filter(status=ChangeStatus.REQUESTED):
        CHANGE.take(request, "expire")
        request.decided_at, request.decided_by = now(), User.objects.system()
        request.save(update_fields=["status", "decided_at", "decided_by"])
    empty(ChangeRequest.objects.filter(party=party))


def outdated(before: datetime) -> QuerySet:
    return ChangeRequest.objects.exclude(after_masked="", reason="—").filter(decided_at__lt=before)


PERSONAL_DATA.register("artisans.ChangeRequest")(
    PersonalDataRule(
        DataClass.TRACE,
        _("Values, reasons and proofs go; who asked and who decided stay."),
        _("Proof of who changed what others relied on."),
        erase, months=60, outdated=outdated, dispose=empty,
    )
)  # fmt: skip


def _own(party: Party):
    for row in party.change_requests.order_by("id"):
        yield [
            Datum("reference", _("Reference"), row.reference),
            Datum("kind", _("What changes"), row.get_kind_display()),
            Datum("status", _("Status"), row.get_status_display()),
            Datum("requested_at", _("Asked on"), row.requested_at),
            Datum("reason", _("Why"), row.reason),
            Datum("decision", _("Reason of the decision"), row.decision_reason),
        ]


OWN_DATA.register("changes", order=82)(OwnData(_("Changes asked for"), _own))
