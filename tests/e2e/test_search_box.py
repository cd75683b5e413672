"""The box in the head of every staff page, by the keyboard alone, in Arabic: typing, choosing, landing on the right file."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.seed_names import NEIGHBOURS
from tests.harness.browser import serious_problems
from tests.harness.stack import Stack

KHADIJA, KHADDOUJ = NEIGHBOURS[0][1], NEIGHBOURS[1][1]


@pytest.fixture
def desk(stack: Stack, at_desk) -> Page:
    page = at_desk("chargee", language="ar")
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": stack.base_url}])
    page.goto(f"{stack.base_url}/admin/")
    return page


def test_an_arabic_name_is_typed_and_its_file_opened_without_a_mouse(desk: Page):
    box, options = desk.locator("#desk-search"), desk.locator("#desk-search-list [role=option]")

    desk.keyboard.press("/")
    expect(box).to_be_focused()
    desk.keyboard.type("خديجة بوه", delay=30)
    expect(options.first).to_contain_text(KHADIJA)
    expect(box).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("ArrowDown")

    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "desk-search-1")
    assert serious_problems(desk) == []
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/parties/B-*/")
    expect(desk.locator("h1")).to_contain_text(KHADIJA)
    expect(desk.locator("h1")).not_to_contain_text(KHADDOUJ)


def test_without_scripts_the_name_is_sent_and_the_page_lists_it(stack: Stack, desk: Page, new_page):
    page = new_page(language="ar", scripts=False)
    page.context.add_cookies(desk.context.cookies())
    page.goto(f"{stack.base_url}/admin/")

    page.locator("#desk-search").fill("Bouhlal Khadidja")
    page.locator("#desk-search").press("Enter")

    expect(page.locator(".search-hits a").first).to_contain_text(KHADIJA)
    assert page.url.startswith(f"{stack.base_url}/admin/search/?q=")
