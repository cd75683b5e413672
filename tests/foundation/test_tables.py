"""The quick way to write a list gives what the framework's own way gives, to the letter."""

import datetime as dt

import django_filters
import django_tables2 as tables
import pytest
from django import forms
from django.http import QueryDict
from django.template import Context
from django.template.base import render_value_in_context
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html

from accounts.outbox.models import Message
from accounts.outbox.tables import MessageTable
from artisans.parties.filters import PartyFilterSet
from artisans.parties.listing import list_rows
from artisans.parties.models import Party
from artisans.parties.tables import PartyTable
from foundation.filters import ListFilterSet, written_field
from foundation.tables import ListTable, body
from tests.factories.accounts import MessageFactory, StaffFactory
from tests.factories.artisans import ArtisanProfileFactory, OrganisationFactory, PartyFactory


class Mixed(ListTable):
    """Columns of every kind there is, on one table."""

    kind = tables.Column()  # a choice: its words
    name_ar = tables.Column(default="none")  # empty: the default
    commune__province = tables.Column()  # a path
    pk = tables.Column(linkify=lambda record: f"/p/{record.pk}?a=1&b=2")
    birth_date = tables.DateColumn(format="d/m/Y")
    recorded_at = tables.DateTimeColumn(format="d/m/Y H:i")
    is_demonstration = tables.BooleanColumn()
    sort_fr = tables.Column(localize=True)
    version = tables.Column(localize=False, attrs={"td": {"class": lambda value: f"v{value}"}})
    absent = tables.Column(accessor="no_such_thing")
    by = tables.Column(accessor="get_absolute_url_missing", empty_values=())
    template = tables.TemplateColumn("<b>{{ record.name_fr }}</b>")
    everything = tables.Column(empty_values=())
    unsafe = tables.Column(accessor="name_fr")

    def render_everything(self, record, table, column, bound_column, bound_row):
        return format_html("<i>{}</i>", f"{record.name_fr} {bound_column.name} {bound_row.row_counter}")

    def render_unsafe(self, value):
        return f"<script>{value}</script>"


def slowly(table):
    """The same by django-tables2 and a template's own rules, cell by cell."""
    context, pieces = Context({}), []
    for row in table.paginated_rows:
        pieces.append(f"<tr {row.attrs.as_html()}>")
        for column, cell in row.items():
            attributes = column.attrs["td"]
            pieces.append(f"<td {attributes.as_html()}>" if attributes else "<td>")
            pieces.append(str(render_value_in_context(cell, context)) + "</td>")
        pieces.append("</tr>")
    return "".join(pieces)


def quickly(table):
    return "".join(body(Context({}), table))


@pytest.fixture
def people(db):
    ArtisanProfileFactory(party__name_fr="<b>Aïcha & fils</b>", party__name_ar="")
    OrganisationFactory(party__name_fr="Coop d'Azilal")
    PartyFactory(phone="+212661234567", birth_date=dt.date(1980, 2, 1))


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_register_is_written_as_the_framework_writes_it(people, language):
    user = StaffFactory(role="officer")

    with translation.override(language):
        tables_of_both = [PartyTable(list_rows(user).order_by("id")) for _turn in "ab"]
        assert quickly(tables_of_both[0]) == slowly(tables_of_both[1])


def test_columns_of_every_kind_are_written_as_the_framework_writes_them(people):
    ours, theirs = Mixed(Party.objects.order_by("id")), Mixed(Party.objects.order_by("id"))

    written = quickly(ours)

    assert written == slowly(theirs)
    assert "<script>" not in written


def test_a_page_and_rows_that_are_not_rows_of_a_model(people):
    class Plain(ListTable):
        name = tables.Column()
        count = tables.Column(default="—")

    rows = [{"name": f"<{number}>", "count": None if number % 2 else number * 1000} for number in range(7)]
    ours, theirs = Plain(rows, row_attrs={"data-x": "1"}), Plain(rows, row_attrs={"data-x": "1"})
    for table in (ours, theirs):
        table.paginate(per_page=3, page=2)

    assert quickly(ours) == slowly(theirs)


def test_messages_too(db):
    MessageFactory.create_batch(2)

    ours, theirs = (MessageTable(Message.objects.order_by("id")) for _turn in "ab")

    assert quickly(ours) == slowly(theirs)


def test_one_table_changes_nothing_in_another():
    first = Mixed([])
    first.columns["kind"].column.order_by = ("x",)
    first.columns["kind"].column.attrs["td"] = {"class": "x"}

    second = Mixed([])

    assert (second.columns["kind"].column.order_by, second.columns["kind"].column.attrs) == (None, {})


@pytest.mark.parametrize("query", ["", "region=07&sex=F&q=<b>&account=yes", "region=nowhere&registered_min=x"])
def test_fields_of_a_filter_are_written_as_the_framework_writes_them(people, query):
    form = PartyFilterSet(QueryDict(query), queryset=Party.objects.all()).form

    for field in form:
        assert normal(written_field(field)) == normal(str(field))


def normal(html):
    return html.replace("&#39;", "&#x27;")


def test_a_method_of_a_filter_belongs_to_its_own_set(db):
    class Filters(ListFilterSet):
        q = django_filters.CharFilter(method="find")

        class Meta:
            model = Party
            fields: list[str] = []

        def find(self, queryset, _name, value):
            return queryset.filter(name_fr=f"{value}{self.request.GET['tail']}")

    PartyFactory(name_fr="ab")
    PartyFactory(name_fr="ac")
    sets = [
        Filters(QueryDict("q=a"), queryset=Party.objects.all(), request=RequestFactory().get("/", {"tail": tail}))
        for tail in "bc"
    ]

    assert [[party.name_fr for party in one.qs] for one in sets] == [["ab"], ["ac"]]


def test_a_form_keeps_the_fields_of_its_own_set(db):
    first, second = (PartyFilterSet(QueryDict(), queryset=Party.objects.all()) for _turn in "ab")

    first.form.fields["sex"].widget = forms.HiddenInput()
    first.filters["sex"].extra["choices"] = []

    assert type(second.form.fields["sex"].widget) is forms.Select
    assert len(PartyFilterSet(QueryDict(), queryset=Party.objects.all()).form.fields["sex"].choices) == 3
