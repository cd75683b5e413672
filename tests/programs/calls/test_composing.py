"""A call set up without code, by pages alone: form, rules, rubric, checklist, trial, publication."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.audit.models import Event
from accounts.people.choices import Role
from accounts.people.models import User
from foundation.errors import ChangedMeanwhile, NotPermitted, StepNotAllowed
from foundation.time import today
from programs.applications.models import Application
from programs.budget.models import LedgerEntry
from programs.calls import actions
from programs.calls.faults import form_faults
from programs.calls.models import Call, FormVersion, Rubric, RuleSet, Trial
from programs.calls.questions import in_words, section_form
from programs.calls.schema import DefinitionIsWrong
from tests.factories.accounts import StaffFactory
from tests.factories.programs_calls import BudgetLineFactory, words
from tests.factories.programs_files import CallFactory, ProgramFactory, ProgramVersionFactory

pytestmark = pytest.mark.django_db


def three(name: str, text: str) -> dict[str, str]:
    return {f"{name}_fr": text, f"{name}_ar": f"{text} ع", f"{name}_en": f"{text} en"}


@pytest.fixture
def program():
    program = ProgramFactory()
    ProgramVersionFactory(program=program)
    return program


@pytest.fixture
def officer(program):
    return StaffFactory(role=Role.OFFICER, program=program.code)


@pytest.fixture
def head(program):
    return StaffFactory(role=Role.HEAD, program=program.code)


def go(client, name, *args, data=None, query=""):
    """GET, or POST with the revision the page shows; the page that follows."""
    url = reverse(f"admin:programs_{name}", args=args) + query
    if data is None:
        response = client.get(url)
    else:
        shown = client.get(url)
        revision = re.search(rb'name="revision" value="(\d+)"', shown.content)
        response = client.post(url, {"revision": revision[1].decode() if revision else "", **data}, follow=True)
    return response


def press(client, version, step, **data):
    return client.post(
        reverse("admin:programs_form_change", args=[version.pk, step]),
        {"revision": version.revision, **data},
        follow=True,
    )


def test_an_officer_composes_a_call_and_the_head_publishes_it(client, program, officer, head):
    line = BudgetLineFactory(program=program)
    client.force_login(officer)
    opens = today() + dt.timedelta(days=10)
    made = go(
        client, "call_new",
        data={
            "program": program.pk, "code": "essai-2027", "edition": "2027", **three("name", "Appel"), **three("offer", "Une aide"),
            "opens_at_0": opens.isoformat(), "opens_at_1": "09:00", "audience": "any", "reviews_required": 1, "max_amount": "30000",
        },
    )  # fmt: skip
    call = Call.objects.get(code="essai-2027")
    assert made.redirect_chain[-1][0] == reverse("admin:programs_call", args=[call.code])
    form, rules, rubric = call.form, call.rules, call.rubric

    go(client, "form_title", form.pk, data=three("title", "Demande"))
    go(client, "section_new", form.pk, data=three("title", "Votre atelier"))
    go(
        client,
        "question_new",
        form.pk,
        "votre_atelier",
        query="?type=yes_no",
        data={**three("label", "Avez-vous un atelier"), "requirement": "always", "section": "votre_atelier"},
    )
    shown = go(
        client, "question_new", form.pk, "votre_atelier", query="?type=table",
        data={
            "label_fr": "Machines", "requirement": "when", "section": "votre_atelier", "code": "machines",
            "required_when_0_question": "avez_vous_un_atelier", "required_when_0_test": "equals", "required_when_0_value": "Oui",
            "column_0_type": "text", **{f"column_0_{k}": "Nom" for k in ("fr", "ar", "en")}, "column_0_code": "name",
        },
    )  # fmt: skip
    assert "field-error" in shown.context["form"].fields["label_ar"].help_text  # told at the field; the draft is kept
    form.refresh_from_db()
    table = form.definition["sections"][0]["questions"][1]
    assert table["required_when"] == {"question": "avez_vous_un_atelier", "equals": True}
    go(
        client,
        "question",
        form.pk,
        "machines",
        data={
            **three("label", "Machines"),
            "requirement": "when",
            "section": "votre_atelier",
            "code": "machines",
            "required_when_0_question": "avez_vous_un_atelier",
            "required_when_0_test": "equals",
            "required_when_0_value": "نعم",
            "column_0_type": "text",
            **{f"column_0_{k}": "Nom" for k in ("fr", "ar", "en")},
            "column_0_code": "name",
        },
    )

    go(
        client,
        "rule_new",
        rules.pk,
        query="?kind=party_kind",
        data={
            "p_in": ["person"],
            "on_fail": "fail",
            **three("pass", "Oui"),
            **three("fail", "Non"),
            **three("manual", "À voir"),
        },
    )
    criteria = {
        f"c{n}_{k}": v for n, w in ((0, 60), (1, 30)) for k, v in {**three("name", f"Critère {n}"), "weight": w}.items()
    }
    page = go(client, "rubric", rubric.pk, data={"lowest": 0, "highest": 5, **criteria})
    assert [(fault.field, page.context["total"]) for fault in page.context["faults"]] == [("weight", 90)]
    go(
        client,
        "rubric",
        rubric.pk,
        data={"lowest": 0, "highest": 5, **criteria, "c1_weight": 40, "c0_code": "critere_0", "c1_code": "critere_1"},
    )
    go(
        client,
        "call_edit",
        call.code,
        data={
            "edition": "2027",
            **three("name", "Appel"),
            **three("offer", "Une aide"),
            "opens_at_0": opens.isoformat(),
            "opens_at_1": "09:00",
            "audience": "any",
            "reviews_required": 1,
            "max_amount": "30000",
            "budget_line": line.pk,
        },
    )

    checklist = go(client, "call", call.code)
    assert [check.about for check in checklist.context["checks"]] == ["form", "rules", "rubric"]
    assert reverse("admin:programs_composer", args=[form.pk]) in checklist.content.decode()
    form.refresh_from_db()
    press(client, form, "publish")
    form.refresh_from_db()
    assert form.published_at is None  # an officer does not publish

    client.force_login(head)
    press(client, form, "publish")
    for model, name in ((rules, "rules_change"), (rubric, "rubric_publish")):
        model.refresh_from_db()
        args = [model.pk, "publish"] if name == "rules_change" else [model.pk]
        client.post(reverse(f"admin:programs_{name}", args=args), {"revision": model.revision})
    client.post(reverse("admin:programs_call_step", args=[call.code, "schedule"]))
    call.refresh_from_db()
    assert call.status == "scheduled"
    assert {"call.created", "formversion.draft_saved", "formversion.published", "call.scheduled"} <= set(
        Event.objects.values_list("action", flat=True)
    )


def test_a_draft_is_written_by_one_at_a_time_and_a_published_form_never_changes(officer, head, program):
    draft = actions.begin_draft(model=FormVersion, code="f", program=program, by=officer)
    assert actions.begin_draft(model=FormVersion, code="f", program=program, by=head).pk == draft.pk
    whole = {
        "title": words("F"), "origin": words("x"),
        "sections": [{"code": "s", "title": words("S"), "questions": [{"code": "q", "type": "text", "label": words("Q")}]}],
    }  # fmt: skip
    saved = actions.save_form_draft(version=draft, definition=whole, by=officer, revision=0)

    with pytest.raises(ChangedMeanwhile):
        actions.save_form_draft(version=draft, definition={**whole, "title": words("G")}, by=head, revision=0)
    with pytest.raises(NotPermitted):
        actions.publish_draft(version=saved, by=officer)
    with pytest.raises(NotPermitted):
        actions.save_form_draft(version=saved, definition=whole, by=StaffFactory(role=Role.OFFICER, program="another"))
    published = actions.publish_draft(version=saved, by=head)
    with pytest.raises(StepNotAllowed):
        actions.save_form_draft(version=published, definition=whole, by=head)
    for attack in (lambda rows: rows.update(definition={}), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack(FormVersion.objects.filter(pk=published.pk))
    following = actions.begin_draft(model=FormVersion, code="f", program=program, by=officer)
    assert (following.number, following.definition) == (2, whole)


def test_a_fault_is_a_sentence_at_its_place():
    row = {"code": "b", "type": "text", "label": {"fr": "B", "en": "B"}, "shown_when": {"question": "c", "equals": "z"}}
    gone = {"code": "d", "type": "choice", "label": words("D"), "required_when": {"question": "lost", "filled": True}}
    later = {"code": "c", "type": "choice", "label": words("C"), "choices": [{"code": "x", "label": words("X")}]}
    definition = {
        "title": words("T"),
        "origin": words("o"),
        "sections": [{"code": "s", "title": words("S"), "questions": [row, gone, later, later]}],
    }

    found = {(fault.row, fault.field) for fault in form_faults(definition)}

    assert found == {("b", "label_ar"), ("b", "shown_when"), ("d", "choices"), ("d", "required_when"), ("c", "code")}


def test_deleting_asks_first_and_tells_what_depends_on_it(client, officer, program):
    asked = {"code": "a", "type": "yes_no", "label": words("A")}
    other = {"code": "b", "type": "text", "label": words("Une autre"), "shown_when": {"question": "a", "equals": True}}
    definition = {
        "title": words("T"),
        "origin": words("o"),
        "sections": [{"code": "s", "title": words("S"), "questions": [asked, other]}],
    }
    draft = actions.begin_draft(model=FormVersion, code="f", program=program, by=officer, definition=definition)
    client.force_login(officer)

    page = go(client, "form_delete", draft.pk, "question", "a")
    draft.refresh_from_db()
    assert "Une autre" in page.content.decode() and len(draft.definition["sections"][0]["questions"]) == 2

    press(client, draft, "down", question="a")
    draft.refresh_from_db()
    assert [row["code"] for row in draft.definition["sections"][0]["questions"]] == ["b", "a"]
    press(client, draft, "duplicate", question="a")
    go(client, "form_delete", draft.pk, "question", "a", data={})
    draft.refresh_from_db()
    assert [row["code"] for row in draft.definition["sections"][0]["questions"]] == ["b", "a_2"]


def test_a_trial_counts_nowhere(client, officer, program):
    asked = {"code": "amount", "type": "money", "label": words("Montant"), "required": True}
    paper = {"code": "paper", "type": "document", "label": words("Papier"), "required": True}
    definition = {
        "title": words("T"),
        "origin": words("o"),
        "amount_question": "amount",
        "sections": [{"code": "s", "title": words("S"), "questions": [asked, paper]}],
    }
    draft = actions.begin_draft(model=FormVersion, code="f", program=program, by=officer, definition=definition)
    call = CallFactory(version=program.versions.get(), form=draft)
    before = (Application.objects.count(), LedgerEntry.objects.count(), call.applications.count())
    client.force_login(officer)

    for language, seen in (("fr", 'dir="ltr"'), ("ar", 'dir="rtl"'), ("en", "Montant (en)")):
        assert seen in go(client, "trial", draft.pk, language).content.decode()
    client.post(reverse("admin:programs_trial_section", args=[draft.pk, "ar", "s"]), {"amount": "999999"})
    client.post(
        reverse("admin:programs_trial_file", args=[draft.pk, "ar"]), {"question": "paper", "section": "s", "there": "1"}
    )
    end = go(client, "trial_end", draft.pk, "ar")

    assert end.context["missing"] == [] and Trial.objects.get().answers == {"amount": "999999.00"}
    assert (Application.objects.count(), LedgerEntry.objects.count(), call.applications.count()) == before
    counted = client.get(reverse("admin:programs_calls")).context["calls"]
    assert [row.files for row in counted if row.pk == call.pk] == [0]
    assert not Event.objects.filter(action__startswith="application.").exists()
    client.force_login(StaffFactory(role=Role.OFFICER, program="another"))
    assert go(client, "trial", draft.pk, "fr").status_code == 404


def test_answers_of_several_parts_are_checked_and_read_back():
    table = {
        "code": "t", "type": "table", "label": words("T"), "max": 3,
        "columns": [{"code": "name", "type": "text", "label": words("Nom"), "required": True}, {"code": "price", "type": "money", "label": words("Prix")}],
    }  # fmt: skip
    questions = [table, {"code": "id", "type": "identifier", "kind": "cnie", "label": words("CNIE")}, {"code": "y", "type": "year", "label": words("Année")},
                 {"code": "p", "type": "percent", "label": words("Part")}, {"code": "f", "type": "party_fact", "fact": "name", "label": words("Nom")}]  # fmt: skip
    definition = {
        "title": words("T"),
        "origin": words("o"),
        "sections": [{"code": "s", "title": words("S"), "questions": questions}],
    }

    wrong = section_form(
        definition, "s", "fr", {"t-0-price": "abc", "id": "12", "y": "1200", "p": "120", "f_state": "wrong"}
    )
    right = section_form(
        definition,
        "s",
        "fr",
        {"t-1-name": "Tour", "t-1-price": "1 200,5", "id": "ab 123456", "y": "2019", "p": "12,5", "f_state": "right"},
    )

    assert not wrong.is_valid() and set(wrong.errors) == {"t", "id", "y", "p", "f"} and len(wrong.errors["t"]) == 2
    assert right.is_valid() and right.cleaned_data["t"] == [{"name": "Tour", "price": "1200.50"}]
    assert (
        "AB123456" not in str(right.cleaned_data["id"])
        and in_words(questions[1], right.cleaned_data["id"], "fr") == "••••456"
    )
    assert in_words(table, right.cleaned_data["t"], "fr").startswith("Nom: Tour · Prix: 1")
    assert right.cleaned_data["f"] == {"state": "right"}


def test_the_next_edition_takes_everything_over_and_keeps_the_hour_on_the_wall(client, officer, program):
    opens = dt.datetime(2026, 2, 10, 9, tzinfo=dt.UTC)  # 10:00 in Casablanca; on 10 February 2027 Ramadan has begun
    source = CallFactory(
        version=program.versions.get(), code="aide-2026", edition="2026", name_fr="Appel 2026", opens_at=opens
    )
    client.force_login(officer)
    page = go(client, "call_clone", source.code)
    initial = page.context["form"].initial

    assert (initial["code"], initial["edition"], initial["name_fr"]) == ("aide-2027", "2027", "Appel 2027")
    assert initial["opens_at"].astimezone(dt.UTC) == dt.datetime(2027, 2, 10, 10, tzinfo=dt.UTC)
    client.force_login(StaffFactory(role=Role.REVIEWER))
    assert go(client, "call_clone", source.code).status_code == 404


def test_an_importer_that_gives_nonsense_is_told_so(officer, program):
    draft = actions.begin_draft(model=FormVersion, code="f", program=program, by=officer)
    for nonsense in (
        {},
        {"sections": [{"code": "S!", "questions": []}]},
        {"sections": [{"code": "s", "questions": [{"code": "q", "type": "magic"}]}]},
    ):
        with pytest.raises(DefinitionIsWrong):
            actions.save_form_draft(version=draft, definition=nonsense, by=officer)
    assert RuleSet.objects.filter(published_at=None, code="f").count() == Rubric.objects.filter(code="f").count() == 0
    assert User.objects.system().is_system
