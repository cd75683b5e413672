"""Acts as a staff list."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.audit.registry import act_words
from foundation.formats import format_datetime
from foundation.tables import ListTable


class EventTable(ListTable):
    at = tables.Column(verbose_name=_("When"))
    actor = tables.Column(verbose_name=_("Who"))
    action = tables.Column(verbose_name=_("What"))
    target = tables.Column(verbose_name=_("Record"), accessor="target_reference")
    program = tables.Column(verbose_name=_("Programme"))
    area = tables.Column(verbose_name=_("Area"))
    reason = tables.Column(verbose_name=_("Reason"))

    class Meta:
        attrs = {"aria-label": _("History of acts")}

    caption = _("History of acts")
    empty_title = _("No act found")
    empty_text = _("Everything done in the house stands here, and cannot be changed afterwards.")

    def render_at(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))

    def render_actor(self, value: Any) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_action(self, value: str) -> str:
        return act_words(value)

    def render_target(self, value: str) -> str:
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', value)

    def render_reason(self, value: str) -> str:
        return format_html("<bdi>{}</bdi>", value if len(value) <= 160 else f"{value[:159]}…")
