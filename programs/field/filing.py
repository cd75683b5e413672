"""Applications filled on a device: the same form, the same actions as at the counter, with the person's consent."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.documents.actions import store_document
from artisans.parties.actions import give_consent
from artisans.parties.choices import ConsentPurpose
from artisans.parties.finding import exact_matches
from artisans.parties.models import Party
from foundation.errors import DomainError
from foundation.time import now
from foundation.words import LANGUAGES, in_language, localized
from programs.applications import actions
from programs.applications.choices import ApplicationStatus, Channel
from programs.applications.models import Application
from programs.calls import questions
from programs.calls.models import Call
from programs.calls.queries import open_calls
from programs.field.limits import every_language
from programs.field.models import Device, FieldFile, FieldSubmission
from programs.field.reading import Filled, answers_of, files_of
from programs.field.registry import FIELD_KINDS, Entered, FieldForm, FieldKind

KIND = "application"
ASSIST = "programs.assist_application"
ABOUT, PARTY, CONSENT = "_about", "_party", "_consent"


class FormNotEntered(DomainError):
    """The form cannot be entered as it is; each reason names its question."""

    code = "form_not_entered"


def forms_for(device: Device) -> list[FieldForm]:
    """The calls that take applications now, of the programmes for which the device's person may enter files."""
    programs = {scope.program for scope in scopes_of(device.user, ASSIST)}
    return [
        form_of_call(call)
        for call in open_calls(now()).select_related("form", "version__program")
        if programs & {"", call.version.program.code} and device.program in ("", call.version.program.code)
    ]


def form_of(form_id: str, _device: Device) -> FieldForm | None:
    call = _call(form_id)
    return form_of_call(call) if call else None


def form_of_call(call: Call) -> FieldForm:
    """The form of the call, behind who applies and their consent."""
    definition = call.form.definition
    return FieldForm(
        form_id=f"{KIND}-{call.code}",
        edition=str(call.form.number),
        title={language: localized(call, "name", language) for language in LANGUAGES},
        about=definition["title"],
        sections=[_about(call), *definition["sections"]],
        program=call.version.program.code,
        named_by=PARTY,
    )


def _about(call: Call) -> dict[str, Any]:
    notice = {"notice": call.version.settings["consent_notice"]}
    return {
        "code": ABOUT,
        "title": every_language(lambda: _("The applicant")),
        "questions": [
            {
                "code": PARTY, "type": "text", "required": True, "max": 40,
                "label": every_language(lambda: _("Reference, CNIE or telephone of the applicant")),
                "help": every_language(lambda: _("As it stands in the register. Somebody who is not registered yet is registered first; the form waits.")),
            },
            {
                "code": CONSENT, "type": "declaration", "required": True,
                "label": every_language(lambda: _("Consent")),
                "statement": every_language(
                    lambda: _("The applicant is present, has heard the notice on personal data (version %(notice)s) and agrees that the programme handles this application.") % notice
                ),
            },
        ],
    }  # fmt: skip


def enter(
    submission: FieldSubmission, filled: Filled, files: Mapping[str, FieldFile], by: User, choices: Mapping[str, Any]
) -> Entered:
    """The application, started for its applicant, filled and handed in; as a draft where `choices` ask for one."""
    call = _call(filled.form_id)
    if call is None:
        raise DomainError(_("There is no such call any more."))
    if filled.edition != str(call.form.number):
        raise DomainError(_("This was filled on another version of the form than the call's present one."))
    about = filled.root.first(ABOUT)
    if about is None or not about.value(CONSENT):
        raise actions.ConsentIsMissing(_("The applicant's consent is missing."))
    party = _party(choices.get("party") or about.value(PARTY), submission.device, by)
    if submission.device.program not in ("", call.version.program.code):
        raise DomainError(_("This device may not enter files for this programme."))
    as_draft = bool(choices.get("as_draft"))
    application = actions.start_application(call=call, party=party, by=by, channel=Channel.FIELD)
    if application.status != ApplicationStatus.DRAFT or application.applicant_id != by.pk or application.answers:
        raise DomainError(
            _("This beneficiary already has an application for this call: %(reference)s.")
            % {"reference": application.reference}
        )
    give_consent(
        party=party, purpose=ConsentPurpose.PROGRAMME, notice_version=call.version.settings["consent_notice"],
        channel="field", by=by,
    )  # fmt: skip
    faults = _fill(application, filled, by)
    faults += _attach(application, filled, files, by, is_lenient=bool(choices.get("without_files")))
    if not as_draft:
        if faults:
            raise FormNotEntered(_("Some answers cannot be taken as they are."), reasons=faults)
        application.refresh_from_db()
        actions.submit_application(application=application, by=by, received_at=submission.received_at)
        application.refresh_from_db()
    return Entered(application.reference, party)


def _fill(application: Application, filled: Filled, by: User) -> list[str]:
    faults = []
    for section in application.form.definition["sections"]:
        saved = actions.save_section(
            application=application, section=section["code"], data=answers_of(filled, section),
            version=application.version, by=by,
        )  # fmt: skip
        application.version = saved.application.version
        labels = {question["code"]: in_language(question["label"]) for question in section["questions"]}
        faults += [f"{labels.get(code, code)}: {sentence}" for code, sentence in saved.errors.items()]
    application.refresh_from_db()
    return faults


def _attach(
    application: Application, filled: Filled, files: Mapping[str, FieldFile], by: User, *, is_lenient: bool
) -> list[str]:
    faults = []
    for code, names in files_of(filled, application.form.definition["sections"]).items():
        question = questions.question_of(application.form.definition, code)
        kinds, max_bytes, _most = questions.upload_limits(question)
        for name in names:
            if is_lenient and name not in files:
                continue  # the officer was told which are missing and goes on without
            try:
                with transaction.atomic():
                    if name not in files:
                        raise DomainError(_("The file did not come with the form."))
                    with files[name].file.open("rb") as file:
                        document = store_document(file, by=by, allowed=kinds, max_bytes=max_bytes, name=name)
                    actions.attach_document(application=application, question=code, document=document, by=by)
            except DomainError as error:
                faults.append(f"{in_language(question['label'])}: {error.message}")
    return faults


def _party(text: str, device: Device, by: User) -> Party:
    """The one beneficiary within reach who has this reference, number or telephone."""
    exact = exact_matches(text)
    rows = Party.objects.for_user(by).active().filter(area__startswith=device.area)
    found = list(rows.filter(exact)[:2]) if exact is not None else []
    if not found:
        raise DomainError(_("Nobody within reach of this device has this reference, CNIE or telephone."))
    if len(found) > 1:
        raise DomainError(_("Several beneficiaries have this telephone: give the reference or the CNIE."))
    return found[0]


def _call(form_id: str) -> Call | None:
    code = form_id.removeprefix(f"{KIND}-")
    return Call.objects.exclude(status="draft").select_related("form", "version__program").filter(code=code).first()


def page_of(reference: str) -> str:
    """Where the officer finds it: at the counter while it is a draft."""
    draft = Application.objects.filter(reference=reference, status=ApplicationStatus.DRAFT).exists()
    return reverse("admin:programs_assist_file" if draft else "admin:programs_file", args=[reference])


FIELD_KINDS.register(KIND, order=10)(FieldKind(forms_for, form_of, enter, page_of))
