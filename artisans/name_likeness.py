"""How alike two readings of a part of a name are: consonants aligned by rapidfuzz, then the vowels between them.

Costs are in consonants: 1 is a whole letter of difference. A vowel that both spellings show and that differs (Hassan, Houcine),
or a feminine or nisba ending that only one has (Karim, Karima; Idriss, Idrissi), costs nearly that; what a script or a clerk
leaves out costs little.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from artisans.name_readings import Reading

_CLOSE = {
    frozenset(pair): cost
    for pair, cost in {
        "gk": 0.3, "xk": 0.5, "xh": 0.5, "td": 0.6, "sz": 0.6, "sS": 0.5, "ts": 0.5, "dz": 0.5, "jg": 0.5, "gx": 0.6, "fb": 0.8,
    }.items()
}  # fmt: skip
_OTHER_LETTER, _LOST_LETTER, _LOST_H = 1.2, 1.0, 0.35
_CONFLICT, _ENDING = 0.75, 1.0
_HEARD_AS = {"A": "ae", "I": "ie", "U": "u", "Y": "aie"}
_AS_LATIN = str.maketrans("AIUYwWyJ", "aiuiuuii", "E")
_BASE = 0.6  # keeps two-consonant names from being all or nothing


@lru_cache(maxsize=65536)
def reading_likeness(x: Reading, y: Reading) -> float:
    """1 for the same, 0 for nothing in common."""
    if (x.arabic, x.consonants, x.vowels) > (y.arabic, y.consonants, y.vowels):
        x, y = y, x  # the Latin one first; the same answer both ways round
    longest = max(len(x.consonants), len(y.consonants))
    if Levenshtein.normalized_similarity(x.consonants, y.consonants) < 0.4 and longest > 1:
        return 0.0
    letters, pairs = _aligned(x.consonants, y.consonants)
    vowels = [_opening(x, y, longest)]
    for i, j in pairs:
        if i < len(x.consonants) and j < len(y.consonants):
            last = i == len(x.consonants) - 1 and not y.vowels[-1]
            vowels.append(_between(x.vowels[i], y.vowels[j], x.arabic, y.arabic, last=last))
            vowels.append(_elsewhere(x, y, i, j))
    if x.consonants and y.consonants:
        vowels.append(_ending(x, y))
    doubts = sum(cost >= 0.2 for cost in vowels)
    cost = letters + sum(vowels) * (1.2 if doubts > 1 else 1.0)
    cost += 0.05 if x.article != y.article else 0.0
    return max(0.0, 1 - cost / (longest + _BASE))


def _aligned(a: str, b: str) -> tuple[float, list[tuple[int, int]]]:
    """The cost of the letters, and the places after a letter that both have."""
    cost, pairs = 0.0, []
    for step in Levenshtein.opcodes(a, b):
        if step.tag in {"equal", "replace"}:
            for i, j in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True):
                pairs.append((i + 1, j + 1))
                if a[i] != b[j]:
                    cost += _CLOSE.get(frozenset((a[i], b[j])), _OTHER_LETTER)
        else:
            lost = a[step.src_start : step.src_end] + b[step.dest_start : step.dest_end]
            cost += sum(_LOST_H if letter == "h" else _LOST_LETTER for letter in lost)
    return cost, pairs


def _opening(x: Reading, y: Reading, letters: int) -> float:
    """Vowels before the first consonant come and go (Driss, Idriss), but an opening w or y stays."""
    a, b = x.vowels[0], y.vowels[0]
    if letters > 1 and not y.arabic and _moved(x, y):
        return _CONFLICT
    glide_a, glide_b = _glide(a), _glide(b)
    if glide_a != glide_b:
        missing = b if glide_a else a
        heard = {"w": "uUo", "y": "iIY"}[glide_a or glide_b]
        if (glide_a and glide_b) or not any(c in heard for c in missing):
            return _CONFLICT
        return 0.05
    if letters == 0:
        return 0.0 if _plain(a) == _plain(b) else 0.5
    plain_a, plain_b = _plain(a), _plain(b)
    if not plain_a or not plain_b:
        if letters > 1 and not x.arabic and not y.arabic and "a" in plain_a + plain_b and x.vowels[1] and y.vowels[1]:
            return _CONFLICT  # Mina is not Amina; before two consonants an a comes and goes (Hmed, Ahmed)
        if y.arabic and not x.arabic and not b and "a" in plain_a:
            return 0.35  # a word that opens with a has an alif or an ain in Arabic
        return 0.1 if plain_a or plain_b else 0.0
    if "e" in plain_a + plain_b or set(plain_a) & set(plain_b):
        return 0.0
    return 0.6


def _moved(x: Reading, y: Reading) -> bool:
    """Ahmed against Hamid: the first vowel stands before the first consonant in one, behind it in the other."""
    (x0, x1), (y0, y1) = x.vowels[:2], y.vowels[:2]
    return bool(x0) != bool(y0) and bool(x1) != bool(y1) and bool(x0) != bool(x1)


def _elsewhere(x: Reading, y: Reading, i: int, j: int) -> float:
    """Lahcen against Lhoucine: the vowel stands a consonant further on, and is another one. Lahcen and Lhacen are one name."""
    if x.arabic or y.arabic or i + 1 >= len(x.consonants) or j + 1 >= len(y.consonants):
        return 0.0
    (a, a_next), (b, b_next) = x.vowels[i : i + 2], y.vowels[j : j + 2]
    if (a and b_next and not a_next and not b) or (b and a_next and not b_next and not a):
        return _CONFLICT if not set(a + a_next) & set(b + b_next) and "e" not in a + a_next + b + b_next else 0.0
    return 0.0


def _between(a: str, b: str, a_arabic: bool, b_arabic: bool, *, last: bool) -> float:
    if a_arabic:
        return _both_arabic(a, b)
    return _latin_arabic(a, b, last=last) if b_arabic else _both_latin(a, b)


def _both_latin(a: str, b: str) -> float:
    set_a, set_b = set(a), set(b)
    if set_a == set_b:
        return 0.0
    if not a or not b:
        written = set_a | set_b
        return 0.6 if "i" in written else 0.15 if "u" in written else 0.05
    if set_a & set_b:
        extra = set_a ^ set_b
        both = set_a & set_b
        return 0.45 if extra & {"i", "u"} and both == {"a"} else 0.0
    if "e" in set_a | set_b:
        return 0.35 if "u" in set_a | set_b and not {"i", "a"} & (set_a | set_b) else 0.0
    return _CONFLICT


def _latin_arabic(latin: str, arabic: str, *, last: bool) -> float:
    written = [mark for mark in dict.fromkeys(arabic) if mark in _HEARD_AS]
    if not written:
        if "i" in latin and "e" not in latin:
            return 0.45 if "E" in arabic else 0.36
        if "u" in latin:
            # Before the last consonant ou is long, and Arabic writes it: Mahmoud is not محمد.
            return 0.8 if last else 0.2
        return 0.0
    missing = [mark for mark in written if not any(c in latin for c in _HEARD_AS[mark])]
    if not missing:
        return 0.3 if "I" in written and not set(latin) & {"i"} else 0.0
    return 0.6 if not latin else _CONFLICT


def _both_arabic(a: str, b: str) -> float:
    set_a, set_b = set(a) - {"E"}, set(b) - {"E"}
    if set_a == set_b:
        return 0.05 if set(a) != set(b) else 0.0
    if not set_a or not set_b:
        return 0.45 if set_a | set_b == {"A"} else 0.8
    return _CONFLICT if not set_a & set_b else 0.45


def _ending(x: Reading, y: Reading) -> float:
    """The last sound tells the woman from the man and the family from the forebear."""
    a, b = _plain(x.vowels[-1]), _plain(y.vowels[-1])
    if a[-1:] == b[-1:]:
        # Mekki and Mekkaoui, Nada and Nadia; near ع Latin writes vowels that Arabic does not.
        return 0.8 if (set(a) ^ set(b)) & {"i", "u"} and "E" not in y.vowels[-1] else 0.0
    open_a, open_b = x.vowels[-1][-1:], y.vowels[-1][-1:]
    if y.arabic and not b and "E" in y.vowels[-1] and a == "a":
        return 0.1  # ع at the end is heard as a: Lekjaa, لقجع
    if x.arabic and "Y" in {open_a, open_b}:
        return 0.6 * _ENDING  # endings in ى and ا may meet, علي and علاء may not
    if "Y" in {open_a, open_b} and {a[-1:], b[-1:]} <= {"i", "a"}:
        # One letter for i or for a, not for both: علي is Ali or Ala, not Alia.
        return _ENDING if len(a) != len(b) else 0.0
    if "e" in {a[-1:], b[-1:]}:
        return 0.3
    return _ENDING


def _glide(group: str) -> str:
    return {"w": "w", "W": "w", "y": "y", "J": "y"}.get(group[:1], "")


def _plain(group: str) -> str:
    """Both scripts' marks as Latin vowels; ع and hamza are silent."""
    return group.translate(_AS_LATIN)
