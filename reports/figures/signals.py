"""Traffic words: a programme's standing in words, by rules that the report prints."""

from decimal import Decimal
from typing import Any

from reports.figures.base import Words, words

ENGAGED_WELL, ENGAGED_LITTLE = 75, 40  # percent of the allocation
DELAY: Words = words("Délai de décision", "أجل البت", "Time to decide")
ENGAGEMENT: Words = words("Engagement des crédits", "الالتزام بالاعتمادات", "Use of the allocation")
RULES: dict[str, Words] = {
    "delay": words(
        "Délai : le délai médian est comparé au délai de service inscrit aux paramètres publiés du programme.",
        "الأجل: يقارن الوسيط بأجل الخدمة المنشور في إعدادات البرنامج.",
        "Time: the median is compared with the service standard in the programme’s published settings.",
    ),
    "engagement": words(
        f"Engagement : avancé à partir de {ENGAGED_WELL} % des crédits ouverts, en cours à partir de {ENGAGED_LITTLE} %, à relancer au-dessous.",
        f"الالتزام: متقدم ابتداء من {ENGAGED_WELL} % من الاعتمادات، جار ابتداء من {ENGAGED_LITTLE} %، ويحتاج إلى دفعة دون ذلك.",
        f"Use: advanced from {ENGAGED_WELL}% of the allocation, under way from {ENGAGED_LITTLE}%, to be revived below.",
    ),
}


def signals_of(
    *, median_days: Decimal | int | None, standard_days: int | None, allocated: Decimal, engaged: Decimal
) -> list[dict[str, Any]]:
    """Two signals, each an aspect, a word and a tone (good, wait, bad, plain)."""
    return [
        {"aspect": DELAY, **_delay(median_days, standard_days), "standard_days": standard_days},
        {"aspect": ENGAGEMENT, **_engagement(allocated, engaged)},
    ]


def _delay(median_days: Decimal | int | None, standard_days: int | None) -> dict[str, Any]:
    if median_days is None or standard_days is None:
        return {"tone": "plain", "word": words("Sans mesure", "دون قياس", "Not measured")}
    if median_days <= standard_days:
        return {"tone": "good", "word": words("Dans les délais", "داخل الأجل", "On time")}
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
