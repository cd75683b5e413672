"""The barometer as everybody reads it: stored figures and stored pictures, nothing computed on the way."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.spreadsheets import stream_csv
from markets.barometer.models import BarometerEdition
from markets.barometer.presentation import csv_columns, figures, months_of, published, qualified
from markets.barometer.queries import latest_edition


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The newest edition, or a page that says none is out yet."""
    edition = latest_edition()
    if edition is None:
        return render(request, "markets/barometer_none.html")
    return _page(request, edition)


@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """An edition by its reference; drafts are nobody's."""
    return _page(request, _published(reference))


@require_safe
def download(request: HttpRequest, reference: str, name: str) -> StreamingHttpResponse:
    """The numbers behind one figure."""
    edition = _published(reference)
    figure = next((figure for figure in figures(edition.snapshot) if figure.name == name), None)
    if figure is None:
        raise Http404
    answer = StreamingHttpResponse(
        stream_csv(csv_columns(figure), figure.data, language=get_language() or "fr"),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="barometre-{edition.as_of}-{figure.name}.csv"'
    return answer


def _published(reference: str) -> BarometerEdition:
    return get_object_or_404(BarometerEdition.objects.published(), reference=reference.upper())


def _page(request: HttpRequest, edition: BarometerEdition) -> HttpResponse:
    others = BarometerEdition.objects.published().exclude(pk=edition.pk).only("reference", "as_of")[:12]
    return render(request, "markets/barometer.html", edition_context(edition) | {"others": others})


def edition_context(edition: BarometerEdition) -> dict[str, object]:
    """What the body of an edition needs, for the public page and for the preview of the staff."""
    pictures: dict[str, dict[str, SafeString]] = {}
    for chart in edition.charts.filter(language=(get_language() or "fr")[:2]):
        # Drawn by our own worker and cleaned there: no script, no style, no address.
        pictures.setdefault(chart.name, {})[chart.size] = mark_safe(chart.svg)  # noqa: S308
    shown = [(figure, pictures.get(figure.name, {})) for figure in figures(edition.snapshot)]
    return {
        "edition": edition,
        "headline": _headline(edition.snapshot.get("headline")),
        "figures": shown,
        "errata": list(edition.errata.all()),
    }


def _headline(block: dict | None) -> dict | None:
    if not block:
        return None
    return block | {
        "value_text": qualified(block["value"], block["qualifier"]),
        "months": months_of(block),
        "published_text": published(block["publication"]),
        "base_months": months_of(block["base"]) if block["base"] else "",
        "base_published": published(block["base"]["publication"]) if block["base"] else "",
    }
