"""An officer enters somebody who is known already: warned, they go on; the case is merged, then undone. All in French."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.hands import go
from tests.harness.browser import serious_problems

NAME = "Zahra Tijaniyine"


def enter(page: Page, base_url: str, name: str, **more: object) -> None:
    page.goto(f"{base_url}/admin/parties/new/artisan/")
    page.locator("#id_name_fr").fill(name)
    page.locator("#id_sex").select_option("F")
    page.locator("#id_birth_date").fill("1987-05-09")
    page.locator("[name=commune]").fill("Asni")
    page.locator("#id_profile-trade").select_option(index=1)
    for field, value in more.items():
        page.locator(f"#id_{field}").fill(str(value))
    go(page, page.locator("form.stack .form-actions button.btn").first)


def test_entry_warned_case_merge_and_undo(stack, at_desk):
    page = at_desk("chargee")
    enter(page, stack.base_url, NAME, phone="06 61 77 88 01")
    expect(page.locator("h1")).to_contain_text(NAME)
    first = page.url

    # The same person again, with a slip: asked about before anything is written.
    enter(page, stack.base_url, "Zahra Tijaniyinne", phone="06 61 77 88 02")
    warning = page.locator(".callout[role=alert]")
    expect(warning).to_contain_text(NAME)
    page.locator("#not_a_duplicate").check()
    go(page, page.locator("form.stack .form-actions button.btn").first)
    second = page.url
    assert second != first

    # The case is on the list, side by side, and merged with the other phone.
    page.goto(f"{stack.base_url}/admin/duplicates/?status=open")
    row = page.locator("tbody tr", has_text=NAME)
    go(page, row.locator("a").first)
    expect(page.locator("body")).to_contain_text("La même date de naissance.")
    assert serious_problems(page) == []
    case = page.url
    go(page, page.get_by_role("link", name="Même personne : fusionner"))
    assert serious_problems(page) == []
    page.locator("[name='take:phone'][value=merged]").check()
    page.locator("#reason").fill("La même carte, vue au guichet.")
    go(page, page.get_by_role("button", name="Fusionner les deux fiches"))
    expect(page.locator("body")).to_contain_text("n’en font plus qu’une")
    expect(page.locator("body")).to_contain_text("802")

    # The other address leads here; the merge is undone; there are two again, and the question is open.
    survivor = page.url
    for address in {first, second} - {survivor}:
        page.goto(address)
        assert page.url == survivor
    page.get_by_text("Annuler la fusion").first.click()
    page.locator("#undo-reason").fill("Deux sœurs.")
    go(page, page.get_by_role("button", name="Refaire deux fiches"))
    expect(page).to_have_url(re.compile(re.escape(case)))
    expect(page.locator("body")).to_contain_text("À examiner")
    for address in (first, second):
        page.goto(address)
        assert page.url == address
