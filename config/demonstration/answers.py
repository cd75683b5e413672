"""What an invented applicant types into any form, question by question, as the form's types ask."""

import random
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.people.models import User
from artisans.documents.actions import store_document
from artisans.documents.models import Document
from config.demonstration.people import Persona
from foundation.time import today

TEXTS = {
    "fr": (
        "Nous travaillons en famille depuis longtemps et vendons surtout aux touristes ; nous voulons vendre plus loin.",
        "Les commandes arrivent par un intermédiaire ; nous souhaitons apprendre à les traiter nous-mêmes.",
        "Notre production est régulière mais les prix restent bas faute d’emballage et de photos de qualité.",
    ),
    "ar": (
        "نشتغل في إطار عائلي منذ مدة ونبيع خصوصا للسياح، ونريد البيع في أسواق أبعد.",
        "تصلنا الطلبيات عبر وسيط، ونرغب في تدبيرها بأنفسنا.",
        "إنتاجنا منتظم لكن الأثمنة تبقى منخفضة لغياب التلفيف والصور الجيدة.",
    ),
}


def prepare(persona: Persona, chance: random.Random, *, is_emergency: bool = False) -> None:
    """Answers that must agree with one another, drawn once per applicant."""
    workers = max(1, persona.workers)
    members = max(6, persona.members * 3)
    turnover = persona.turnover or chance.randrange(7, 90) * 10_000
    persona.extras |= {
        "started_on": f"{persona.since}-03-15",
        "workers": str(workers),
        "women_workers": str(chance.randrange(0, workers + 1)),
        "apprentices": str(chance.randrange(0, 4)),
        "turnover": str(turnover),
        "export_turnover": str(turnover * chance.randrange(5, 45) // 100),
        "members_now": str(members),
        "women_now": str(chance.randrange(0, members + 1)),
        "members_target": str(members + chance.randrange(5, 30)),
        "monthly_output": str(chance.randrange(4, 120)),
        "days_a_month": str(chance.choice((1, 2, 3, 4, 4, 6))),
        "amount_requested": f"{chance.randrange(40, 190)}000",
        "own_share": f"{chance.randrange(15, 70)}000",
        "other_aid": "yes" if chance.random() < 0.08 else "no",
        "other_aid_amount": f"{chance.randrange(4, 20)}000",
        "position": None,
    }
    if is_emergency:
        kinds = chance.choice(
            (["premises", "equipment"], ["premises", "stock", "equipment"], ["premises"], ["equipment"])
        )
        premises = chance.randrange(25, 160) * 1_000 if "premises" in kinds else 0
        equipment = chance.randrange(6, 45) * 1_000 if "equipment" in kinds else 0
        stock = chance.randrange(4, 60) * 1_000 if "stock" in kinds else 0
        persona.extras |= {
            "losses": kinds,
            "structure": chance.choice(("1", "2", "2", "3")),
            "premises_loss": str(premises or ""),
            "equipment_loss": str(equipment or ""),
            "stock_loss": str(stock or ""),
            "amount_requested": str(min(80_000, max(6_000, premises + equipment))),
            "workers_before": str(workers),
            "stopped": chance.choice(("stopped", "stopped", "reduced")),
        }


def answers_for(
    section: dict[str, Any], persona: Persona, chance: random.Random, given: dict[str, Any]
) -> dict[str, Any]:
    """The raw input of one section, as a browser would post it."""
    return {
        question["code"]: answer
        for question in section["questions"]
        if (answer := _answer(question, persona, chance, given)) is not None
    }


def _answer(question: dict[str, Any], persona: Persona, chance: random.Random, given: dict[str, Any]) -> Any:
    code, kind = question["code"], question["type"]
    if code in persona.extras:
        return persona.extras[code]
    if kind in {"document", "photo"}:
        return None
    if kind in {"integer", "decimal", "money"}:
        return _number(question, persona, chance)
    choices = [choice["code"] for choice in question.get("choices", [])]
    simple = {
        "text": lambda: _text(code, persona),
        "long_text": lambda: chance.choice(TEXTS[persona.language if persona.language in TEXTS else "fr"]),
        "date": lambda: _day(question, chance).isoformat(),
        "choice": lambda: chance.choice(choices),
        "choices": lambda: sorted(chance.sample(choices, min(len(choices), chance.randrange(1, 4)))),
        "yes_no": lambda: "yes" if chance.random() < 0.7 else "no",
        "email": lambda: f"demo{persona.number}@exemple.ma",
        "phone": lambda: persona.phone,
        "trade": lambda: persona.trade.pk,
        "commune": lambda: persona.commune.pk,
        "countries": lambda: sorted(chance.sample(["FR", "US", "ES", "DE", "IT", "GB", "JP", "AE"], 2)),
        "place": lambda: {"lat": f"{31 + chance.random():.5f}", "lon": f"{-8.6 + chance.random():.5f}"},
        "declaration": lambda: "on",
    }
    return simple[kind]() if kind in simple else _text(code, persona)


def _text(code: str, persona: Persona) -> str:
    if "name" in code or "nom" in code:
        return persona.name_ar if persona.language == "ar" else persona.name_fr
    return f"{persona.trade.name_fr}, {persona.commune.name_fr}"[:120]


def _day(question: dict[str, Any], chance: random.Random) -> date:
    highest = question.get("max")
    last = date.fromisoformat(highest) if isinstance(highest, str) and highest[:2] == "20" else today()
    return min(last, today()) - timedelta(days=chance.randrange(1, 40))


def _number(question: dict[str, Any], persona: Persona, chance: random.Random) -> str:
    low = float(question.get("min", 0) or 0)
    high = float(question.get("max", 0) or 0) or {"money": 180_000.0}.get(question["type"], 24.0)
    if "year" in question["code"] or "annee" in question["code"] or "since" in question["code"]:
        return str(int(min(max(persona.since, low), high)))
    if question["type"] == "money":
        number = low + (min(high, 250_000.0) - low) * (0.25 + 0.6 * chance.random())
        return f"{max(low, round(number / 500) * 500):.2f}".replace(".", ",")
    number = low + (min(high, low + 40) - low) * chance.random() ** 2
    return str(round(number)) if question["type"] == "integer" else f"{number:.1f}".replace(".", ",")


@cache
def _paper(number: int) -> bytes:
    """A one-page PDF that says nothing about anybody."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Title"] = f"Démonstration {number}"
        document.save(out, deterministic_id=True)
    return out.getvalue()


@cache
def _picture(number: int) -> bytes:
    """A plain picture of a workshop-like scene, drawn, not taken."""
    shade = ((180, 83, 42), (15, 92, 92), (183, 121, 31), (133, 127, 116))[number % 4]
    image = Image.new("RGB", (320, 220), (251, 249, 245))
    draw = ImageDraw.Draw(image)
    draw.polygon([(30, 200), (30, 110), (120, 60), (210, 110), (210, 200)], outline=shade, width=5)
    draw.ellipse([220, 120, 290, 200], outline=shade, width=5)
    draw.line([(40, 190 - 8 * (number % 9)), (200, 120 + 6 * (number % 7))], fill=shade, width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def paper(by: User, name: str, number: int, *, is_photo: bool = False) -> Document:
    """A stored demonstration document, checked like any other."""
    content, ending, mime = (
        (_picture(number % 24), "jpg", "image/jpeg") if is_photo else (_paper(number % 24), "pdf", "application/pdf")
    )
    file = SimpleUploadedFile(f"{name}.{ending}", content, content_type=mime)
    return store_document(file, by=by)
