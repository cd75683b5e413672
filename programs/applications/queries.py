"""Reads of a file: its slots, revisions, rules, what still stands in the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.duplicates.queries import stands_against_review
from artisans.parties.choices import ConsentPurpose
from artisans.parties.models import Party
from foundation.time import CASABLANCA, today
from foundation.words import in_language
from programs.applications.choices import UNFIT
from programs.applications.models import AnswerRevision, Application, ApplicationDocument, RuleResult
from programs.calls import questions
from programs.calls.choices import Outcome
from programs.calls.models import Call
from programs.calls.rules import Case, Finding, evaluate_rules


def settings_of(application: Application) -> Mapping[str, Any]:
    """The settings of the programme version the call was published with."""
    return application.call.version.settings


def live_application(party: Party, call: Call) -> Application | None:
    """The one file of this party for this call that is not closed."""
    return Application.objects.live().filter(party=party, call=call).first()


def drafts_at_counter(user: User) -> QuerySet[Application]:
    """Files this officer is entering for somebody and has not handed in."""
    return Application.objects.filter(applicant=user, status="draft").exclude(channel="portal")


def current_documents(application: Application) -> QuerySet[ApplicationDocument]:
    return application.documents.filter(is_current=True).select_related("document")


def document_counts(application: Application) -> dict[str, int]:
    """{question: number of current files that are neither refused nor expired}."""
    counts: dict[str, int] = {}
    for question in (
        application.documents.filter(is_current=True).exclude(state__in=UNFIT).values_list("question", flat=True)
    ):
        counts[question] = counts.get(question, 0) + 1
    return counts


def document_hashes(application: Application) -> dict[str, list[str]]:
    """{question: [sha256, …]} of the files as they stand."""
    hashes: dict[str, list[str]] = {}
    for row in current_documents(application):
        hashes.setdefault(row.question, []).append(row.document.sha256)
    return hashes


def missing_in(application: Application, language: str | None = None) -> list[questions.Missing]:
    """What must still be answered or attached before this file can be handed in."""
    return questions.missing(application.form.definition, application.answers, document_counts(application), language)


def consent_is_current(application: Application) -> bool:
    """Whether the party agreed to the notice this programme asks for, and did not take it back."""
    return application.party.consents.filter(
        purpose=ConsentPurpose.PROGRAMME, notice_version=settings_of(application)["consent_notice"], withdrawn_at=None
    ).exists()


def case_of(application: Application, on: date | None = None) -> Case:
    """The file as rules see it."""
    return Case(
        answers=questions.relevant_answers(application.form.definition, application.answers),
        party=application.party,
        documents=frozenset(document_counts(application)),
        program=application.program,
        on=on or today(),
    )


def check_rules(application: Application) -> list[Finding]:
    """What the call's rules say of the file as it stands; nothing is stored."""
    return evaluate_rules(application.call.rules.definition, case_of(application))


def latest_results(application: Application) -> list[RuleResult]:
    """The newest stored run, in the order of the rules."""
    run = application.rule_results.aggregate(newest=Max("run"))["newest"]
    return list(application.rule_results.filter(run=run).order_by("id")) if run else []


def sentence_of(result: RuleResult, language: str | None = None) -> str:
    return in_language(result.sentence, language)


