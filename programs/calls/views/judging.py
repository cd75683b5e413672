"""Rules from the catalogue and the rubric, written without code."""

import copy
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.words import in_language
from programs.budget.desk import page
from programs.calls import actions
from programs.calls.actions.versions import PUBLISHING
from programs.calls.faults import faults_of
from programs.calls.forms.rules import RubricForm, RuleForm, kinds_offered
from programs.calls.models import Call, Rubric, RuleSet, Versioned
from programs.calls.question_words import RULE_WORDS
from programs.calls.questions import all_questions
from programs.calls.rules import RULE_KINDS
from programs.calls.views.common import DRAFTING, holds, revision_in, tried, version_of


def _context(request: HttpRequest, version: Versioned, title: str) -> dict[str, Any]:
    return {
        "title": title, "version": version, "calls": version.calls.all(), "is_draft": version.published_at is None,
        "faults": faults_of(version) if version.published_at is None else [],
        "can_draft": holds(request, DRAFTING, version.program),
        "can_publish": holds(request, PUBLISHING[type(version)], version.program),
    }  # fmt: skip


def _draft(request: HttpRequest, model: type[Versioned], number: int) -> Any:
    version = version_of(request, model, number)
    if version.published_at is not None or not holds(request, DRAFTING, version.program):
        raise Http404
    return version


@require_GET
def rules(request: HttpRequest, number: int) -> HttpResponse:
    """The rules of a set with their sentences."""
    version = version_of(request, RuleSet, number)
    context = _context(request, version, _("Rules %(code)s") % {"code": version})
    context["rows"] = [
        {
            "rule": rule, "kind": RULE_WORDS.get(rule["kind"], (rule["kind"], ""))[0],
            "sentences": [(name, in_language(rule.get("sentences", {}).get(name))) for name in ("pass", "fail", "manual")],
            "ask": in_language(rule.get("ask", {}).get("label")),
            "faults": [fault for fault in context["faults"] if fault.row == rule["code"]],
        }
        for rule in version.definition["rules"]
    ]  # fmt: skip
    context["kinds"] = kinds_offered()
    return page(request, "programs/calls/rules.html", context)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, number: int, code: str = "") -> HttpResponse:
    """One rule: a new one of the kind in the address, or one that is there."""
    version = _draft(request, RuleSet, number)
    rows = version.definition["rules"]
    old = next((row for row in rows if row["code"] == code), None)
    kind = old["kind"] if old else request.GET.get("kind", "")
    if (code and old is None) or kind not in RULE_KINDS:
        raise Http404
    form = RuleForm(
        request.POST or None, kind=kind, questions=_questions(version), taken={row["code"] for row in rows}, rule=old
    )
    if request.method == "POST" and form.is_valid():

        def written() -> dict[str, Any]:
            new = copy.deepcopy(version.definition)
            if old is None:
                new["rules"].append(form.as_rule())
            else:
                new["rules"][rows.index(old)] = form.as_rule()
            return new

        saved = _save(request, version, written)
        if saved:
            lacking = [fault.words for fault in faults_of(saved) if fault.row == form.as_rule()["code"]]
            if lacking:
                messages.warning(request, _("Saved. Still missing: %(faults)s") % {"faults": " ".join(lacking)})
            else:
                messages.success(request, _("Saved."))
            return redirect("admin:programs_rules", version.pk)
    name, about = RULE_WORDS.get(kind, (kind, ""))
    return page(
        request, "programs/calls/rule.html", {"title": name, "subtitle": about, "version": version, "form": form}
    )


def _questions(version: RuleSet) -> list[dict[str, Any]]:
    """What the forms of the calls that use these rules ask."""
    found: dict[str, dict[str, Any]] = {}
    for call in Call.objects.filter(rules=version).select_related("form"):
        found |= {row["code"]: dict(row) for _part, row in all_questions(call.form.definition)}
    return list(found.values())


def _save(request: HttpRequest, version: Any, written: Callable[[], dict[str, Any]], done: Any = "") -> Any:
    return tried(
        request,
        lambda: actions.save_draft(
            version=version, definition=written(), by=request.user, revision=revision_in(request)
        ),
        done,
    )


@require_POST
def rules_change(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Move or delete a rule, publish the set."""
    version = version_of(request, RuleSet, number)
    code = request.POST.get("rule", "")
    if step in ("up", "down", "delete"):
        _save(request, version, lambda: _moved(version.definition, code, step))
    elif step == "publish":
        tried(
            request,
            lambda: actions.publish_draft(version=version, by=request.user, revision=revision_in(request)),
            _("The rules are published. They never change again."),
        )
    else:
        raise Http404
    return redirect("admin:programs_rules", number)


def _moved(definition: dict[str, Any], code: str, step: str) -> dict[str, Any]:
    new = copy.deepcopy(definition)
    rows = new["rules"]
    here = next((number for number, row in enumerate(rows) if row["code"] == code), None)
    if here is None:
        return new
    row = rows.pop(here)
    if step != "delete":
        rows.insert(max(0, here + (1 if step == "down" else -1)), row)
    return new


@require_http_methods(["GET", "POST"])
def rubric(request: HttpRequest, number: int) -> HttpResponse:
    """Criteria with their weights, and what reviewers must explain."""
    version = version_of(request, Rubric, number)
    context = _context(request, version, _("Rubric %(code)s") % {"code": version})
    if context["is_draft"] and context["can_draft"]:
        form = RubricForm(request.POST or None, definition=version.definition)
        sent = request.method == "POST" and form.is_valid()
        if sent and _save(request, version, form.as_definition, _("Saved.")):
            return redirect("admin:programs_rubric", number)
        context["form"] = form
    elif request.method == "POST":
        raise Http404
    context["criteria"] = [(in_language(row.get("name")), row.get("weight")) for row in version.definition["criteria"]]
    context["total"] = sum(row.get("weight") or 0 for row in version.definition["criteria"])
    return page(request, "programs/calls/rubric.html", context)


@require_POST
def rubric_publish(request: HttpRequest, number: int) -> HttpResponse:
    version = version_of(request, Rubric, number)
    tried(
        request,
        lambda: actions.publish_draft(version=version, by=request.user, revision=revision_in(request)),
        _("The rubric is published. It never changes again."),
    )
    return redirect("admin:programs_rubric", number)
