"""A small call in three languages, and somebody who may apply: enough for every page of the portal."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.outbox.actions import load_templates
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.time import now
from programs.applications.actions import save_section, start_application, submit_application
from programs.applications.models import Application
from programs.calls.models import Call, FormVersion, RuleSet
from programs.catalog.models import Program, ProgramVersion
from tests.factories.accounts import UserFactory
from tests.factories.artisans import ConsentFactory, DocumentFactory, MandateFactory, PartyFactory


def words(fr: str, ar: str, en: str) -> dict[str, str]:
    return {"fr": fr, "ar": ar, "en": en}


SETTINGS = {
    "support_kinds": ["training", "coaching"],
    "services": [
        {"code": "customs", "kind": "training", "name": words("Formation aux procédures douanières", "تكوين في الإجراءات الجمركية", "Training on customs procedures")},
        {"code": "coach", "kind": "coaching", "name": words("Accompagnement individuel", "مواكبة فردية", "Individual coaching")},
    ],
    "stages": [
        {"code": "diagnosis", "name": words("Diagnostic", "تشخيص", "Diagnosis"), "days": 30},
        {"code": "plan", "name": words("Plan individuel", "مخطط فردي", "Individual plan"), "days": 60},
    ],
    "diagnostic": [], "diagnostic_scale": {"min": 0, "max": 5}, "tranche_plan": None, "ceilings": {},
    "service_standard_days": 30, "correction_days": 10, "agreement_days": 15, "appeal_days": 15, "late_minutes": 0,
    "reminder_days": [7, 2], "review_days": 10, "consent_notice": "2023-01",
    "origin": words("Essai", "تجربة", "Trial"),
}  # fmt: skip
FORM = {
    "title": words("Candidature", "طلب الترشيح", "Application"),
    "origin": words("Essai", "تجربة", "Trial"),
    "amount_question": "budget",
    "sections": [
        {
            "code": "activity",
            "title": words("Votre activité", "نشاطكم", "Your activity"),
            "intro": words("Parlez-nous de votre atelier et de ce que vous fabriquez.", "حدثونا عن ورشتكم ومنتوجاتكم.", "Tell us about your workshop and what you make."),
            "questions": [
                {"code": "products", "type": "long_text", "label": words("Que fabriquez-vous ?", "ماذا تصنعون؟", "What do you make?"), "help": words("Deux ou trois phrases suffisent.", "جملتان أو ثلاث تكفي.", "Two or three sentences are enough."), "example": words("tapis noués main en laine, de 2 à 6 m²", "زرابي صوفية منسوجة يدويا من 2 إلى 6 أمتار مربعة", "hand-knotted wool rugs of 2 to 6 m²"), "required": True, "max": 600},
                {"code": "workers", "type": "integer", "label": words("Combien de personnes travaillent avec vous ?", "كم عدد الأشخاص الذين يشتغلون معكم؟", "How many people work with you?"), "unit": words("personnes", "أشخاص", "people"), "required": True, "min": 0, "max": 500},
                {"code": "exports", "type": "yes_no", "label": words("Avez-vous déjà exporté ?", "هل سبق لكم التصدير؟", "Have you exported before?"), "required": True},
                {"code": "markets", "type": "choices", "label": words("Vers quels marchés ?", "نحو أي أسواق؟", "To which markets?"), "shown_when": {"question": "exports", "equals": True}, "required": True, "choices": [{"code": "eu", "label": words("Europe", "أوروبا", "Europe")}, {"code": "us", "label": words("États-Unis", "الولايات المتحدة", "United States")}, {"code": "gulf", "label": words("Pays du Golfe", "دول الخليج", "Gulf countries")}]},
            ],
        },
        {
            "code": "project",
            "title": words("Votre projet", "مشروعكم", "Your project"),
            "questions": [
                {"code": "goal", "type": "text", "label": words("Que voulez-vous atteindre ?", "ما الذي تريدون تحقيقه؟", "What do you want to achieve?"), "required": True},
                {"code": "budget", "type": "money", "label": words("Montant demandé", "المبلغ المطلوب", "Amount asked for"), "unit": words("DH", "درهم", "MAD"), "example": words("25 000", "25000", "25,000"), "required": True},
            ],
        },
        {
            "code": "papers",
            "title": words("Vos pièces", "وثائقكم", "Your documents"),
            "questions": [
                {"code": "id_card", "type": "document", "label": words("Carte d'identité (CNIE), recto et verso", "البطاقة الوطنية، الوجهان", "Identity card, both sides"), "required": True},
                {"code": "photos", "type": "photo", "label": words("Photos de vos produits", "صور منتوجاتكم", "Photos of your products"), "max_files": 3},
                {"code": "true", "type": "declaration", "label": words("Déclaration", "تصريح", "Declaration"), "statement": words("Je déclare que mes réponses sont exactes.", "أصرح بأن أجوبتي صحيحة.", "I declare that my answers are true."), "required": True},
            ],
        },
    ],
}  # fmt: skip
RULES = {
    "origin": words("Essai", "تجربة", "Trial"),
    "rules": [
        {
            "code": "exported", "kind": "answer_equals", "parameters": {"question": "exports", "in": [True]}, "on_fail": "manual",
            "sentences": {"pass": words("Vous avez déjà une expérience de l'export.", "لكم تجربة سابقة في التصدير.", "You have exported before."), "fail": words("Il faut avoir déjà exporté.", "يجب أن تكونوا قد صدرتم من قبل.", "You must have exported before."), "manual": words("Sans expérience de l'export, votre motivation sera examinée.", "بدون تجربة في التصدير، سيتم فحص دوافعكم.", "Without export experience, your motivation will be examined.")},
            "ask": {"type": "yes_no", "label": words("Avez-vous déjà exporté vos produits ?", "هل سبق لكم تصدير منتوجاتكم؟", "Have you exported your products before?")},
        },
        {
            "code": "size", "kind": "answer_at_least", "parameters": {"question": "workers", "min": 2}, "on_fail": "fail",
            "sentences": {"pass": words("Votre atelier compte au moins deux personnes.", "تضم ورشتكم شخصين على الأقل.", "Your workshop has at least two people."), "fail": words("L'atelier doit compter au moins deux personnes.", "يجب أن تضم الورشة شخصين على الأقل.", "The workshop must have at least two people."), "manual": words("La taille de l'atelier sera examinée.", "سيتم فحص حجم الورشة.", "The size of the workshop will be examined.")},
            "ask": {"type": "integer", "label": words("Combien de personnes travaillent dans l'atelier ?", "كم شخصا يشتغل في الورشة؟", "How many people work in the workshop?"), "min": 0, "max": 500},
        },
    ],
}  # fmt: skip


def load_letters() -> None:
    """Every letter of the house, as `load_reference` publishes them."""
    for path in sorted(Path(__file__).resolve().parents[3].glob("*/data/messages*.json")):
        load_templates(path)


def open_call(code: str = "essai-2023", **facts) -> Call:
    """A call that takes applications now, closing in twenty days."""
    moment = now()
    program, _made = Program.objects.get_or_create(
        code="essai", defaults={"prefix": "ESS", "name_fr": "Accompagnement des exportateurs", "name_ar": "برنامج مواكبة المصدرين", "name_en": "Exporter support", "summary_fr": "Vendre plus loin, avec un accompagnement.", "summary_ar": "البيع أبعد، مع مواكبة.", "summary_en": "Sell further, with support."},
    )  # fmt: skip
    version, _made = ProgramVersion.objects.get_or_create(
        program=program, number=1, defaults={"settings": SETTINGS, "published_at": moment}
    )
    form, _made = FormVersion.objects.get_or_create(
        code="essai", number=1, defaults={"definition": FORM, "published_at": moment}
    )
    rules, _made = RuleSet.objects.get_or_create(
        code="essai", number=1, defaults={"definition": RULES, "published_at": moment}
    )
    call = Call.objects.create(
        **{
            "code": code, "version": version, "edition": "2023", "name_fr": "Appel à candidatures export 2023", "name_ar": "دعوة لتقديم الترشيحات للتصدير 2023",
            "name_en": "Export call 2023", "offer_fr": "Formations, accompagnement individuel et participation à un salon.", "offer_ar": "تكوينات ومواكبة فردية ومشاركة في معرض.",
            "offer_en": "Training, individual coaching and a trade fair.", "form": form, "rules": rules, "max_amount": 80_000, "places": 40,
            "opens_at": moment - timedelta(days=5), "closes_at": moment + timedelta(days=20), **facts,
        }
    )  # fmt: skip
    for status in ("scheduled", "open"):
        call.status = status
        call.save(update_fields=["status"])
    return call


def applicant(**facts) -> tuple[User, Party]:
    """Somebody with a phone who acts for themselves, with the consent the call asks for."""
    user = UserFactory(**facts)
    party = PartyFactory(name_fr="Fatima Aït Lahcen", name_ar="فاطمة أيت لحسن")
    MandateFactory(user=user, party=party)
    return user, party


def draft(user: User, party: Party, call: Call | None = None) -> Application:
    """A file just begun."""
    return start_application(call=call or open_call(), party=party, by=user, language="fr")


ANSWERS = {
    "activity": {"products": "Tapis noués main en laine de l'Atlas, teintures végétales.", "workers": "6", "exports": "yes", "markets": ["eu", "us"]},
    "project": {"goal": "Vendre directement à deux boutiques en Espagne.", "budget": "25 000"},
    "papers": {"true": "on"},
}  # fmt: skip


def filled(user: User, party: Party, call: Call | None = None) -> Application:
    """A file whose answers are all there; the identity card is not."""
    application = draft(user, party, call)
    for section, data in ANSWERS.items():
        application = save_section(
            application=application, section=section, data=data, version=application.version, by=user
        ).application
    return application


def with_documents(application: Application) -> Application:
    """The identity card in its place."""
    document = DocumentFactory(mime="application/pdf", size=120_000, uploaded_by=application.applicant)
    application.documents.create(question="id_card", document=document)
    return application


def sent(user: User, party: Party, call: Call | None = None) -> Application:
    """A file handed in."""
    application = with_documents(filled(user, party, call))
    ConsentFactory(party=party, purpose="programme", notice_version=SETTINGS["consent_notice"], given_by=user)
    return submit_application(application=application, by=user)


def photo() -> SimpleUploadedFile:
    """A small picture as a phone would send it."""
    content = BytesIO()
    Image.new("RGB", (60, 40), "#b4532a").save(content, "JPEG")
    return SimpleUploadedFile("cnie.jpg", content.getvalue())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args, language: str = "fr") -> str:
    address = reverse(name, args=args)
    return re.sub(r"^/(fr|ar|en)/", f"/{language}/", address)
