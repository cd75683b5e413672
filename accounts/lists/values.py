"""Values of columns in the words of the reader, worked out by the database."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf


def words_of(field: str, choices: Iterable[tuple[Any, Any]]) -> Combinable:
    """A choice in words, in the language that is active when the file is asked for."""
    cases = [When(**{field: code}, then=Value(str(label))) for code, label in choices]
    return Case(*cases, default=Value(""), output_field=CharField())


def named(path: str, language: str, name: str = "name") -> Combinable:
    """The name of what the path leads to, in the language of the file, else in French."""
    short = language[:2]
    if short == "fr":
        return F(f"{path}__{name}_fr")
    return Coalesce(NullIf(F(f"{path}__{name}_{short}"), Value("")), F(f"{path}__{name}_fr"))
