"""A phone in Arabic loses the network in the middle of an application, is closed and opened again: everything arrives once."""

import re
import time

from playwright.sync_api import Page, expect

from tests.e2e.hands import answer, go, picture, sign_in_by_code
from tests.e2e.seed_names import CALL
from tests.harness.browser import serious_problems
from tests.harness.stack import Stack

PHONE = "06 67 89 01 23"
HELD = "caches.keys().then(async names => { for (const name of names) if (name.startsWith('sanad-pages-')) return (await (await caches.open(name)).keys()).length; return 0; })"  # fmt: skip
KEPT = "SanadQueue.items().then(rows => rows.at(-1).fields.map(field => field[0]).filter(name => ['truth', 'visit'].includes(name)))"
STILL_HERE = "Promise.all([caches.keys().then(names => names.filter(name => name.startsWith('sanad-pages-')).length), indexedDB.databases().then(all => all.length)])"  # fmt: skip


def test_an_application_written_without_network_is_received_once(stack: Stack, new_page):
    page = new_page(width=360, height=740, language="ar", workers=True)
    page.goto(f"{stack.base_url}/ar/calls/{CALL}/apply/")
    sign_in_by_code(page, stack, PHONE)
    answer(page, kind="person", name_fr="Rachida Oubella", name_ar="رشيدة أوبلا", identifier="EE771204", phone=PHONE, commune="أسني", agrees=True)  # fmt: skip
    go(page, page.locator("main form button.btn"))
    go(page, page.locator("form[data-once] button.btn"))
    file = f"{stack.base_url}/ar/files/{re.search(r'files/([^/]+)/', page.url)[1]}"
    page.goto(f"{file}/sections/person/")
    until(page, HELD, 8)

    # --- the network goes; she goes on
    page.context.set_offline(True)
    answer(page, trade="POT-01", started_on="2009-03-15", workers_before="٣", only_income="yes", dependants="4")
    page.locator("[name=dependants]").blur()
    expect(page.locator("#save-sign[data-state=kept]")).to_be_visible()
    expect(page.locator("[data-unsent]")).to_be_visible()
    assert serious_problems(page) == []
    onwards(page, "place")
    answer(page, commune="أسني", douar="Imlil", tenure="owner", kind="workshop", surface="30")
    onwards(page, "damage")
    answer(page, losses=["premises", "equipment"], structure="2", premises_loss="60 000", equipment_list="فرن", equipment_loss="18000", stopped="stopped")  # fmt: skip
    onwards(page, "request")
    answer(page, amount_requested="45000", plan="إعادة بناء الجدار وشراء فرن جديد.", other_aid="no", permit="requested")
    onwards(page, "proof")
    for slot in ("damage_photos", "craft_proof"):
        page.set_input_files(f"#file-{slot}", picture(f"{slot}.jpg"))
        expect(page.locator(f"#slot-{slot} [data-pending]")).to_have_count(1)
    onwards(page, "declaration")
    answer(page, truth=True, visit=True)
    until(page, KEPT, ["truth", "visit"])
    expect(page.locator("[data-count=section]")).to_have_text("6")
    page.close()

    # --- the network is back, and so is she
    context = page.context
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{file}/")
    until(page, "SanadQueue.items().then(rows => rows.length)", 0)
    page.goto(f"{file}/sections/proof/")
    for slot in ("damage_photos", "craft_proof"):
        expect(page.locator(f"#slot-{slot} .slot-file")).to_have_count(1)
    page.set_input_files("#file-tenure_proof", picture("tenure.jpg"))
    expect(page.locator("#slot-tenure_proof .slot-file:not([data-pending])")).to_have_count(1)

    # --- and goes again as she presses the last button
    page.goto(f"{file}/send/")
    expect(page.locator("main")).to_contain_text("إعادة بناء الجدار")
    context.set_offline(True)
    answer(page, agrees=True)
    page.locator("form[data-send] button.btn").click()
    expect(page.locator("[data-part=submit]")).to_be_visible()
    context.set_offline(False)
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt-number")).to_have_text(file.rpartition("/")[2])
    page.goto(f"{file}/send/")
    assert page.url.endswith("/receipt/")

    # --- signing out leaves nothing of hers on the phone
    go(page, page.locator("form[action$='/logout/'] button").first)
    assert page.evaluate(STILL_HERE) == [0, 0]


def until(page: Page, question: str, wanted: object, patience: float = 30) -> None:
    """Ask the page until it answers what is wanted."""
    end = time.monotonic() + patience
    while (answered := page.evaluate(question)) != wanted:
        assert time.monotonic() < end, f"{question}: {answered}"
        time.sleep(0.2)


def onwards(page: Page, section: str) -> None:
    """Press “Save and continue” and be in that section."""
    page.locator("button[form=section-form]:not([name])").click()
    page.wait_for_url(f"**/sections/{section}/")
