"""The officers' pages about one message, and what may be done with it."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit.models import Event
from accounts.outbox.actions import edit_message, release_message, resend_message, withdraw_message
from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.outbox.registry import why_held
from accounts.outbox.tables import TONES
from accounts.outbox.workflow import WORKFLOW
from foundation.errors import DomainError


class MessagePages:
    """Views that need the admin site for their chrome."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def _rows(self, request: HttpRequest):
        if not request.user.has_perm("accounts.view_message"):
            raise PermissionDenied
        return Message.objects.for_user(request.user).select_related("template", "superseded_by")

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(self._rows(request), pk=pk)
        may = request.user.has_perm("accounts.send_message")
        context = self.site.each_context(request) | {
            "title": message.subject or message.template.code,
            "message": message,
            "tone": TONES[MessageStatus(message.status)],
            "events": Event.objects.about(message).select_related("actor").order_by("id"),
            "can_edit": may and message.status == MessageStatus.DRAFT,
            "held": why_held(message) if message.status == MessageStatus.DRAFT else "",
            "can_release": may and WORKFLOW.allows(message, "release") and not why_held(message),
            "can_resend": may and WORKFLOW.allows(message, "resend"),
            "can_withdraw": may and WORKFLOW.allows(message, "supersede"),
        }
        return render(request, "admin/outbox/page.html", context)

    def _do(
        self, request: HttpRequest, pk: int, action: Callable[..., object], done: str, **values: str
    ) -> HttpResponse:
        message = get_object_or_404(self._rows(request), pk=pk)
        if not request.user.has_perm("accounts.send_message"):
            raise PermissionDenied
        try:
            action(message=message, by=request.user, **values)
        except DomainError as error:
            notices.error(request, error.message)
        else:
            notices.success(request, done)
        return redirect("admin:accounts_message_page", pk=pk)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        words = {"subject": request.POST.get("subject", ""), "body": request.POST.get("body", "")}
        return self._do(request, pk, edit_message, _("The message was changed."), **words)

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, pk, release_message, _("The message will be sent."))

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, pk, resend_message, _("The message will be sent again."))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = request.POST.get("reason", "")
        return self._do(request, pk, withdraw_message, _("The message will not be sent."), reason=reason)


def safe(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return require_safe(view)


def post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return require_POST(view)
