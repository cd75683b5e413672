"""What a search types of a name, and how near a registered name comes to it.

``search_keys`` are the words the register's index holds for a party beside the plain words of its names: the sound of each part
(consonants of every reading, "1hsn"), its rough sound (neighbouring consonants as one, "2hsn"), neighbours glued together, Arabic
words without their article, and the area. ``Wanted`` is a typed text taken apart once; its ``exactly``, ``beginning``,
``sounding``, ``roughly``, ``mistyped`` and ``beginnings`` are queries on that index, from narrow to wide. ``Wanted.closeness`` weighs a name that
the index gave: 100 is the name as typed; from ``LIKELY`` on it is a spelling of what was typed (parts may be missing in the typed
text, and stand in any order); below that it only begins like it or resembles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise, product

from artisans.name_likeness import reading_likeness
from artisans.name_readings import FORMS, TITLES, Reading, join, readings, tokens
from artisans.names import LIKELY, fold, sort_key_arabic
from foundation.characters import tidy

LONGEST = 200
"""Letters of a typed text that are read; nobody's name is longer."""
_PARTS = 7
_BEGINNING = 3  # letters from which on the beginning of a word is looked up among all words
_ARTICLES = {"el", "al"}
_ROUGH = str.maketrans("dzSgx", "tsskk")
_ROUGH_LETTERS = "btjhkrsflmn"
_ENOUGH = LIKELY / 100


def search_keys(name_fr: str, name_ar: str, area: str) -> str:
    """The words by which the index finds a party beside those of its `search` column, separated by spaces."""
    keys: dict[str, None] = dict.fromkeys(sort_key_arabic(name_ar).split())
    for name in (name_fr, name_ar):
        parts = _parts(name)
        for part in parts:
            keys |= dict.fromkeys(part.sounds)
            keys |= dict.fromkeys(part.rough_sounds)
        for first, second in pairwise(parts):
            glued = _glued(first, second)
            keys |= dict.fromkeys(glued.sounds)
            keys |= dict.fromkeys(glued.rough_sounds)
    return " ".join([*keys, *area_keys(area)])


def area_keys(area: str) -> list[str]:
    """Region and province of a commune's code, as the index holds them; none for anything else."""
    match = re.match(r"(\d{2})(\.\d{3})?(?:\.|$)", area)
    if not match:
        return []
    return [f"@{match[1]}", f"@{match[0].rstrip('.')}"] if match[2] else [f"@{match[1]}"]


@dataclass(frozen=True)
class Part:
    """One part of a name: how it is written (folded, without its article), and the ways to read it."""

    word: str
    readings: tuple[Reading, ...]
    is_title: bool = False
    is_form: bool = False  # what an organisation is

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys("1" + _sound(reading) for reading in self.readings))

    @cached_property
    def rough_sounds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys("2" + _rough(_sound(reading)) for reading in self.readings))


