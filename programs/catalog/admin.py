"""Programmes and their settings, for the administrator. States move by buttons; what is published is read only."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from programs.catalog.actions import activate_program, publish_draft, suspend_program
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from programs.catalog.schema import settings_problems


class NeverDeleted(admin.ModelAdmin):
    """Configuration is retired, never removed: files refer to it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def say(request: HttpRequest, error: DomainError) -> None:
    messages.error(request, " ".join([error.message, *error.reasons]))


@admin.register(Program)
class ProgramAdmin(NeverDeleted):
    list_display = ["code", "__str__", "status", "position"]
    list_filter = ["status"]
    search_fields = ["code", "name_fr", "name_ar", "name_en"]
    readonly_fields = ["status"]
    actions = ["activate", "suspend"]

    def get_readonly_fields(self, request: HttpRequest, obj: Program | None = None) -> list[str]:
        """Code and prefix stand in references and scopes: fixed from the first day."""
        return ["status", "code", "prefix"] if obj else ["status"]

    @admin.action(description=_("Activate"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Program]) -> None:
        for program in queryset:
            try:
                activate_program(program=program, by=request.user)
            except DomainError as error:
                say(request, error)

    @admin.action(description=_("Suspend"), permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Program]) -> None:
        for program in queryset:
            try:
                suspend_program(program=program, reason="", by=request.user)
            except DomainError as error:
                say(request, error)


class SettingsForm(forms.ModelForm):
    """Settings are checked as they are typed, each problem with its place."""

    class Meta:
        model = ProgramVersion
        fields = ["program", "number", "settings"]

    def clean_settings(self) -> dict[str, Any]:
        settings = self.cleaned_data["settings"]
        if problems := settings_problems(settings):
            raise forms.ValidationError(problems)
        return settings


@admin.register(ProgramVersion)
class ProgramVersionAdmin(NeverDeleted):
    list_display = ["program", "number", "published_at"]
    list_filter = ["program"]
    list_select_related = ["program"]
    search_fields = ["program__code", "program__name_fr"]
    autocomplete_fields = ["program"]
    readonly_fields = ["published_at"]
    form = SettingsForm
    actions = ["publish"]

    def has_change_permission(self, request: HttpRequest, obj: ProgramVersion | None = None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_change_permission(request, obj)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[ProgramVersion]) -> None:
        """From here on the settings never change; calls may use them."""
        for version in queryset:
            try:
                publish_draft(version=version, by=request.user)
            except DomainError as error:
                say(request, error)


@admin.register(FiscalYear)
class FiscalYearAdmin(NeverDeleted):
    list_display = ["year", "starts_on", "ends_on"]
