"""The three catalogues: what the code says, what the translations hold, what is missing.

Works without the system's gettext: Python is read by Babel, templates through Django's own
`templatize`. Source strings are English; the English catalogue repeats them.
"""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.BASE_DIR)
CODE = ("accounts", "artisans", "config", "foundation", "markets", "programs", "reports")
LANGUAGES = ("fr", "ar", "en")
# The order of Arabic forms that Django's own catalogue uses: none, one, two, few, many, other.
ARABIC_PLURAL = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold words, with its text as Python."""
    for app in CODE:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Indented markup is not indented Python.
            yield path, "\n".join(line.lstrip() for line in text.splitlines())


def spoken() -> Catalog:
    """All words the code and the templates say."""
    said = Catalog(project="Sanad", charset="utf-8")
    for path, text in sources():
        where = path.relative_to(ROOT).as_posix()
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, strip_comment_tags=True)
        for _line, message, _comments, context in found:
            if message and (message if isinstance(message, str) else message[0]):
                said.add(message, context=context, locations=[(where, 0)])
    return said


def po_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def blank(language: str) -> Catalog:
    """An empty catalogue of a language."""
    catalogue = Catalog(locale=language, project="Sanad", charset="utf-8")
    if language == "ar":
        catalogue._num_plurals, catalogue._plural_expr = 6, ARABIC_PLURAL
    return catalogue


def load(language: str) -> Catalog:
    """The stored catalogue of a language, or an empty one."""
    path = po_path(language)
    if not path.exists():
        return blank(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def store(language: str, catalogue: Catalog) -> None:
    """Write the catalogue in a stable order, and its compiled form beside it."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.fuzzy = False
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, sort_output=True, omit_header=False, no_location=True, width=0, ignore_obsolete=True)
    write_mo(compiled, catalogue)
    _replace(path, text.getvalue())
    _replace(path.with_suffix(".mo"), compiled.getvalue())


def _replace(path: Path, content: bytes) -> None:
    """All or nothing: a server that starts just now never reads half a catalogue."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def merged(language: str, said: Catalog, *, prune: bool = False) -> Catalog:
    """What is spoken now with the translations already held; with `prune`, nothing that is no longer spoken."""
    old = load(language)
    new = blank(language)
    for message in said:
        if not message.id:
            continue
        held = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        string = held.string if held is not None and _same_shape(held, message) else ""
        if language == "en":
            string = message.id
        new.add(message.id, string or _empty(message, new), context=message.context, flags=message.flags)
    if not prune:
        for message in old:
            if (
                message.id
                and new.get(message.id if isinstance(message.id, str) else message.id[0], message.context) is None
            ):
                new.add(message.id, message.string, context=message.context, flags=message.flags)
    return new


def add_translations(language: str, words: dict) -> int:
    """Put translations (as read by `read_words`) into a catalogue; returns how many changed."""
    catalogue = load(language)
    changed = 0
    for key, entry in words.items():
        context, _sep, msgid = key.rpartition("\u0004")
        if language not in entry:
            continue
        target = entry[language]
        identity = (msgid, entry["plural"]) if "plural" in entry else msgid
        string = tuple(target) if isinstance(target, list) else target
        held = catalogue.get(msgid, context or None)
        if held is None or held.string != string:
            catalogue.delete(msgid, context or None)
            catalogue.add(identity, string, context=context or None)
            changed += 1
    store(language, catalogue)
    return changed


def read_words(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def missing(language: str, said: Catalog) -> list[Message]:
    """What is spoken and has no translation in this language."""
    held = load(language)
    lacking = []
    for message in said:
        if not message.id:
            continue
        found = held.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        if found is None or not _complete(found):
            lacking.append(message)
    return lacking


def _complete(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _same_shape(one: Message, other: Message) -> bool:
    return isinstance(one.id, str) == isinstance(other.id, str)


def _empty(message: Message, catalogue: Catalog) -> str | tuple[str, ...]:
    return "" if isinstance(message.id, str) else ("",) * catalogue.num_plurals
