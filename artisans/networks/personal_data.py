"""Rules for what networks, centres and exporters' papers keep about people."""

from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.networks.models import MemberFollowUp, NetworkMember, PartyPaper
from artisans.parties.erasing import blank, erase_documents
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, STAFF_ACTS, DataClass, PersonalDataRule, register_rules

_REASON = _("Follow-up of networks and centres that the programme supports.")


def erase_papers(party: Party) -> None:
    erase_documents(Document.objects.filter(pk__in=party.papers.exclude(document=None).values("document")))
    blank(PartyPaper.objects.filter(party=party), number="")


PERSONAL_DATA.register("artisans.PartyPaper")(
    PersonalDataRule(DataClass.ACTIVITY, _("Number and file go."), _REASON, erase_papers)
)
PERSONAL_DATA.register("artisans.NetworkMember")(
    PersonalDataRule(
        DataClass.ACTIVITY, _("Stays without a name; notes go."), _REASON,
        lambda party: blank(NetworkMember.objects.filter(party=party), leave_note="", despite=("networkmember_closed",)),
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.MemberFollowUp")(
    PersonalDataRule(
        DataClass.ACTIVITY, _("Stays without a name; notes go."), _REASON,
        lambda party: blank(MemberFollowUp.objects.filter(party=party), note=""),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(DataClass.ACTIVITY, _("Stays without a name."), _REASON),
    "artisans.NetworkInvitation", "artisans.Commitment",
)  # fmt: skip
register_rules(STAFF_ACTS, "artisans.Order", "artisans.CentreEquipment", "artisans.CentreDay")
