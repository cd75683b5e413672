"""Moroccan names in two scripts: sort keys, search forms, blocking skeletons and likeness.

Each sortable name has a stored key per script, written by ``sort_key_latin`` and ``sort_key_arabic``; both compare by code
point, as the database does. ``fold`` is what search compares. ``skeleton`` is what two spellings of one name share, in any
script and order: the key of a block, never a proof. ``similarity`` weighs the readings of ``artisans.name_readings`` against
each other and is made to keep neighbours apart (Hassan and Houcine, Karim and Karima): at ``LIKELY`` and above an officer is
asked "same person?"; nothing merges by itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import permutations, product

from artisans.name_likeness import reading_likeness
from artisans.name_readings import TITLES, Reading, join, readings, tokens
from foundation.characters import tidy

LIKELY = 84
"""From here on two names are worth an officer's look; the value with the best F1 on the variants of the test suite."""

_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ء": "", "ة": "ه", "ى": "ي", "ـ": "",
        "ک": "ك", "ی": "ي", "گ": "ك", "ڭ": "ك", "ݣ": "ك", "پ": "ب", "ڤ": "ف", "ھ": "ه", "ہ": "ه", "چ": "ش",
    }
)  # fmt: skip
_LATIN = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i"})
_NO_WORD = re.compile(r"[^\w]|_")


def fold(name: object) -> str:
    """The name for search: lower case without accents; Arabic without vowel signs, hamzas and tatweel; single spaces."""
    if isinstance(name, str) and name.isascii() and name.isprintable():
        plain = name.lower().replace("'", "").replace("`", "")
        return " ".join(_NO_WORD.sub(" ", plain).split())
    text = unicodedata.normalize("NFD", re.sub("[أإآ]", "ا", tidy(name)).replace("ؤ", "و").replace("ئ", "ي").casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.translate(_ARABIC).translate(_LATIN)
    text = re.sub(r"['’‘`ʼʿʾ]", "", text)
    return " ".join(_NO_WORD.sub(" ", text).split())


folded = lru_cache(maxsize=8192)(fold)
"""The same, remembered for a while: for names compared again and again."""


def sort_key_latin(name: object) -> str:
    """The Latin name for ordering: as printed on lists, El and Ben included, accents and capitals aside."""
    return fold(name)


def sort_key_arabic(name: object) -> str:
    """The Arabic name for ordering: each word without its article, as in directories (العلوي stands under ع)."""
    return " ".join(re.sub(r"^ال(?=..)", "", word) for word in fold(name).split())


@lru_cache(maxsize=8192)
def skeleton(name: str) -> str:
    """The consonants of each part, in one alphabet, parts in alphabetical order, titles left out.

    ``skeleton("El Amrani Fatima") == skeleton("فاطمة العمراني")``.
    """
    parts = [readings(token)[0] for token in tokens(name) if token not in TITLES] or [
        readings(token)[0] for token in tokens(name)
    ]
    return " ".join(sorted(part.consonants or _only_vowels(part) for part in parts))


def similarity(a: str, b: str) -> int:
    """How alike two names are, 0 to 100, whatever their scripts and the order of their parts."""
    if not folded(a) or not folded(b):
        return 0
    if folded(a) == folded(b):
        return 100
    left, right = sorted((_parts(a), _parts(b)), key=repr)  # the same answer both ways round
    if not left or not right:
        return 0  # another script, or digits only
    best = _likeness(left, right)
    if len(left) != len(right):
        # Fatimazahra and Fatima Zahra: let two neighbours of the longer name be one part.
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        for i in range(len(longer) - 1):
            glued = tuple(join(x, y) for x, y in product(longer[i][1], longer[i + 1][1]))
            merged = (*longer[:i], (False, glued), *longer[i + 2 :])
            best = max(best, _likeness(merged, shorter) - 0.01)
    return round(100 * max(best, 0.0))


Part = tuple[bool, tuple[Reading, ...]]  # is it a title; the ways to read it


@lru_cache(maxsize=8192)
def _parts(name: str) -> tuple[Part, ...]:
    return tuple((token in TITLES, readings(token)) for token in tokens(name))[:7]


def _likeness(left: tuple[Part, ...], right: tuple[Part, ...]) -> float:
    """Best pairing of the parts: the worst pair counts most, a part without a partner counts against."""
    if len(left) > len(right):
        left, right = right, left
    scores = [[_part_likeness(x, y) for y in right] for x in left]
    best = 0.0
    for pairing in _pairings(scores, len(right)):
        paired = [scores[i][j] for i, j in enumerate(pairing)]
        alone = [right[j] for j in range(len(right)) if j not in pairing]
        titles = sum(is_title for is_title, _readings in alone)
        missing = 0.03 * titles + 0.5 * (len(alone) - titles) / len(right)
        worst = min(paired)
        # One part that is another name makes another person, however alike the rest.
        whole = worst if worst < LIKELY / 100 else 0.4 * sum(paired) / len(paired) + 0.6 * worst
        best = max(best, whole - missing)
    return best


def _pairings(scores: list[list[float]], width: int):
    if width <= 5:
        yield from permutations(range(width), len(scores))
        return
    # Long names: the best free partner for each part in turn is near enough, and always quick.
    free, chosen = set(range(width)), []
    for row in scores:
        j = max(free, key=lambda j: row[j])
        free.remove(j)
        chosen.append(j)
    yield tuple(chosen)


def _part_likeness(x: Part, y: Part) -> float:
    return max(reading_likeness(a, b) for a, b in product(x[1], y[1]))


def _only_vowels(reading: Reading) -> str:
    plain = reading.vowels[0].upper().translate(str.maketrans({"E": "A", "W": "U", "Y": "I"}))
    return re.sub(r"(.)\1+", r"\1", plain).lower()
