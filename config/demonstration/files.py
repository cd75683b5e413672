"""One applicant's way: registered, applies, is examined, reviewed. Each step is the real action on its day."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.people.models import User
from artisans.networks.actions import set_market
from artisans.parties.actions import (
    add_bank_account,
    give_consent,
    grant_mandate,
    register_organisation,
    register_person,
    set_artisan_profile,
    set_exporter_profile,
    verify_bank_account,
)
from artisans.parties.models import Party
from artisans.reference.models import Country
from config.demonstration.answers import answers_for, paper, prepare
from config.demonstration.clock import after, on_day
from config.demonstration.people import Persona
from config.demonstration.staff import Staff
from programs.applications import actions
from programs.applications.models import Application
from programs.applications.queries import missing_in
from programs.calls.choices import Outcome
from programs.calls.models import Call
from programs.calls.question_types import UPLOADS
from programs.emergency.actions import assess_damage, countersign_assessment, submit_assessment


class Odd(Exception):
    """The story asked for something the rules refuse: the data of the demonstration is wrong."""


@dataclass
class File:
    """An applicant in the story."""

    persona: Persona
    party: Party
    user: User
    application: Application | None = None
    submitted_on: date | None = None
    fate: str = "reviewed"
    extras: dict[str, Any] = field(default_factory=dict)


def register(persona: Persona, staff: Staff, day: date) -> tuple[Party, User]:
    """Into the register at the counter, with a portal account on their phone and their consent."""
    with on_day(day, 9, persona.number % 60):
        if persona.kind == "person":
            party = register_person(
                by=staff.officer, name_fr=persona.name_fr, name_ar=persona.name_ar, sex=persona.sex,
                birth_date=persona.birth_date, commune=persona.commune, phone=persona.phone, language=persona.language,
                identifiers=[("cnie", persona.cnie), ("rna", f"DEMO{persona.number:06d}")], is_demonstration=True,
            )  # fmt: skip
            set_artisan_profile(
                party=party, by=staff.officer, trade=persona.trade, practising_since=persona.since,
                workers=persona.workers, category="master" if persona.since < 2010 else "practice",
            )  # fmt: skip
        else:
            party = register_organisation(
                by=staff.officer, name_fr=persona.name_fr, name_ar=persona.name_ar, commune=persona.commune,
                phone=persona.phone, language=persona.language, identifiers=[("ice", persona.ice)], is_demonstration=True,
                legal={
                    "legal_form": persona.legal_form, "founded_on": date(persona.since, 3, 1),
                    "members": persona.members, "women_members": persona.women, "employees": persona.workers,
                },
            )  # fmt: skip
            party.organisation.trades.set([persona.trade])
        user = User.objects.create_user(
            phone=persona.phone, full_name=persona.name_fr, language=persona.language, phone_verified=True,
            is_demonstration=True,
        )  # fmt: skip
        role = "self" if persona.kind == "person" else "representative"
        grant_mandate(user=user, party=party, role=role, by=staff.officer)
    return party, user


def make_exporter(party: Party, persona: Persona, staff: Staff, day: date, chance: random.Random) -> None:
    """What they sell abroad, as declared when they applied."""
    with on_day(day, 9, 30):
        profile = set_exporter_profile(party=party, by=staff.officer, exporting_since=max(persona.since + 2, 2010))
        if persona.trade.family_id:
            profile.families.set([persona.trade.family_id])
        countries = list(Country.objects.filter(code__in=["FR", "US", "ES", "DE", "IT"]))
        wanted = chance.sample(countries, 3)
        for country, stance in zip(wanted, ("exporting", "exporting", "interested"), strict=True):
            set_market(exporter=profile, country=country, stance=stance, by=staff.officer)


def apply(
    file: File, call: Call, day: date, chance: random.Random, *, submit: bool = True, staff: Staff, notice: str
) -> Application:
    """Begin, fill section by section with the documents asked, and hand in. With `submit` off, leave a draft half way."""
    with on_day(day, 11, file.persona.number % 60):
        give_consent(party=file.party, purpose="programme", notice_version=notice, channel="portal", by=file.user)
        application = actions.start_application(call=call, party=file.party, by=file.user)
        prepare(file.persona, chance, is_emergency=call.is_fast_track)
        sections = call.form.definition["sections"]
        for section in sections if submit else sections[: len(sections) // 2]:
            raw = answers_for(section, file.persona, chance, application.answers)
            saved = actions.save_section(
                application=application, section=section["code"], data=raw, version=application.version, by=file.user
            )
            if saved.errors:
                raise Odd(f"{call.code} / {section['code']}: {saved.errors}")
            application = saved.application
        if submit:
            _attach(file, application)
            application = actions.submit_application(application=application, by=file.user)
            file.submitted_on = day
    file.application = application
    return application


def _attach(file: File, application: Application) -> None:
    """One file into each slot that still wants one."""
    for row in missing_in(application):
        question = next(
            question
            for section in application.form.definition["sections"]
            for question in section["questions"]
            if question["code"] == row.question
        )
        if question["type"] not in UPLOADS:
            raise Odd(f"{application.call.code}: {row.question} has no answer")
        document = paper(file.user, question["code"], file.persona.number, is_photo=question["type"] == "photo")
        actions.attach_document(application=application, question=row.question, document=document, by=file.user)


def examine(file: File, officer: User, day: date) -> None:
    """An officer takes the file."""
    with on_day(day, 14, file.persona.number % 60):
        file.application = actions.screen_application(application=file.application, by=officer)


def correct(file: File, officer: User, day: date, *, answer: bool = True) -> None:
    """Corrections asked, and (unless `answer` is off) given a few days later."""
    section = file.application.form.definition["sections"][0]["code"]
    with on_day(day, 15):
        file.application = actions.request_changes(
            application=file.application, sections=[section], due_on=day + timedelta(days=14), by=officer,
            reason="Merci de vérifier les informations de cette rubrique : l’adresse de l’atelier n’est pas complète.",
        )  # fmt: skip
    if answer:
        with on_day(after(day, 4), 16):
            chance = random.Random(file.persona.number)
            application = file.application
            definition = next(s for s in application.form.definition["sections"] if s["code"] == section)
            saved = actions.save_section(
                application=application, section=section, version=application.version, by=file.user,
                data=answers_for(definition, file.persona, chance, application.answers),
            )  # fmt: skip
            _attach(file, saved.application)
            file.application = actions.resubmit_application(application=saved.application, by=file.user)


def to_review(file: File, officer: User, day: date) -> bool:
    """Send the file on when its rules allow; otherwise propose it not eligible. Returns whether it went on."""
    application = file.application
    last = application.rule_results.order_by("-run").values_list("run", flat=True).first()
    results = list(application.rule_results.filter(run=last))
    failed = [row for row in results if row.outcome == Outcome.FAIL]
    with on_day(day, 16, file.persona.number % 60):
        if failed:
            file.application = actions.declare_ineligible(
                application=application, by=officer, reason=failed[0].sentence.get("fr", "Critère non rempli.")
            )
            return False
        reasons = {row.rule: "Vérifié sur pièces au dossier." for row in results if row.outcome == Outcome.MANUAL}
        file.application = actions.open_review(application=application, reasons=reasons, by=officer)
    return True


def assess(file: File, staff: Staff, day: date) -> None:
    """Found on the spot by one, countersigned by another: the fast track's review."""
    answers = file.application.answers
    losses = {name: Decimal(str(answers.get(name) or 0)) for name in ("premises_loss", "equipment_loss", "stock_loss")}
    with on_day(day, 10, file.persona.number % 60):
        assessment = assess_damage(
            application=file.application, by=staff.officer, structure=int(answers.get("structure") or 0), visited_on=day,
            other_aid=Decimal(str(answers.get("other_aid_amount") or 0)), **losses,
        )  # fmt: skip
        submit_assessment(assessment=assessment, by=staff.officer)
    with on_day(after(day, 1), 15, file.persona.number % 60):
        countersign_assessment(assessment=assessment, by=staff.head)
    file.application.refresh_from_db()


def give_account(file: File, staff: Staff, day: date) -> None:
    """The bank account with its proof, entered by one person and verified by another."""
    with on_day(day, 10, file.persona.number % 60):
        account = add_bank_account(
            party=file.party, rib=file.persona.rib, holder=file.persona.name_fr, by=staff.officer,
            proof=paper(staff.officer, "rib", file.persona.number),
        )  # fmt: skip
    with on_day(after(day, 1), 10, file.persona.number % 60):
        verify_bank_account(account=account, by=staff.head)


def refreshed(file: File) -> Application:
    """The file as it stands now."""
    file.application.refresh_from_db()
    return file.application
