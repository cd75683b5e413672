"""An officer's day, in French and in Arabic: somebody known already is entered, merged, undone, found and taken away."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hands import go
from tests.harness.browser import serious_problems

DAY = {
    "fr": {
        "name": "Zahra Tijaniyine", "typed": {"name_fr": "Zahra Tijaniyine"}, "slip": {"name_fr": "Zahra Tijaniyinne"},
        "phones": ("06 61 77 88 01", "06 61 77 88 02"), "tail": "802", "born": "La même date de naissance.",
        "merge": "Même personne : fusionner", "do_merge": "Fusionner les deux fiches", "undo": "Annuler la fusion",
        "do_undo": "Refaire deux fiches", "open": "À examiner",
    },
    "ar": {
        "name": "حفصة بلغواط", "typed": {"name_fr": "Hafsa Belghouat", "name_ar": "حفصة بلغواط"},
        "slip": {"name_fr": "Hafsa Belghouatt", "name_ar": "حفصة بلغواط"}, "phones": ("06 61 77 89 11", "06 61 77 89 12"),
        "tail": "912", "born": "تاريخ الازدياد نفسه.", "merge": "الشخص نفسه: دمج", "do_merge": "دمج السجلين",
        "undo": "إلغاء الدمج", "do_undo": "إعادة السجلين منفصلين", "open": "للفحص",
    },
}  # fmt: skip


def enter(page: Page, base_url: str, **typed: str) -> None:
    page.goto(f"{base_url}/admin/parties/new/artisan/")
    for field, value in typed.items():
        page.locator(f"#id_{field}").fill(value)
    page.locator("#id_sex").select_option("F")
    page.locator("#id_birth_date").fill("1987-05-09")
    page.locator("[name=commune]").fill("Asni")
    page.locator("#id_profile-trade").select_option(index=1)
    page.locator("#id_consent-channel").select_option("counter")
    page.locator("#id_consent-agrees_programme").check()
    go(page, page.locator("form.stack .form-actions button.btn").first)


def taken(page: Page, file_format: str) -> Path:
    with page.expect_download() as download:
        page.locator(f"button[name=format][value={file_format}]").click()
    return Path(download.value.path())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_entry_warned_case_merge_undone_found_and_taken_away(stack, at_desk, language):
    words = DAY[language]
    page = at_desk("chargee", language=language)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": stack.base_url}])
    enter(page, stack.base_url, **words["typed"], phone=words["phones"][0])
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator("h1")).to_contain_text(words["name"])
    first = page.url

    # The same person again, with a slip: asked about before anything is written.
    enter(page, stack.base_url, **words["slip"], phone=words["phones"][1])
    warning = page.locator(".callout[role=alert]")
    expect(warning).to_contain_text(words["name"])
    assert serious_problems(page) == []
    page.locator("#not_a_duplicate").check()
    go(page, page.locator("form.stack .form-actions button.btn").first)
    second = page.url
    assert second != first

    # The case is on the list, side by side, and merged with the other phone.
    page.goto(f"{stack.base_url}/admin/duplicates/?status=open")
    row = page.locator("tbody tr", has_text=words["name"])
    go(page, row.locator("a").first)
    expect(page.locator("body")).to_contain_text(words["born"])
    assert serious_problems(page) == []
    case = page.url
    go(page, page.get_by_role("link", name=words["merge"]))
    assert serious_problems(page) == []
    page.locator("[name='take:phone'][value=merged]").check()
    page.locator("#reason").fill("La même carte, vue au guichet.")
    go(page, page.get_by_role("button", name=words["do_merge"]))
    expect(page.locator("body")).to_contain_text(words["tail"])

    # The other address leads here; the merge is undone; there are two again, and the question is open.
    survivor = page.url
    for address in {first, second} - {survivor}:
        page.goto(address)
        assert page.url == survivor
    page.get_by_text(words["undo"]).first.click()
    page.locator("#undo-reason").fill("Deux sœurs.")
    go(page, page.get_by_role("button", name=words["do_undo"]))
    expect(page).to_have_url(re.compile(re.escape(case)))
    expect(page.locator("body")).to_contain_text(words["open"])
    for address in (first, second):
        page.goto(address)
        assert page.url == address

    # Found by their Latin name in either language, and taken away exactly as found.
    page.goto(f"{stack.base_url}/admin/parties/?q={words['typed']['name_fr'].replace(' ', '+')}")
    expect(page.locator("tbody tr")).to_have_count(2)
    heads, *rows = csv.reader(taken(page, "csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    assert sorted(row[0] for row in rows) == sorted([words["typed"]["name_fr"], words["slip"]["name_fr"]])
    assert all(heads)
    assert taken(page, "xlsx").read_bytes()[:2] == b"PK"
