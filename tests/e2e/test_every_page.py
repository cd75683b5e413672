"""Every page that a menu leads to opens, for everybody who is offered it, in both scripts, on a phone and on a desk.

`new_page` fails a test on a script error or a breach of the content policy.
"""

import pytest
from playwright.sync_api import Page

from tests.e2e.seed_names import CALL
from tests.harness.browser import serious_problems
from tests.harness.stack import Stack

STAFF = (
    "chargee", "guichet", "chef", "evaluateur", "secretaire", "preparateur", "approbatrice", "ordonnateur", "payeur", "suivi", "conseil",
    "audit", "admin",
)  # fmt: skip
PUBLIC = ("", "follow/", f"calls/{CALL}/", f"calls/{CALL}/check/")


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Addresses that a browser has shown to somebody; to others it is enough that they answer."""
    return set()


@pytest.mark.parametrize("name", STAFF)
def test_the_menu_of_each_role_opens(name: str, stack: Stack, at_desk, looked_at: set[str]):
    page = at_desk(name)
    page.goto(f"{stack.base_url}/admin/")
    addresses = menu_of(page)
    assert "/admin/" in addresses
    answers = {address: page.context.request.get(stack.base_url + address).status for address in addresses}
    assert {address: status for address, status in answers.items() if status != 200} == {}

    new = [address for address in addresses if address not in looked_at]
    looked_at.update(new)
    found = [fault for address in new for fault in faults(page, stack.base_url + address)]
    small = at_desk(name, width=360)
    small.context.add_cookies([{"name": "django_language", "value": "ar", "url": stack.base_url}])
    found += [fault for address in ["/admin/", *new] for fault in faults(small, stack.base_url + address)]

    assert small.locator("html").get_attribute("dir") == "rtl"
    assert found == []


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 360)])
def test_what_anybody_may_read_opens_and_axe_finds_nothing_serious(language: str, width: int, stack: Stack, new_page):
    page = new_page(width=width, language=language)
    found = []
    for path in PUBLIC:
        found += faults(page, f"{stack.base_url}/{language}/{path}")
        found += serious_problems(page)
    found += faults(page, f"{stack.base_url}/accounts/login/")
    found += serious_problems(page)

    assert found == []


def test_axe_finds_nothing_serious_on_the_desk(stack: Stack, at_desk):
    page = at_desk("chargee")
    found = []
    for path in ("", "programs/queue/", "parties/", "emergency/"):
        found += faults(page, f"{stack.base_url}/admin/{path}")
        found += [f"{path}: {problem}" for problem in serious_problems(page)]

    assert found == []


def menu_of(page: Page) -> list[str]:
    """Where the desk's menu leads, records and settings included."""
    links = page.locator("#desk-menu a[href^='/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return sorted(set(links))


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page that was opened: its answer, or a screen it does not fit."""
    reply = page.goto(address)
    found = [] if reply.status == 200 else [f"{address}: {reply.status}"]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{address}: {too_wide} px too wide"] if too_wide else found
