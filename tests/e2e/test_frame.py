"""The running copy as a stranger meets it."""

import pytest

from tests.harness.stack import Stack


def test_the_whole_of_it_is_ready(stack: Stack):
    assert stack.readiness() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "storage": "ok", "broker": "ok", "worker": "ok"},
    }


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_first_page_speaks_each_language_within_a_phone(stack: Stack, new_page, language: str, direction: str):
    page = new_page(width=360, language=language)

    page.goto(f"{stack.base_url}/{language}/")

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
