"""Stock pages for what the secretary and the heads type: meetings with their agenda and resolutions, the plan, the risks.

Statuses, follow-ups, progress and reports move through the actions, on the pages under “Board and reports”.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reports.board.models import ActionLine, AgendaItem, BoardMeeting, Resolution, Risk
from reports.meetings.models import BoardMember


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    extra = 0
    fields = ["position", "kind", "title_fr", "title_ar", "title_en", "source"]

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.change_boardmeeting")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.view_boardmeeting")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)


class ResolutionInline(admin.StackedInline):
    model = Resolution
    extra = 0
    fields = [("number", "due_on"), ("owner", "owner_ar"), "text_fr", "text_ar", "text_en", "source", "status"]
    readonly_fields = ["status"]


@admin.register(BoardMeeting)
class BoardMeetingAdmin(admin.ModelAdmin):
    list_display = ["code", "held_on", "title_fr", "place", "status"]
    search_fields = ["code", "title_fr", "title_ar"]
    readonly_fields = ["status"]
    inlines = [AgendaInline, ResolutionInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ActionLine)
class ActionLineAdmin(admin.ModelAdmin):
    list_display = ["year", "title_fr", "program", "owner", "ends_on", "budget"]
    list_filter = ["year", "program"]
    list_select_related = ["program"]
    search_fields = ["title_fr", "title_ar", "owner"]


@admin.register(Risk)
class RiskAdmin(admin.ModelAdmin):
    list_display = ["title_fr", "program", "owner", "opened_on", "closed_on"]
    list_filter = ["program"]
    list_select_related = ["program"]
    search_fields = ["title_fr", "title_ar", "owner"]


@admin.register(BoardMember)
class BoardMemberAdmin(admin.ModelAdmin):
    list_display = ["body_fr", "seat", "name", "since", "until"]
    list_filter = ["seat"]
    list_select_related = ["user"]
    search_fields = ["body_fr", "body_ar"]
    raw_id_fields = ["user"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
