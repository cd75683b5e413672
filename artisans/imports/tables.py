"""Imports as a staff list."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from artisans.imports.models import ImportBatch
from artisans.imports.registry import IMPORT_KINDS
from artisans.imports.wording import TONES
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill


class ImportTable(ListTable):
    reference = tables.Column(verbose_name=_("List"), orderable=False)
    kind = tables.Column(verbose_name=_("Kind of list"), orderable=False)
    source = tables.Column(verbose_name=_("Where it comes from"))
    rows = tables.Column(verbose_name=_("Rows"), empty_values=(), orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    recorded_by = tables.Column(verbose_name=_("Sent by"), orderable=False)
    recorded_at = tables.DateTimeColumn(verbose_name=_("Sent"), format="d/m/Y H:i")

    class Meta:
        attrs = {"aria-label": _("Imports")}

    caption = _("Imports")
    empty_title = _("No list has been imported yet")
    empty_text = _(
        "Send the list of an office as CSV or XLSX: it is checked first, and nothing is written before you accept it."
    )

    def render_reference(self, record: ImportBatch) -> str:
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a> <bdi class="small soft">{}</bdi>',
            record.get_absolute_url(),
            record.reference,
            record.file_name,
        )

    def render_kind(self, value: str) -> str:
        kind = IMPORT_KINDS.get(value)
        return kind.label if kind else value

    def render_rows(self, record: ImportBatch) -> str:
        return str(record.counts.get("sent") or record.counts.get("rows") or "")

    def render_status(self, record: ImportBatch) -> str:
        return state_pill(record.get_status_display(), TONES[record.status])
