"""Where the beneficiaries are: a map and the table that says the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artisans.maps.filters import MapFilterSet
from artisans.maps.pictures import few_words, map_of, merged_words
from artisans.maps.queries import Spread, counts_by_area, spread_over_communes, spread_over_provinces
from artisans.parties.actions import record_export
from artisans.parties.models import Party
from artisans.parties.permissions import can_export
from artisans.parties.queries import exportable
from artisans.parties.views.desk import refuse_unless, with_chrome
from artisans.reference.places import place_facts
from artisans.reference.queries import province_choices, region_choices
from foundation.spreadsheets import Column, stream_csv, stream_xlsx
from foundation.time import now, today

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def beneficiary_map(request: HttpRequest) -> HttpResponse:
    """Provinces, or the communes of one; filters in the address, only what this person may see is counted."""
    refuse_unless(request.user.has_perm("artisans.view_party"))
    filterset = MapFilterSet(request.GET, queryset=Party.objects.for_user(request.user).active())
    spread, chosen = _spread(filterset)
    language = translation.get_language() or "fr"
    picture = map_of(
        spread, language=language, province=chosen["province"], region=chosen["region"], links=_links(request, spread),
        title=_title(chosen),
    )  # fmt: skip
    facts = place_facts([row.code for row in spread.rows]) if spread.level == "commune" else {}
    context = {
        "title": _("Map of beneficiaries"),
        "filter": filterset,
        "spread": spread,
        "picture": picture,
        "svg": mark_safe(picture.svg) if picture else "",  # noqa: S308 - drawn by us, every word escaped
        "lines": [(row, _list_url(request, row.code, spread.level), facts.get(row.code, [])) for row in spread.rows],
        "merged": merged_words(spread) if spread.few else "",
        "few_words": few_words(),
        "chosen": chosen,
        "up": _url(request, province=""),
        "query": request.GET.urlencode(),
        "can_export": can_export(request.user),
        "counted_at": now(),
    }
    return with_chrome(request, "artisans/maps/map.html", context)


@require_GET
def map_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """The table beside the map, small areas merged as there. That it was taken away is recorded."""
    refuse_unless(can_export(request.user) and file_format in FILE_TYPES)
    rows = exportable(Party.objects.for_user(request.user).active(), request.user)
    spread, _chosen = _spread(MapFilterSet(request.GET, queryset=rows))
    record_export(
        by=request.user, file_format=file_format, rows=len(spread.rows),
        filters={"map": spread.level} | {name: value for name, value in request.GET.items() if value},
    )  # fmt: skip
    language = translation.get_language() or "fr"
    first = _("Commune") if spread.level == "commune" else _("Province")
    second = _("Province") if spread.level == "commune" else _("Region")
    columns = [
        Column(_("Code"), width=14), Column(first, width=32), Column(second, width=28), Column(_("Beneficiaries"), "integer"),
        Column(_("Share"), "percent"), Column(_("Inhabitants (2024)"), "integer"), Column(_("Per 10,000 inhabitants")),
    ]  # fmt: skip
    values: list[list[Any]] = [
        [row.code, row.name, row.around, row.count, row.share, row.population, row.per_ten_thousand]
        for row in spread.rows
    ]
    if spread.few:
        number = few_words() if spread.few_count is None else spread.few_count
        values.append(["", merged_words(spread), "", number, None, None, None])
    if file_format == "csv":
        pieces = stream_csv(columns, values, language=language)
    else:
        pieces = stream_xlsx(columns, values, language=language, title=_("Map of beneficiaries"), created=now())
    response = StreamingHttpResponse(pieces, content_type=FILE_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="sanad-carte-{today():%Y-%m-%d}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _spread(filterset: MapFilterSet) -> tuple[Spread, dict[str, str]]:
    values = filterset.form.cleaned_data if filterset.is_valid() else {}
    counts = counts_by_area(filterset.qs)
    chosen = {
        "province": values.get("province") or "", "region": values.get("region") or "",
        "province_name": dict(province_choices()).get(values.get("province"), ""),
        "region_name": dict(region_choices()).get(values.get("region"), ""),
    }  # fmt: skip
    return (spread_over_communes(counts) if chosen["province"] else spread_over_provinces(counts)), chosen


def _title(chosen: dict[str, str]) -> str:
    if chosen["province"]:
        return _("Beneficiaries by commune: %(province)s") % {"province": chosen["province_name"]}
    if chosen["region"]:
        return _("Beneficiaries by province: %(region)s") % {"region": chosen["region_name"]}
    return _("Beneficiaries by province")


def _links(request: HttpRequest, spread: Spread) -> dict[str, str]:
    """From a province to its communes, from a commune to its people."""
    codes = [row.code for row in spread.rows]
    if spread.level == "commune":
        return {code: _list_url(request, code, "commune") for code in codes}
    return {code: _url(request, province=code) for code in codes}


def _list_url(request: HttpRequest, code: str, level: str) -> str:
    parameters = request.GET.copy()
    for name in ("page", "sort", "category", "region"):
        parameters.pop(name, None)
    parameters["province"] = code if level == "province" else code[:6]
    if level == "commune":
        parameters["commune"] = code
    return f"{reverse('admin:artisans_parties')}?{parameters.urlencode()}"


def _url(request: HttpRequest, **changes: str) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value:
            parameters[name] = value
        else:
            parameters.pop(name, None)
    return f"{request.path}?{parameters.urlencode()}"
