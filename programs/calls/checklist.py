"""What must be true before a call goes live."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.time import now
from programs.calls.models import Call
from programs.calls.questions import all_questions
from programs.catalog.choices import ProgramStatus
from programs.catalog.schema import tranche_parts


@dataclass(frozen=True)
class Check:
    """One thing that must hold; `about` names the part of the call to put right: call, program, form, rules, rubric or budget."""

    words: str
    about: str


def checks(call: Call) -> list[Check]:
    """What `checklist` says, each with the place where it is put right."""
    return [Check(sentence, about) for about, sentence in _found(call)]


def checklist(call: Call) -> list[str]:
    """Everything that keeps the call from being published, each as a sentence; empty when nothing does."""
    return [sentence for _about, sentence in _found(call)]


def _found(call: Call) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    program = call.version.program
    if program.status != ProgramStatus.ACTIVE:
        found.append(("program", _("The programme is not active.")))
    if call.version.published_at is None:
        found.append(("program", _("The settings of the programme are not published.")))
    if call.form.published_at is None:
        found.append(("form", _("The form is not published.")))
    if call.rules.published_at is None:
        found.append(("rules", _("The rules are not published.")))
    if call.reviews_required and (call.rubric is None or call.rubric.published_at is None):
        found.append(("rubric", _("The files are to be reviewed, but there is no published rubric.")))
    if not all([call.name_fr, call.name_ar, call.name_en]):
        found.append(("call", _("The name is missing in one of the three languages.")))
    if not all([call.offer_fr, call.offer_ar, call.offer_en]):
        found.append(("call", _("What the call gives is not told in all three languages.")))
    if call.closes_at and call.closes_at <= now():
        found.append(("call", _("The closing moment is over already.")))
    found += [("rules", sentence) for sentence in _rule_questions(call)]
    found += [("budget", sentence) for sentence in _money(call)]
    return found


def _rule_questions(call: Call) -> list[str]:
    """A rule that reads an answer needs a form that asks for it."""
    asked = {question["code"] for _section, question in all_questions(call.form.definition)}
    wanted = [rule["parameters"].get("question") for rule in call.rules.definition["rules"]]
    return [
        _("A rule reads the answer “%(code)s”, which the form does not ask for.") % {"code": code}
        for code in dict.fromkeys(filter(None, wanted))
        if code not in asked
    ]


def _money(call: Call) -> list[str]:
    """A call that pays needs a budget line of its programme and a form or ceiling that says how much."""
    found = []
    pays = bool(tranche_parts(call.version.settings, {}))
    if pays and call.budget_line is None:
        found.append(_("The call pays grants but has no budget line."))
    if pays and not call.form.definition.get("amount_question") and call.max_amount is None:
        found.append(_("The call pays grants, but neither the form nor a ceiling says how much."))
    if call.budget_line and call.budget_line.program_id not in (None, call.version.program_id):
        found.append(_("The budget line belongs to another programme."))
    return found
