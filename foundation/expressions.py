"""Expressions that stand in indexes: written once, so that a query asks with the very words the index was made of."""

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class WordSet(Func):
    """The words of several columns of text, without order or weight, to be asked by `@@`."""

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    arg_joiner = " || ' ' || "
    # On the class, not handed in: a field handed in differs from itself at each start, and so would the migration.
    output_field = SearchVectorField()
