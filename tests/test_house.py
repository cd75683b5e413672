"""Guards of the house itself."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.management import call_command
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from factory.django import DjangoModelFactory

import tests.factories
from foundation.workflow import Workflow

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "artisans", "programs", "markets", "reports")
ROOMS = {
    "accounts": ("people", "audit", "outbox", "jobs"),
    "artisans": ("reference", "documents", "parties", "networks", "changes", "privacy", "counter"),
    "programs": (
        "catalog", "budget", "calls", "applications", "reviews", "enrolments", "grants", "emergency", "complaints",
    ),
    "markets": ("trade", "barometer", "intelligence"),
    "reports": ("board", "documents"),
}  # fmt: skip


def our_models():
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model") and model._meta.managed
    ]


def factories() -> dict[str, type[DjangoModelFactory]]:
    found = {}
    for module in pkgutil.iter_modules(tests.factories.__path__):
        loaded = importlib.import_module(f"tests.factories.{module.name}")
        for thing in vars(loaded).values():
            if isinstance(thing, type) and issubclass(thing, DjangoModelFactory) and thing._meta.model is not None:
                found[thing._meta.get_model_class()._meta.label] = thing
    return found


def workflows():
    """Every table of steps of the house, by its place."""
    for app, rooms in ROOMS.items():
        for room in rooms:
            try:
                module = importlib.import_module(f"{app}.{room}.workflow")
            except ModuleNotFoundError:
                continue
            for name, thing in vars(module).items():
                if isinstance(thing, Workflow):
                    yield pytest.param(thing, id=f"{app}.{room}.{name}")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_ladders_hold():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_foreign_keys_point_down_the_ladder():
    """A key given as a string is invisible to the import contracts."""
    rank = {app: number for number, app in enumerate(APPS)}
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None)
        and not field.auto_created
        and field.related_model
        and field.related_model._meta.app_label in rank
        and rank[field.related_model._meta.app_label] > rank[model._meta.app_label]
    ]

    assert upward == []


def test_every_room_with_models_is_gathered():
    missing = []
    for app, rooms in ROOMS.items():
        gathered = {model.__module__ for model in apps.get_app_config(app).get_models()}
        for room in rooms:
            if (ROOT / app / room / "models.py").exists() and f"{app}.{room}.models" not in gathered:
                missing.append(f"{app}.{room}")

    assert missing == []


def test_every_model_has_a_factory():
    known = factories()
    missing = sorted(
        model._meta.label for model in our_models() if model._meta.label not in known and not model._meta.auto_created
    )

    assert missing == []


@pytest.mark.parametrize("workflow", list(workflows()))
def test_every_state_can_be_reached(workflow):
    reached = set(workflow.initial)
    while True:
        further = {target for source, target in workflow.pairs() if source in reached} - reached
        if not further:
            break
        reached |= further

    assert workflow.states() == reached


@pytest.mark.django_db
def test_the_database_knows_exactly_the_steps_of_every_table():
    """Each workflow's trigger stands on a table, and says what the Python table says."""
    triggers = [
        trigger
        for model in our_models()
        for trigger in getattr(model._meta, "triggers", [])
        if trigger.name.endswith("_steps")
    ]
    expected = [param.values[0] for param in workflows()]
    functions = {re.sub(r"\s+", " ", str(trigger.func)) for trigger in triggers}

    unguarded = [
        workflow for workflow in expected if re.sub(r"\s+", " ", str(workflow.trigger("x_steps").func)) not in functions
    ]

    assert triggers
    assert unguarded == []


def test_every_template_compiles():
    engine = engines["django"].engine
    broken = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        try:
            engine.get_template(path.relative_to(ROOT / "templates").as_posix())
        except Exception as error:
            broken.append(f"{path.name}: {error}")

    assert broken == []


def test_no_template_has_inline_script_or_style():
    """The Content-Security-Policy would block it; the PDF's own sheet is not a page."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=\"|\son[a-z]+=\"")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "pdf" not in path.as_posix()
        and "emails" not in path.parts
        and inline.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def _admin_views(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _admin_views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


@pytest.mark.django_db
def test_every_desk_page_turns_strangers_away(client):
    """Whatever lives under /admin/ answers a stranger with the way to the door, never with content."""
    open_to_all = {"login/", "logout/", "jsi18n/"}
    leaks = []
    for route, _pattern in _admin_views(site.urls[0]):
        if route in open_to_all or route.startswith("r/") or "(?P<url>" in route:
            continue
        path = "/admin/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: "1" if match[1] in {"int", None} else "x", route)
        response = client.get(path)
        if response.status_code not in (302, 403, 404, 405) or (
            response.status_code == 302 and "login" not in response["Location"] and "entrer" not in response["Location"]
        ):
            leaks.append((route, response.status_code, response.get("Location", "")))

    assert leaks == []


def test_no_source_names_a_machine_or_a_registry():
    """What is committed works anywhere: no path of somebody's machine, no host of a package mirror."""
    words = ("/" + "work/main", "/" + "work/shared", "." + "library/", "/opt/" + "pypi", "/root/" + ".pyenv")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    found = []
    for name in listed:
        path = ROOT / name
        if path.suffix in {".png", ".woff2", ".ttf", ".pdf", ".mo"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [(name, word) for word in words if word in text]

    assert found == []


def test_every_public_route_has_a_name():
    unnamed = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern) and not pattern.name
    ]

    assert unnamed == []
