"""What happened, in people's words: event codes of this floor and of those it knows by name."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: Mapping[str, str | Promise] = {
    "party.registered": _("Registered"),
    "party.changed": _("Facts corrected"),
    "party.merged": _("Went into another record"),
    "party.absorbed": _("Another record went into this one"),
    "party.merge_undone": _("Merge undone"),
    "duplicate.found": _("Possible duplicate found"),
    "duplicate.closed": _("Possible duplicate no longer alike"),
    "duplicate.reopened": _("Possible duplicate to be looked at again"),
    "duplicate.different": _("Told from another person"),
    "duplicate.deferred": _("Possible duplicate put off"),
    "party.exported": _("List taken away"),
    "identifier.added": _("Number added"),
    "identifier.verified": _("Number verified"),
    "identifier.shown": _("Number read in full"),
    "phone.shown": _("Phone read in full"),
    "organisation.set": _("Legal facts written"),
    "artisanprofile.set": _("Craft profile written"),
    "exporterprofile.set": _("Export profile written"),
    "aggregatorprofile.set": _("Aggregation profile written"),
    "centreprofile.set": _("Centre profile written"),
    "turnover.declared": _("Turnover declared"),
    "bankaccount.added": _("Bank account added"),
    "bankaccount.verified": _("Bank account verified"),
    "bankaccount.retired": _("Bank account retired"),
    "bankaccount.shown": _("Bank account read in full"),
    "consent.given": _("Consent given"),
    "consent.withdrawn": _("Consent withdrawn"),
    "mandate.granted": _("Mandate granted"),
    "mandate.ended": _("Mandate ended"),
    "network.opened": _("Network opened"),
    "network.joined": _("Joined a network"),
    "network.left": _("Left a network"),
    "order.recorded": _("Order recorded"),
    "order.shared": _("Share of an order recorded"),
    "application.started": _("Application started"),
    "application.submitted": _("Application submitted"),
    "application.withdrawn": _("Application withdrawn"),
    "enrolment.created": _("Enrolled"),
    "grant.awarded": _("Grant awarded"),
}


def event_words(action: str) -> str:
    """The sentence of an event, or its code spelled out where no room gave one."""
    return str(EVENTS.get(action) or action.replace(".", ": ").replace("_", " "))
