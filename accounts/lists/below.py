"""Lists of the rooms below this one: letters, work in the background, acts."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audit.filters import EventFilterSet
from accounts.audit.models import Event
from accounts.audit.registry import act_words
from accounts.audit.tables import EventTable
from accounts.jobs.choices import JobState
from accounts.jobs.filters import JobFilterSet
from accounts.jobs.models import Job
from accounts.jobs.tables import JobTable
from accounts.lists.pages import show_list
from accounts.lists.registry import LISTS, ListColumn, StaffList, column, orders
from accounts.lists.values import words_of
from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.filters import MessageFilter
from accounts.outbox.models import Message
from accounts.outbox.tables import MessageTable
from accounts.people.choices import Language
from accounts.people.models import User
from accounts.people.scopes import scope_condition

LISTS.register("messages")(
    StaffList(
        page="admin:accounts_messages", title=_("Messages"), table=MessageTable, filterset=MessageFilter,
        rows=lambda user: Message.objects.for_user(user).select_related("template"), permission="accounts.view_message",
        orders=orders(created="id", about="about_reference", status="status"), default_order="-created",
        columns={
            "pick": ListColumn(is_fixed=True, permission="accounts.send_message"),
            "created": column(_("Written"), "created_at", look="moment"),
            "what": column(_("Message"), "subject", width=40, is_fixed=True),
            "about": column(_("About"), "about_reference", width=16),
            "address": column(_("To"), "address_masked", width=24),
            "channel": column(_("Sent by"), lambda _code: words_of("channel", Channel.choices), width=12),
            "language": column(_("Language"), lambda _code: words_of("language", Language.choices), is_first_shown=False),
            "status": column(_("Status"), lambda _code: words_of("status", MessageStatus.choices), width=14),
            "sent": column(_("Sent"), "sent_at", look="moment", is_first_shown=False),
        },
        file_name="messages",
        ready=[("status=failed", _("Not delivered")), ("status=queued", _("Waiting to leave")), ("status=draft", _("Drafts"))],
        find=_("Reference of a file, or words of the subject"),
    )
)  # fmt: skip

LISTS.register("jobs")(
    StaffList(
        page="admin:accounts_jobs", title=_("Work in the background"), table=JobTable, filterset=JobFilterSet,
        rows=lambda user: Job.objects.for_user(user).select_related("owner"), permission="accounts.view_job",
        orders=orders(["finished"], created="id", state="state", finished="finished_at"), default_order="-created",
        columns={
            "what": column(_("Work"), of=str, width=40, is_fixed=True),
            "owner": column(_("For whom"), "owner__full_name", width=24),
            "state": column(_("State"), lambda _code: words_of("state", JobState.choices), width=14),
            "progress": column(_("Progress"), "progress", look="integer", width=10),
            "created": column(_("Asked"), "created_at", look="moment"),
            "finished": column(_("Finished"), "finished_at", look="moment"),
        },
        file_name="travaux", may_export=lambda user: user.has_perm("accounts.view_job"),
        ready=[("state=running", _("Running")), ("state=failed", _("Failed")), ("has_file=yes", _("With a file to take away"))],
    )
)  # fmt: skip


def event_rows(user: User) -> QuerySet[Event]:
    """Acts of the programmes and areas whose history this person may read."""
    condition = scope_condition(user, "accounts.view_event")
    return Event.objects.none() if condition is None else Event.objects.filter(condition).select_related("actor")


LISTS.register("events")(
    StaffList(
        page="admin:accounts_events", title=_("History of acts"), table=EventTable, filterset=EventFilterSet,
        rows=event_rows, permission="accounts.view_event", orders=orders(at="id"), default_order="-at",
        columns={
            "at": column(_("When"), "at", look="moment", is_fixed=True),
            "actor": column(_("Who"), "actor__full_name", width=24),
            "action": column(_("What"), of=lambda row: act_words(row.action), width=36),
            "target": column(_("Record"), "target_reference", width=16),
            "program": column(_("Programme"), "program", width=12),
            "area": column(_("Area"), "area", width=16, is_first_shown=False),
            "reason": column(_("Reason"), "reason", width=50),
        },
        file_name="historique", may_export=lambda user: user.has_perm("accounts.view_event"), searches=frozenset({"q", "actor"}),
    )
)  # fmt: skip


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    return show_list("messages", request)


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    return show_list("jobs", request)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    return show_list("events", request)
