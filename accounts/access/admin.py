"""Rows of people, acts and work in the stock admin: to look at, and to write letters; acts have their own pages."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import Event
from accounts.jobs.models import Job
from accounts.outbox.actions import publish_template
from accounts.outbox.models import MessageTemplate
from accounts.people.models import Establishment, RoleAssignment, User
from accounts.people.scopes import scope_condition
from foundation.errors import DomainError


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only actions write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "email", "masked_phone", "language", "is_active", "last_login"]
    list_filter = ["is_active", "language", "is_demonstration"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "masked_phone", "language", "is_active", "last_login", "created_at"]
    list_select_related = True
    show_full_result_count = False

    @admin.display(description=_("phone"))
    def masked_phone(self, user: User) -> str:
        return f"••••{user.phone_tail}" if user.phone_tail else ""


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ReadOnlyAdmin):
    list_display = ["user", "role", "program", "area", "starts_at", "until", "revoked_at", "substitutes_for"]
    list_filter = ["role", "program"]
    search_fields = ["user__full_name", "user__email"]
    list_select_related = ["user", "substitutes_for"]


@admin.register(Establishment)
class EstablishmentAdmin(admin.ModelAdmin):
    """One row: nothing is added or deleted."""

    list_display = ["name_fr", "name_ar", "help_line"]
    search_fields = ["name_fr"]
    list_select_related = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin):
    """A published version is read only; a change is a new version."""

    list_display = ["code", "version", "published_at"]
    list_filter = ["code"]
    search_fields = ["code", "subject_fr", "body_fr"]
    list_select_related = True
    readonly_fields = ["published_at"]
    actions = ["publish", "new_version"]

    def has_change_permission(self, request: HttpRequest, obj: MessageTemplate | None = None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: MessageTemplate | None = None) -> bool:
        return obj is not None and obj.published_at is None and super().has_delete_permission(request, obj)

    @admin.action(description=_("Publish the chosen versions"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[MessageTemplate]) -> None:
        for template in queryset:
            try:
                publish_template(template=template, by=request.user)
            except DomainError as error:
                messages.error(request, f"{template}: {error.message}")
            else:
                messages.success(request, str(template))

    @admin.action(description=_("Begin a new version from this one"), permissions=["change"])
    def new_version(self, request: HttpRequest, queryset: QuerySet[MessageTemplate]) -> None:
        for template in queryset:
            newest = MessageTemplate.objects.filter(code=template.code).order_by("-version").first()
            if newest.published_at is None:
                messages.error(request, _("%(template)s is not published yet: change that one.") % {"template": newest})
                continue
            template.pk, template.version, template.published_at = None, newest.version + 1, None
            template.save(force_insert=True)
            messages.success(request, str(template))


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Acts, as far as this person's role reaches."""

    list_display = ["at", "actor", "action", "target_reference", "program", "area", "reason"]
    list_filter = [("at", admin.DateFieldListFilter), "program"]
    search_fields = ["target_reference__exact", "action"]
    list_select_related = ["actor"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = [
        "at", "actor", "action", "target_type", "target_reference", "program", "area", "reason", "before", "after",
        "request_id",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        condition = scope_condition(request.user, "accounts.view_event")
        rows = super().get_queryset(request)
        return rows.none() if condition is None else rows.filter(condition)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "kind", "owner", "state", "progress", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["reference", "title", "kind"]
    list_select_related = ["owner"]
    exclude = ["token", "file", "payload"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).for_user(request.user)