@dataclass
class Wanted:
    """A typed name, taken apart once. Harmless whatever was typed; `parts` is empty if there is nothing to look for."""

    text: str
    _known: dict = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.text = tidy(self.text[:LONGEST])

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return _parts(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words as typed, folded; the article alone says nothing."""
        words = list(dict.fromkeys(self.folded.split()))[: _PARTS + 1]
        return [word for word in words if word not in _ARTICLES] or words

    @property
    def is_short(self) -> bool:
        """One or two letters: they can only begin a name."""
        return len(self.folded) < _BEGINNING

    @cached_property
    def _heard(self) -> tuple[Part, ...]:
        """The parts that make the name; titles come and go."""
        return tuple(part for part in self.parts if not part.is_title) or self.parts

    def exactly(self) -> str:
        """Who has each word as typed."""
        return " & ".join(map(_quoted, self.words))

    def beginning(self) -> str:
        """Who has the words typed, the last of which is begun only; one that is too short to say anything is left out."""
        if not self.words:
            return ""
        *others, last = self.words
        needed = 2 if others else _BEGINNING
        return " & ".join([*map(_quoted, others), *([f"{_quoted(last)}:*"] if len(last) >= needed else [])])

    def beginnings(self) -> str:
        """Who has words that begin with those typed, short ones aside; empty for a single word."""
        long = [word for word in self.words if len(word) >= _BEGINNING]
        return " & ".join(f"{_quoted(word)}:*" for word in long) if len(self.words) > 1 else ""

    def sounding(self) -> str:
        """Whose parts sound like those typed, in any script; the last may be unfinished."""
        *_others, last = self._heard
        return self._any_split(
            lambda part: [*map(_quoted, part.sounds), *_word_of(part, unfinished=part is last)],
        )

    def roughly(self) -> str:
        """Whose parts sound nearly so: g and k, d and t, s and z, h left out; empty for a single consonant, which says nothing."""
        if len(self._heard) == 1 and all(len(sound) <= 2 for sound in self._heard[0].sounds):
            return ""
        return self._any_split(lambda part: [*map(_quoted, part.rough_sounds), *_word_of(part, unfinished=False)])

    def mistyped(self) -> str:
        """One consonant of one part is wrong, missing or too many; of three parts and more one may be another name."""
        parts = self._heard
        found = []
        for place, part in enumerate(parts):
            others = [_either(map(_quoted, other.rough_sounds)) for other in parts[:place] + parts[place + 1 :]]
            near = sorted({near for sound in part.rough_sounds for near in _one_off(sound[1:])})
            certain = sum(len(other.rough_sounds[0]) - 1 for other in parts if other is not part)
            if near and (len(parts) == 1 or certain >= 3):
                found.append(" & ".join([*others, _either(_quoted("2" + sound) for sound in near)]))
            if len(others) >= 2:
                found.append(" & ".join(others))
        return " | ".join(f"({one})" for one in found)

    def closeness(self, *names: str) -> int:
        """How near the likest of these spellings of one registered name comes to the typed one, 0 to 100."""
        own = [name for name in names if name and _is_arabic(name) == _is_arabic(self.text)]
        best = max((self._fit(name) for name in own), default=0.0)
        if best < _ENOUGH:
            best = max([best, *(self._fit(name) for name in names if name and name not in own)])
        return round(100 * max(0.0, best))

    def _any_split(self, lexemes) -> str:
        """Each part by one of its lexemes; any two neighbours may be one word in the register."""
        parts = self._heard
        each = [_either(lexemes(part)) for part in parts]
        found = [" & ".join(each)]
        for i, (first, second) in enumerate(pairwise(parts)):
            glued = _either(lexemes(_glued(first, second)))
            found.append(" & ".join([*each[:i], glued, *each[i + 2 :]]))
        return " | ".join(f"({one})" for one in found)

    def _fit(self, name: str) -> float:
        theirs = _parts(name)
        if not theirs or not self.parts:
            return 0.0
        best = self._paired(self.parts, theirs)
        if best >= 0.9:
            return best
        # Fatimazahra and Fatima Zahra: two neighbours of either may be one part of the other, if that makes it a spelling.
        glued = [(self.parts, whole) for whole in _with_one_glued(theirs)]
        glued += [(whole, theirs) for whole in _with_one_glued(self.parts)]
        found = max((self._paired(mine, other) - 0.01 for mine, other in glued), default=0.0)
        return max(best, found) if found >= _ENOUGH else best

    def _paired(self, mine: Sequence[Part], theirs: Sequence[Part]) -> float:
        """The best partner for each typed part; the worst pair counts most, what is missing on either side counts a little."""
        cells = sorted(
            ((self._alike(x, y), -abs(i - j), i, j) for i, x in enumerate(mine) for j, y in enumerate(theirs)),
            reverse=True,
        )
        partner: dict[int, tuple[int, float]] = {}
        taken: set[int] = set()
        for score, _near, i, j in cells:
            if i not in partner and j not in taken and score > 0:
                partner[i] = j, score
                taken.add(j)
        if not partner:
            return 0.0
        scores = [score for _j, score in partner.values()]
        worst, mean = min(scores), sum(scores) / len(scores)
        whole = 0.6 * worst + 0.4 * mean if worst >= _ENOUGH else min(0.8 * worst + 0.2 * mean, _ENOUGH - 0.01)
        alone = [part for i, part in enumerate(mine) if i not in partner]
        titles = sum(part.is_title for part in alone)
        whole = whole * (1 - (len(alone) - titles) / len(mine)) - 0.03 * titles
        left = [part for j, part in enumerate(theirs) if j not in taken]
        if any(part.is_form for part in alone) and any(part.is_form for part in left):
            whole -= 0.2  # a cooperative and an association of one name are two
        whole -= min(0.05, sum(0.003 if part.is_title else 0.012 for part in left))
        places = [partner[i][0] for i in sorted(partner)]
        return whole - (0.004 if places != sorted(places) else 0.0)

    def _alike(self, mine: Part, theirs: Part) -> float:
        key = mine, theirs.word, theirs.readings
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _alike(mine, theirs)
        return found


def _alike(mine: Part, theirs: Part) -> float:
    if mine.word == theirs.word:
        return 1.0
    best = max((reading_likeness(a, b) for a, b in product(mine.readings, theirs.readings)), default=0.0)
    if best < _ENOUGH and mine.word and theirs.word.startswith(mine.word):
        # A beginning is an offer, never a match: Karim begins Karima.
        best = max(best, 0.63 + 0.2 * len(mine.word) / len(theirs.word))
    elif best < 0.6 and len(mine.readings[0].consonants) >= 2:
        begun = any(b.consonants.startswith(mine.readings[0].consonants) for b in theirs.readings)
        best = max(best, 0.55 if begun else 0.0)
    return best


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[Part, ...]:
    return tuple(_part(token) for token in tokens(name)[:_PARTS])


@lru_cache(maxsize=16384)
def _part(token: str) -> Part:
    bare = token.split("|")[-1].replace(".", "")
    return Part(re.sub(r"^ال(?=..)", "", fold(bare)), readings(token), token in TITLES, token in FORMS)


@lru_cache(maxsize=4096)
def _glued(first: Part, second: Part) -> Part:
    return Part(first.word + second.word, (join(first.readings[0], second.readings[0]),))


def _with_one_glued(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    return [(*parts[:i], _glued(a, b), *parts[i + 2 :]) for i, (a, b) in enumerate(pairwise(parts))]


def _sound(reading: Reading) -> str:
    if reading.consonants:
        return reading.consonants
    plain = reading.vowels[0].upper().translate(str.maketrans({"E": "A", "W": "U", "Y": "I", "J": "I"}))
    return re.sub(r"(.)\1+", r"\1", plain).lower()


def _rough(sound: str) -> str:
    rough = sound[:1] + sound[1:].replace("h", "")
    return re.sub(r"(.)\1+", r"\1", rough.translate(_ROUGH))


def _one_off(sound: str) -> Iterable[str]:
    """Every sound that one consonant more, less, other or swapped makes of this one; none for very short ones."""
    if not 3 <= len(sound) <= 12:
        return
    for i in range(len(sound) + 1):
        head, tail = sound[:i], sound[i:]
        for letter in _ROUGH_LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _word_of(part: Part, *, unfinished: bool) -> list[str]:
    if not part.word:
        return []
    return [f"{_quoted(part.word)}:*" if unfinished and len(part.word) >= _BEGINNING else _quoted(part.word)]


def _either(lexemes: Iterable[str]) -> str:
    return f"({' | '.join(lexemes)})"


def _quoted(word: str) -> str:
    # Folded words have letters and digits only; doubled all the same, so that no text can ever leave its quotes.
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)
