"""What the browser needs to go on without a network: the worker's script, a page to fall back on, what may be kept."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from programs.portal.offline import person_mark, session_mark

_SCRIPTS = ("js/queue.js", "js/worker.js")
_SHELL = (
    "css/fonts.css",
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/portal.css",
    "js/theme.js",
    "js/page.js",
)


@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this language's files, and of nothing else: its own folder is its scope.

    It holds no data of anybody. A release changes the addresses in it, so browsers take the new one and drop the old files.
    """
    own = [staticfiles_storage.url(name) for name in _SCRIPTS]
    shell = [staticfiles_storage.url(name) for name in _SHELL]
    facts = {
        "version": hashlib.sha256(json.dumps([own, shell]).encode()).hexdigest()[:12], "shell": shell,
        "fallback": reverse("portal:unconnected"), "scope": reverse("portal:files"), "static": settings.STATIC_URL,
        "keepSeconds": settings.SESSION_COOKIE_AGE,
    }  # fmt: skip
    lines = [
        f"self.SANAD = {json.dumps(facts)};",
        f"importScripts({', '.join(json.dumps(address) for address in own)});",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/javascript; charset=utf-8")


@cache_control(public=True, max_age=300)
def unconnected(request: HttpRequest) -> HttpResponse:
    """Shown by the browser when a page that it does not hold is asked for without a network; names nobody."""
    return render(request, "portal/unconnected.html")


def offline_context(request: HttpRequest, tasks: list) -> dict[str, Any]:
    """For pages on which one writes: whose words wait, and which pages of the file to hold ready."""
    reference = request.resolver_match.kwargs["reference"]
    open_sections = [task.section for task in tasks if task.state != "locked"]
    pages = [
        reverse("portal:file", args=[reference]),
        *(reverse("portal:section", args=[reference, code]) for code in open_sections),
        reverse("portal:review", args=[reference]),
    ]
    return {
        "person_mark": person_mark(request.user), "offline_pages": json.dumps(pages), "worker_address": reverse("portal:worker"),
        "queue_token": get_token(request),
    }  # fmt: skip


def with_pages(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Lets the worker hold this page for this sign-in; pages without the mark are never held."""
    if answer.status_code == 200:
        answer["X-Sanad-Keep"] = session_mark(request)
    return answer
