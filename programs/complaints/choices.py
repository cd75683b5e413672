"""What people complain about, how it reached us, where it stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintKind(TextChoices):
    DELAY = "delay", _("A delay, or no answer")
    DECISION = "decision", _("A decision or its reasons")
    PAYMENT = "payment", _("A payment")
    CONDUCT = "conduct", _("The conduct of somebody")
    SERVICE = "service", _("A training, a visit or equipment")
    ACCESS = "access", _("The portal, the phone code or the counter")
    OTHER = "other", _("Something else")


class ComplaintChannel(TextChoices):
    PORTAL = "portal", _("On the portal")
    COUNTER = "counter", _("At the counter")
    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter or e-mail")


class ComplaintStatus(TextChoices):
    NEW = "new", _("Received")
    ASSIGNED = "assigned", _("Given to somebody")
    IN_PROGRESS = "in_progress", _("Being examined")
    WAITING = "waiting", _("Waiting for the person")
    RESOLVED = "resolved", _("Answered")
    REOPENED = "reopened", _("Reopened")
    CLOSED = "closed", _("Closed")


class Outcome(TextChoices):
    FOUNDED = "founded", _("Founded: put right")
    PARTLY = "partly", _("Partly founded")
    UNFOUNDED = "unfounded", _("Not founded")
    ELSEWHERE = "elsewhere", _("For another administration")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")


class EntryKind(TextChoices):
    """Who speaks in a line of the exchange, and to whom."""

    COMPLAINT = "complaint", _("The complaint")
    QUESTION = "question", _("Our question")
    REPLY = "reply", _("Reply of the person")
    ANSWER = "answer", _("Our answer")
    REOPENING = "reopening", _("Why it is reopened")
    NOTE = "note", _("Between colleagues")


# Working days to answer. Decree 2-17-265 of 23 June 2017 is reported to allow two months at most (le360.ma, 18/01/2018): the
# establishment's own standard is shorter, to be confirmed against the official text.
ANSWER_DAYS = {
    ComplaintKind.DELAY: 15,
    ComplaintKind.DECISION: 30,
    ComplaintKind.PAYMENT: 15,
    ComplaintKind.CONDUCT: 30,
    ComplaintKind.SERVICE: 30,
    ComplaintKind.ACCESS: 10,
    ComplaintKind.OTHER: 30,
}
REOPEN_DAYS = 30  # after an answer, in days: afterwards it closes by itself
REPLY_DAYS = 30  # a question without a reply: after these days the clock goes on and we answer with what we know
A_DAY = 5  # complaints that one person may send in a day