def fingerprint(answers: Mapping[str, Any], documents: Mapping[str, Any]) -> str:
    """A hash over answers and files that does not depend on their order."""
    text = json.dumps(
        {"answers": answers, "documents": documents}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def review_obstacles(application: Application) -> list[str]:
    """Why this file cannot go to review yet; what only needs a written reason is not among them."""
    found = [sentence_of(result) for result in latest_results(application) if result.outcome == Outcome.FAIL]
    if any(row.state in UNFIT for row in current_documents(application)):
        found.append(_("A document was refused or has expired and has not been replaced."))
    if missing_in(application):
        found.append(_("Required answers or documents are missing."))
    if stands_against_review(application.party):
        found.append(_("The applicant may be registered twice: the duplicate case must be decided first."))
    return found


def manual_results(application: Application) -> list[RuleResult]:
    """Rules somebody must examine and answer for."""
    return [result for result in latest_results(application) if result.outcome == Outcome.MANUAL]


@dataclass(frozen=True)
class AnswerRow:
    """A question with its answer in words; `documents` for slots; `was` is the answer of the revision before, if it differs."""

    code: str
    label: str
    value: Any
    text: str
    type: str
    is_personal: bool = False
    documents: list[ApplicationDocument] = field(default_factory=list)
    was: str | None = None
    changed: bool = False


@dataclass(frozen=True)
class AnswerSection:
    code: str
    title: str
    rows: list[AnswerRow]


def answer_sections(
    application: Application,
    language: str | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    for_reviewer: bool = False,
    compare_with: AnswerRevision | None = None,
) -> list[AnswerSection]:
    """The file's answers in words, section by section; visible questions only.

    `for_reviewer` leaves out what names the person (`personal`) or is kept from reviewers (`hidden_from_reviewers`).
    """
    definition = application.form.definition
    answers = application.answers if answers is None else answers
    shown = {question["code"] for question in questions.visible_questions(definition, answers)}
    slots: dict[str, list[ApplicationDocument]] = {}
    for row in current_documents(application):
        slots.setdefault(row.question, []).append(row)
    sections = []
    for section in questions.sections_of(definition):
        rows = []
        for question in section["questions"]:
            hidden = for_reviewer and (question.get("personal") or question.get("hidden_from_reviewers"))
            if question["code"] in shown and not hidden:
                rows.append(_row(question, answers, slots.get(question["code"], []), language, compare_with))
        if rows:
            sections.append(AnswerSection(section["code"], in_language(section["title"], language), rows))
    return sections


def _row(
    question: Mapping[str, Any],
    answers: Mapping[str, Any],
    documents: list[ApplicationDocument],
    language: str | None,
    earlier: AnswerRevision | None,
) -> AnswerRow:
    code = question["code"]
    was, changed = None, False
    if earlier is not None:
        if question["type"] in questions.UPLOADS:
            changed = sorted(earlier.documents.get(code, [])) != sorted(row.document.sha256 for row in documents)
        else:
            changed = earlier.answers.get(code) != answers.get(code)
            was = questions.in_words(question, earlier.answers.get(code), language) if changed else None
    return AnswerRow(
        code=code,
        label=in_language(question["label"], language),
        value=answers.get(code),
        text="" if question["type"] in questions.UPLOADS else questions.in_words(question, answers.get(code), language),
        type=question["type"],
        is_personal=bool(question.get("personal")),
        documents=documents,
        was=was,
        changed=changed,
    )


@dataclass(frozen=True)
class Change:
    """One answer or slot that differs between two revisions."""

    section: str
    code: str
    label: str
    before: str
    after: str


def revision_changes(older: AnswerRevision, newer: AnswerRevision, language: str | None = None) -> list[Change]:
    """What the applicant changed from one submission to the next, in the order of the form."""
    found = []
    for section, question in questions.all_questions(newer.application.form.definition):
        code = question["code"]
        if question["type"] in questions.UPLOADS:
            before, after = older.documents.get(code, []), newer.documents.get(code, [])
            if sorted(before) != sorted(after):
                found.append(
                    Change(
                        section["code"], code, in_language(question["label"], language), _files(before), _files(after)
                    )
                )
        elif older.answers.get(code) != newer.answers.get(code):
            words = [questions.in_words(question, revision.answers.get(code), language) for revision in (older, newer)]
            found.append(Change(section["code"], code, in_language(question["label"], language), *words))
    return found


def _files(hashes: Iterable[str]) -> str:
    return " · ".join(sha256[:12] for sha256 in hashes)


def earlier_applications(party: Party, user: User, but: Application | None = None) -> QuerySet[Application]:
    """Other files of the same party this person may see, newest first."""
    rows = Application.objects.for_user(user).filter(party=party).select_related("call")
    return rows.exclude(pk=but.pk) if but else rows


def local_day(moment: datetime) -> date:
    """The day in Casablanca."""
    return moment.astimezone(CASABLANCA).date()
