"""Where messages hang in the officers' house."""

from django.contrib.admin import AdminSite
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.outbox.views import MessagePages, post, safe
from accounts.people.desk import DESK_MENU, DESK_PAGES, MenuItem
from accounts.people.models import User


@DESK_PAGES.register("accounts.messages", order=80)
def pages(site: AdminSite) -> list:
    views = MessagePages(site)
    wrap = site.admin_view
    return [
        path("messages/<int:pk>/", wrap(safe(views.page)), name="accounts_message_page"),
        path("messages/<int:pk>/edit/", wrap(post(views.edit)), name="accounts_message_edit"),
        path("messages/<int:pk>/release/", wrap(post(views.release)), name="accounts_message_release"),
        path("messages/<int:pk>/resend/", wrap(post(views.resend)), name="accounts_message_resend"),
        path("messages/<int:pk>/withdraw/", wrap(post(views.withdraw)), name="accounts_message_withdraw"),
    ]


@DESK_MENU.register("accounts.messages", order=80)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("accounts.view_message"):
        return []
    failed = Message.objects.for_user(user).filter(status=MessageStatus.FAILED)[:100].count()
    return [MenuItem(_("Messages"), reverse("admin:accounts_messages"), _("Letters and work"), count=failed or None)]
