"""The API as a whole: every endpoint keeps the same promises, and its description is complete."""

import re

import pytest
from django.core.management import call_command
from rest_framework.throttling import SimpleRateThrottle

from accounts.people.authentication import ApiTokenAuthentication
from config.api import router
from foundation.api.paging import KeysetPagination
from foundation.errors import DomainError
from programs.applications import api as applications
from tests.factories.accounts import ApiTokenFactory, StaffFactory
from tests.factories.artisans import PartyFactory

# The search answers a question, it is no list: tests/artisans/parties/test_search.py has it.
ENDPOINTS = [
    pytest.param(prefix, viewset, id=prefix) for prefix, viewset, _basename in router.registry if prefix != "search"
]
FOR_EVERYBODY = {"calls", "programs"}


@pytest.mark.parametrize(("prefix", "viewset"), ENDPOINTS)
def test_an_endpoint_names_its_fields_and_never_counts(prefix, viewset):
    view = viewset()
    view.action, view.request, view.format_kwarg = "list", None, None
    fields = (
        viewset.serializer_class.Meta.fields if viewset.serializer_class else view.get_serializer_class().Meta.fields
    )

    assert fields != "__all__"
    assert issubclass(viewset.pagination_class, KeysetPagination)
    assert {throttle.scope for throttle in viewset.throttle_classes} == {"anon", "user"}
    assert getattr(viewset, "filterset_class", None) or getattr(viewset, "filterset_fields", None)
    assert ApiTokenAuthentication in viewset.authentication_classes
    assert not {"put", "patch", "delete"} & set(getattr(viewset, "actions", ()) or ())


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "viewset"), ENDPOINTS)
def test_a_stranger_gets_published_lists_only(client, prefix, viewset):
    answer = client.get(f"/api/v1/{prefix}/")

    assert answer.status_code == (200 if prefix in FOR_EVERYBODY else 401)


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "viewset"), ENDPOINTS)
def test_a_page_is_given_and_nothing_can_be_written(client, prefix, viewset):
    client.force_login(StaffFactory(role="auditor"))

    answer = client.get(f"/api/v1/{prefix}/")

    assert answer.status_code == 200
    assert set(answer.json()) == {"next", "previous", "results"}
    assert {client.post(f"/api/v1/{prefix}/").status_code, client.delete(f"/api/v1/{prefix}/").status_code} <= {
        403,
        405,
    }


@pytest.mark.django_db
def test_the_description_is_complete(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))

    text = (tmp_path / "schema.yml").read_text()
    assert all(f"/api/v1/{prefix}/:" in text for prefix, _viewset, _basename in router.registry)


@pytest.mark.django_db
def test_a_key_opens_what_its_owner_may_see(client):
    party = PartyFactory()
    ApiTokenFactory(key="right", user=StaffFactory(role="officer"))

    found = client.get("/api/v1/parties/", headers={"Authorization": "Token right"})
    refused = client.get("/api/v1/parties/", headers={"Authorization": "Token wrong"})

    assert [row["reference"] for row in found.json()["results"]] == [party.reference]
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Token"


@pytest.mark.django_db
def test_a_refused_rule_is_409_with_its_sentence(client, monkeypatch):
    def refuse(**_arguments):
        raise DomainError("This call is closed.", reasons=["It closed on Friday."])

    def any_file(_viewset):
        return None

    monkeypatch.setattr(applications, "submit_application", refuse)
    monkeypatch.setattr(applications.ApplicationViewSet, "get_object", any_file)
    client.force_login(StaffFactory(role="officer"))

    answer = client.post("/api/v1/applications/EXP-000000-0/submit/", headers={"Idempotency-Key": "one"})

    assert answer.status_code == 409
    assert answer.json()["detail"] == "This call is closed."
    assert answer.json()["reasons"] == ["It closed on Friday."]


@pytest.mark.django_db
def test_too_many_questions_are_refused(client, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "2/min", "user": "2/min"})
    ApiTokenFactory(key="busy", user=StaffFactory(role="officer"))

    answers = [client.get("/api/v1/regions/", headers={"Authorization": "Token busy"}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


@pytest.mark.django_db
def test_the_page_for_people_needs_nothing_inline(client):
    page = client.get("/api/docs/")
    html = page.content.decode()
    script = client.get(re.search(r'src="(/api/docs/[^"]+)"', html)[1].replace("&amp;", "&"))

    assert page.status_code == script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/schema/" in script.content
    assert not re.search(r"<script>|<style|style=|\son\w+=", html)
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', html)
