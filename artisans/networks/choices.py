"""States and kinds of networks, their orders, centres and exporters' papers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NetworkStatus(TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class InvitationStatus(TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("No answer in time")
    WITHDRAWN = "withdrawn", _("Taken back")


class AcceptedBy(TextChoices):
    """How the artisan agreed to the membership."""

    PORTAL = "portal", _("On the portal")
    CODE = "code", _("With the code sent to their phone")
    PAPER = "paper", _("On paper, seen by an officer")


class MemberStatus(TextChoices):
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")


class LeaveReason(TextChoices):
    AGREED_END = "agreed_end", _("End agreed by both sides")
    NO_ORDERS = "no_orders", _("No orders")
    LATE_PAYMENT = "late_payment", _("Paid late or not paid")
    PRICE = "price", _("Disagreement on prices")
    QUALITY = "quality", _("Disagreement on quality or delays")
    OTHER_NETWORK = "other_network", _("Works with another aggregator")
    STOPPED = "stopped", _("Stopped the craft")
    NETWORK_CLOSED = "network_closed", _("The aggregator stopped")
    OTHER = "other", _("Another reason")


class CommitmentSide(TextChoices):
    AGGREGATOR = "aggregator", _("The aggregator")
    MEMBERS = "members", _("The artisans")


class CommitmentKind(TextChoices):
    VOLUME = "volume", _("Orders or volume")
    PRICE = "price", _("Price")
    PAYMENT = "payment", _("Payment delay")
    MATERIAL = "material", _("Raw material")
    TRAINING = "training", _("Training")
    QUALITY = "quality", _("Quality")
    DELIVERY = "delivery", _("Delivery delay")
    OTHER = "other", _("Other commitment")


class CommitmentStatus(TextChoices):
    OPEN = "open", _("Running")
    MET = "met", _("Met")
    MISSED = "missed", _("Not met")
    WAIVED = "waived", _("No longer asked")


class OrderStatus(TextChoices):
    DRAFT = "draft", _("Being divided")
    DIVIDED = "divided", _("Divided")
    DELIVERED = "delivered", _("Delivered")
    SETTLED = "settled", _("Everybody is paid")
    CANCELLED = "cancelled", _("Cancelled")


class FollowUpStatus(TextChoices):
    OPEN = "open", _("To be contacted")
    CONTACTED = "contacted", _("Contacted")
    PLACED = "placed", _("In a network again")
    CLOSED = "closed", _("Nothing more to do")


class FollowUpCause(TextChoices):
    CLOSED = "closed", _("The aggregator stopped")
    PAUSED = "paused", _("The aggregator pauses")
    LEFT_PROGRAMME = "left_programme", _("The aggregator left the programme")


class Condition(TextChoices):
    NEW = "new", _("New")
    GOOD = "good", _("Good")
    WORN = "worn", _("Worn")
    BROKEN = "broken", _("Out of order")
    GONE = "gone", _("Retired or lost")


class DayKind(TextChoices):
    CLOSED = "closed", _("Closed")
    MAINTENANCE = "maintenance", _("Maintenance")
    VISIT = "visit", _("Visit")
    OPEN_DAY = "open_day", _("Open day")


class MarketStance(TextChoices):
    EXPORTING = "exporting", _("Exporting")
    INTERESTED = "interested", _("Interested")
    NOT = "not", _("Not interested")


class Currency(TextChoices):
    MAD = "MAD", _("Dirham (MAD)")
    EUR = "EUR", _("Euro (EUR)")
    USD = "USD", _("US dollar (USD)")
    GBP = "GBP", _("Pound sterling (GBP)")
