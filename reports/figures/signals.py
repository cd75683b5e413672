"""Traffic words: a programme's standing in words, by rules that the report prints."""

from decimal import Decimal
from typing import Any

from reports.figures.base import Words, words

ENGAGED_WELL, ENGAGED_LITTLE = 75, 40  # percent of the allocation
IN_TIME, IN_PART = 80, 50  # percent of the decisions
DELAY: Words = words("Délai de décision", "أجل البت", "Time to decide")
ENGAGEMENT: Words = words("Engagement des crédits", "الالتزام بالاعتمادات", "Use of the allocation")
RULES: dict[str, Words] = {
    "delay": words(
        f"Délai : « dans les délais » à partir de {IN_TIME} % de décisions publiées à l’échéance du service, « partiel » à partir de {IN_PART} %, « hors délai » au-dessous.",
        f"الأجل: «داخل الأجل» ابتداء من {IN_TIME} % من القرارات المنشورة في أجل الخدمة، «جزئي» ابتداء من {IN_PART} %، و«خارج الأجل» دون ذلك.",
        f"Time: “on time” from {IN_TIME}% of decisions published by their due day, “partly” from {IN_PART}%, “overdue” below.",
    ),
    "engagement": words(
        f"Engagement : avancé à partir de {ENGAGED_WELL} % des crédits ouverts, en cours à partir de {ENGAGED_LITTLE} %, à relancer au-dessous.",
        f"الالتزام: متقدم ابتداء من {ENGAGED_WELL} % من الاعتمادات، جار ابتداء من {ENGAGED_LITTLE} %، ويحتاج إلى دفعة دون ذلك.",
        f"Use: advanced from {ENGAGED_WELL}% of the allocation, under way from {ENGAGED_LITTLE}%, to be revived below.",
    ),
}


def signals_of(*, in_time: Decimal | int | None, allocated: Decimal, engaged: Decimal) -> list[dict[str, Any]]:
    """Two signals, each an aspect, a word and a tone (good, wait, bad, plain)."""
    return [{"aspect": DELAY, **_delay(in_time)}, {"aspect": ENGAGEMENT, **_engagement(allocated, engaged)}]


def _delay(in_time: Decimal | int | None) -> dict[str, Any]:
    if in_time is None:
        return {"tone": "plain", "word": words("Sans mesure", "دون قياس", "Not measured")}
    if in_time >= IN_TIME:
        return {"tone": "good", "word": words("Dans les délais", "داخل الأجل", "On time")}
    if in_time >= IN_PART:
        return {"tone": "wait", "word": words("Partiel", "جزئي", "Partly")}
    return {"tone": "bad", "word": words("Hors délai", "خارج الأجل", "Overdue")}


def _engagement(allocated: Decimal, engaged: Decimal) -> dict[str, Any]:
    if not allocated:
        return {"tone": "plain", "word": words("Sans crédits", "دون اعتمادات", "No allocation")}
    percent = 100 * engaged / allocated
    if percent >= ENGAGED_WELL:
        return {"tone": "good", "word": words("Avancé", "متقدم", "Advanced")}
    if percent >= ENGAGED_LITTLE:
        return {"tone": "wait", "word": words("En cours", "جار", "Under way")}
    return {"tone": "bad", "word": words("À relancer", "يحتاج إلى دفعة", "To be revived")}
