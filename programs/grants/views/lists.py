"""Batches, grants and tranches on their pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.lists.pages import show_list
from programs.grants.lists import BATCHES, GRANTS, TRANCHES


@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    return show_list(BATCHES, request)


@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    return show_list(GRANTS, request)


@require_GET
def tranches(request: HttpRequest) -> HttpResponse:
    return show_list(TRANCHES, request)
