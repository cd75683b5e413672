"""Which language somebody reads after signing in."""

import pytest
from django.test import RequestFactory

from accounts.access.adapters import language_of
from tests.factories.accounts import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def came_through(language: str):
    request = RequestFactory().get("/accounts/login/code/")
    if language:
        request.COOKIES["django_language"] = language
    return request


def test_an_applicant_stays_in_the_language_they_came_in():
    person = UserFactory(language="fr")

    assert language_of(came_through("ar"), person) == "ar"
    assert language_of(came_through(""), person) == "fr"
    assert language_of(came_through("xx"), person) == "fr"


def test_staff_keep_their_own_choice():
    assert language_of(came_through("ar"), StaffFactory(language="fr")) == "fr"
