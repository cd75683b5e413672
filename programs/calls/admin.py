"""Calls, forms, rules and rubrics. A call is changed while it is a draft; afterwards its steps are buttons."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from programs.calls.actions import archive_call, close_call, schedule_call, unschedule_call
from programs.calls.checklist import checklist
from programs.calls.choices import CallStatus
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.admin import NeverDeleted, say


class PublishedAdmin(NeverDeleted):
    """Published by the loader from checked files; here they are read."""

    list_display = ["code", "number", "published_at"]
    list_filter = ["code"]
    search_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FormVersion)
class FormVersionAdmin(PublishedAdmin):
    pass


@admin.register(RuleSet)
class RuleSetAdmin(PublishedAdmin):
    pass


@admin.register(Rubric)
class RubricAdmin(PublishedAdmin):
    pass


@admin.register(Call)
class CallAdmin(NeverDeleted):
    list_display = ["code", "__str__", "edition", "status", "opens_at", "closes_at", "places"]
    list_filter = ["status", "version__program"]
    list_select_related = ["version__program"]
    search_fields = ["code", "name_fr", "name_ar", "name_en"]
    readonly_fields = ["status", "what_is_missing"]
    actions = ["schedule", "unschedule", "close", "archive"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        return super().get_queryset(request).select_related("form", "rules", "rubric", "budget_line")

    def has_change_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return (obj is None or obj.status == CallStatus.DRAFT) and super().has_change_permission(request, obj)

    @admin.display(description=_("Before it can be published"))
    def what_is_missing(self, call: Call) -> str:
        if call.pk is None:
            return "—"
        return " ".join(checklist(call)) or str(_("Nothing: the call can be published."))

    @admin.action(description=_("Publish: they open by the clock"), permissions=["change"])
    def schedule(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        self._each(request, queryset, schedule_call)

    @admin.action(description=_("Take back to draft"), permissions=["change"])
    def unschedule(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        self._each(request, queryset, unschedule_call)

    @admin.action(description=_("Close now"), permissions=["change"])
    def close(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        self._each(request, queryset, close_call)

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        self._each(request, queryset, archive_call)

    def _each(self, request: HttpRequest, queryset: QuerySet[Call], step: Callable[..., Call]) -> None:
        done = 0
        for call in queryset:
            try:
                step(call=call, by=request.user)
                done += 1
            except DomainError as error:
                say(request, error)
        if done:
            messages.success(request, _("Done for %(count)s.") % {"count": done})
