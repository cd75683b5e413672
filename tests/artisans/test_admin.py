"""The stock admin of the register: published lists to read, rows of people within reach only."""

import pytest

from tests.factories.accounts import StaffFactory
from tests.factories.artisans import (
    CercleFactory,
    CommuneFactory,
    ConsentFactory,
    CountryFactory,
    HSCodeFactory,
    MandateFactory,
    ReferenceListFactory,
    TradeFactory,
)
from tests.factories.networks import NetworkMemberFactory, OrderFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "region": CommuneFactory, "province": CommuneFactory, "cercle": CercleFactory, "commune": CommuneFactory, "branch": TradeFactory,
    "trade": TradeFactory, "productfamily": TradeFactory, "hscode": HSCodeFactory, "country": CountryFactory,
    "referencelist": ReferenceListFactory,
}  # fmt: skip


@pytest.mark.parametrize("model", LISTS)
def test_a_published_list_is_read_searched_and_never_written(client, model):
    row = LISTS[model]()
    client.force_login(StaffFactory(role="officer"))

    assert client.get(f"/admin/artisans/{model}/?q=a").status_code == 200
    if row._meta.model_name == model:
        key = str(row.pk).replace("_", "_5F")
        assert client.get(f"/admin/artisans/{model}/{key}/change/").status_code == 200
    assert client.get(f"/admin/artisans/{model}/add/").status_code == 403


def test_a_commune_is_found_by_its_name_in_either_script(client):
    (
        CommuneFactory(),
        CommuneFactory(code="01.511.01.05", name_fr="Mghogha", name_ar="مغوغة", sort_fr="mghogha", sort_ar="مغوغه"),
    )
    client.force_login(StaffFactory(role="officer"))

    for text in ("asni", "أسني", "07.041"):
        found = client.get("/admin/artisans/commune/", {"q": text}).context["cl"].result_list
        assert [row.code for row in found] == ["07.041.05.05"]


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("consent", ConsentFactory),
        ("mandate", MandateFactory),
        ("networkmember", NetworkMemberFactory),
        ("order", OrderFactory),
    ],
)
def test_rows_of_people_elsewhere_are_not_there(client, model, make):
    row = make()
    client.force_login(StaffFactory(role="officer", area="01"))

    assert list(client.get(f"/admin/artisans/{model}/").context["cl"].result_list) == []
    assert client.get(f"/admin/artisans/{model}/{row.pk}/change/").status_code in {302, 404}

    client.force_login(StaffFactory(role="officer", area="07"))
    assert list(client.get(f"/admin/artisans/{model}/").context["cl"].result_list) == [row]
