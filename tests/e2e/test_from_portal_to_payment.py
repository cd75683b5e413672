"""One artisan's file, from the portal to the ledger: every step is taken on a page, by the person whose step it is.

The tests tell one story in order and share what it has come to. The artisan reads Arabic on a small phone; the officers
work in French on a desk. Codes come from the SMS that left and from the authenticator.
"""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from foundation.time import today
from tests.e2e.hands import answer, go, picture, press, sign_in_by_code
from tests.e2e.seed_names import CALL
from tests.harness.browser import serious_problems
from tests.harness.stack import Stack

PHONE, CARD, NAME = "06 61 23 45 67", "EE482913", "Aïcha Aït Lahcen"
MEMBERS = ("Nadia El Khayat", "Abdelhak Moumen", "Sanaa Belhaj")
ACCOUNT_BODY = "007640" + "0001234500067890"  # bank, town, account; the key follows
REFERENCE = re.compile(r"[A-Z]{3}-[0-9A-Z-]+")


class Story(dict):
    """What the story has come to. A chapter that needs what was not reached says so."""

    def __missing__(self, key: str) -> str:
        raise AssertionError(f"The story broke off before there was: {key}.")


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


@pytest.fixture
def phone(stack: Stack, story: Story, new_page) -> Callable[[], Page]:
    """The artisan's phone, in Arabic, signed in if she was before."""

    def open_page() -> Page:
        page = new_page(width=360, height=740, language="ar")
        page.context.add_cookies(story.get("cookies", []))
        return page

    return open_page


@pytest.fixture
def desk(stack: Stack, at_desk) -> Callable[[str, str], Page]:
    """A page of the officers' house, opened by one of them."""

    def open_page(name: str, path: str) -> Page:
        page = at_desk(name)
        reply = page.goto(f"{stack.base_url}/admin/{path}")
        assert reply.status == 200, f"{name} at {path}: {reply.status}"
        return page

    return open_page


def test_an_artisan_checks_and_signs_in_with_a_code(stack: Stack, story: Story, phone):
    page = phone()
    page.goto(f"{stack.base_url}/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"

    go(page, page.locator(f"a[href*='/calls/{CALL}/']").first)
    go(page, page.locator("a[href$='/check/']"))
    answer(page, declared="أسني", artisan="yes", loss=["premises", "equipment"], other="no")
    go(page, page.locator("main form button.btn"))
    expect(page.locator(".rule-fail")).to_have_count(0)
    go(page, page.locator("a[href$='/apply/']"))
    sign_in_by_code(page, stack, PHONE)

    answer(
        page,
        kind="person",
        name_fr=NAME,
        name_ar="عائشة آيت لحسن",
        identifier=CARD,
        phone=PHONE,
        commune="أسني",
        agrees=True,
    )
    go(page, page.locator("main form button.btn"))
    go(page, page.locator("form[data-once] button.btn"))
    story["file"] = REFERENCE.search(page.url)[0]
    story["cookies"] = page.context.cookies()


def test_she_fills_her_file_and_every_answer_is_kept_as_she_goes(stack: Stack, story: Story, phone):
    page = phone()
    file = f"{stack.base_url}/ar/files/{story['file']}"

    page.goto(f"{file}/sections/person/")
    answer(page, trade="POT-01", started_on="2009-03-15", workers_before="٣", only_income="yes")
    page.locator("[name=dependants]").fill("4")
    page.locator("[name=dependants]").blur()
    expect(page.locator("#save-sign[data-state=saved]")).to_be_visible()
    page.goto(f"{file}/sections/person/")  # left without pressing anything
    assert page.locator("[name=dependants]").input_value() == "4"
    carry_on(page, "place")
    answer(page, commune="أسني", douar="Imlil", tenure="owner", kind="workshop", surface="30")
    carry_on(page, "damage")
    answer(
        page,
        losses=["premises", "equipment"],
        structure="2",
        premises_loss="60 000",
        equipment_list="دولاب خزاف وفرن",
        equipment_loss="18000",
        stopped="stopped",
    )
    carry_on(page, "request")
    answer(page, amount_requested="45000", plan="إعادة بناء الجدار وشراء فرن جديد.", other_aid="no", permit="requested")
    carry_on(page, "proof")
    assert serious_problems(page) == []
    for slot in ("damage_photos", "craft_proof", "tenure_proof"):
        page.set_input_files(f"#file-{slot}", picture(f"{slot}.jpg"))
        expect(page.locator(f"#slot-{slot} .slot-file")).to_have_count(1)
    carry_on(page, "declaration")
    answer(page, truth=True, visit=True)
    go(page, page.locator("button[form=section-form]:not([name])"))

    assert page.url == f"{file}/"
    expect(page.locator(".task .pill-good")).to_have_count(6)
    assert serious_problems(page) == []


def test_she_reads_it_again_and_sends_it_once(stack: Stack, story: Story, phone):
    page = phone()
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/send/")
    expect(page.locator("main")).to_contain_text("إعادة بناء الجدار")
    answer(page, agrees=True)
    go(page, page.locator("form[data-once] button.btn"))

    assert page.url.endswith("/receipt/")
    story["number"] = page.locator(".receipt-number").inner_text().strip()
    assert story["number"] == story["file"]
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/send/")
    assert page.url.endswith("/receipt/")
    paper = page.context.request.get(f"{stack.base_url}/ar/files/{story['file']}/receipt.pdf")
    assert paper.body().startswith(b"%PDF")


def test_an_officer_takes_the_file_and_asks_for_a_correction(story: Story, desk):
    page = desk("chargee", "programs/queue/")
    go(page, page.locator(f"a[href$='/files/{story['file']}/']").first)
    press(page, "take")
    go(page, page.locator("a[href$='/do/changes/']"))
    answer(page, sections=["place"], reason="Précisez le douar : plusieurs portent ce nom.")
    go(page, page.locator("main form button.btn").first)

    expect(page.locator(".callout-wait", has_text="Précisez le douar").first).to_be_visible()
    assert serious_problems(page) == []


def test_she_corrects_that_section_and_no_other(stack: Stack, story: Story, phone):
    page = phone()
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/")
    expect(page.locator("main")).to_contain_text("Précisez le douar")
    expect(page.locator(".task a")).to_have_count(1)
    go(page, page.locator(".task a"))
    answer(page, douar="Imlil, Aït Mizane")
    go(page, page.locator("button[form=section-form]:not([name])"))
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/send/")
    go(page, page.locator("form[data-once] button.btn"))

    assert page.url.endswith("/receipt/")


def test_the_file_is_examined_and_the_damage_assessed_by_two(story: Story, desk):
    page = desk("chargee", f"programs/files/{story['file']}/do/review/")
    for box in page.locator("main textarea").all():
        box.fill("Vérifié sur pièces et au registre.")
    go(page, page.locator("main form button.btn").first)
    assert page.url.endswith(f"/files/{story['file']}/"), page.locator(".errorlist, .field-error").all_inner_texts()
    go(page, page.locator("a[href*='/emergency/files/']"))
    answer(page, structure="2", premises_loss="55000", equipment_loss="18000", stock_loss="0", other_aid="0")
    go(page, page.locator("main form button.btn").first)
    assert page.url.endswith("/emergency/"), page.locator(".errorlist, .field-error").all_inner_texts()

    head = desk("chef", f"programs/files/{story['file']}/")
    press(head, "countersign")
    head.goto(head.url.replace("/emergency/", f"/programs/files/{story['file']}/"))
    expect(head.locator("h1 .pill, h1 .status").first).to_be_visible()


def test_the_committee_decides_under_the_budget_and_publishes(stack: Stack, story: Story, desk):
    page = desk("secretaire", "committee/")
    form = page.locator("form[action$='/committee/new/']")
    form.locator("[name=call]").select_option(index=1)
    go(page, form.locator("button.btn"))
    story["session"] = page.url.rstrip("/").rpartition("/")[2]
    for member in MEMBERS:
        page.locator("form[action$='/do/member/']").locator("xpath=ancestor::details/summary").click()
        page.locator("form[action$='/do/member/'] [name=name]").fill(member)
        press(page, "member")
    press(page, "open")
    for box in page.locator("form[action$='/do/present/'] input[type=checkbox]").all():
        box.check()
    press(page, "present")
    page.goto(f"{page.url.partition('?')[0]}?cut=1")
    page.locator("#reason").fill("Classement selon le barème publié.")
    press(page, "propose")
    press(page, "close")
    press(page, "adopt")
    press(page, "sign")
    go(page, page.locator("a[href$='/publish/']"))
    press(page, "publish")

    hers = page.locator("tr", has_text=NAME)
    expect(hers).to_contain_text("Aïcha")


def test_she_signs_has_her_account_verified_and_is_enrolled(stack: Stack, story: Story, desk):
    page = desk("chargee", f"programs/files/{story['file']}/")
    press(page, "draft")
    press(page, "send")
    party = page.locator("main a[href^='/admin/parties/']").first.get_attribute("href")
    page.goto(f"{stack.base_url}{party}do/account/")
    answer(page, rib=rib(), holder=NAME.upper())
    page.set_input_files("#field-proof input[type=file]", picture("rib.jpg"))
    go(page, page.locator("main form button.btn").first)
    assert page.url.endswith(party), page.locator(".errorlist, .field-error").all_inner_texts()

    head = desk("chef", party.removeprefix("/admin/"))
    go(head, head.locator("a[href*='/do/verify-account/']"))
    for box in head.locator("main textarea").all():
        box.fill("Attestation de la banque vue.")
    go(head, head.locator("main form button.btn").first)

    page.goto(f"{stack.base_url}/admin/programs/files/{story['file']}/")
    page.locator("#signed-on").fill(today().isoformat())
    press(page, "sign")
    press(page, "enrol")
    assert "/enrolments/" in page.url
    press(page, "start")
    story["party"] = party.rstrip("/").rpartition("/")[2]


def test_she_claims_the_first_instalment_with_a_photo(stack: Stack, story: Story, phone):
    page = phone()
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/")
    go(page, page.locator("a[href$='/tranches/1/']"))
    for box in page.locator("input[type=file]").all():
        box.set_input_files(picture("chantier.jpg"))
    go(page, page.locator("form[data-once] button.btn"))

    assert page.url.endswith(f"/files/{story['file']}/"), page.locator(".error-summary, .callout").all_inner_texts()
    expect(page.locator("a[href$='/tranches/1/']")).to_have_count(0)


def test_the_claim_is_checked_by_one_and_approved_by_another(story: Story, desk):
    page = desk("chargee", f"programs/files/{story['file']}/")
    story["grant"] = page.locator("main a[href^='/admin/grants/']").first.get_attribute("href").removeprefix("/admin/")
    desk_page = desk("chargee", story["grant"])
    press(desk_page, "check")
    expect(desk_page.locator("#tranche-1 form[action$='/do/approve/']")).to_have_count(0)

    head = desk("chef", story["grant"])
    press(head, "approve")
    story["amount"] = head.locator("#tranche-1 h2").inner_text()


def test_four_people_sign_and_the_bank_pays(stack: Stack, story: Story, desk):
    # Her account was verified today: the officer vouches for it, a head who did not verify it countersigns.
    page = desk("chargee", f"{story['grant']}account/")
    page.locator("#vouch_reason").fill("Atelier à l’arrêt depuis le séisme.")
    page.locator("#vouch_checked").fill("Agence appelée à son numéro publié.")
    go(page, page.locator("form:has(#vouch_reason) button.btn"))
    expect(page.locator("#countersign_agrees")).to_have_count(0)
    page = desk("chef2", f"{story['grant']}account/")
    page.locator("#countersign_agrees").check()
    go(page, page.locator("form:has(#countersign_agrees) button.btn"))
    expect(page.locator(".callout-good").first).to_be_visible()

    page = desk("preparateur", "finance/")
    page.locator("form[action$='/batches/new/'] [name=line]").select_option(index=1)
    page.locator("form[action$='/batches/new/'] [name=label]").fill("Urgence — premier lot")
    go(page, page.locator("form[action$='/batches/new/'] button"))
    story["batch"] = page.url.partition("/admin/")[2]
    page.locator("input[name=tranche]").check()
    press(page, "add")
    press(page, "lock")
    expect(page.locator("form[action$='/do/approve/']")).to_have_count(0)
    press(desk("approbatrice", story["batch"]), "approve")
    press(desk("ordonnateur", story["batch"]), "authorise")
    releaser = desk("payeur", story["batch"])
    press(releaser, "release")
    press(releaser, "send")
    order = releaser.context.request.get(releaser.url.rstrip("/") + "/file/").text()
    payment = order.splitlines()[1].split(";")
    assert payment[2] == rib()

    page = desk("preparateur", story["batch"])
    reply = f"{payment[1]};PAID;{today().isoformat()}\n".encode()
    page.set_input_files("#answer", {"name": "retour.txt", "mimeType": "text/plain", "buffer": reply})
    press(page, "import")
    press(desk("approbatrice", story["batch"]), "confirm")
    story["centimes"] = payment[3]


def test_the_ledger_and_she_know_that_it_is_paid(stack: Stack, story: Story, desk, phone):
    page = desk("preparateur", "finance/")
    go(page, page.locator("a[href*='/finance/lines/']").first)
    paid = Decimal(story["centimes"]) / 100
    newest = page.locator("[role=region] tbody tr").first.locator("td")
    assert amount_in(newest.nth(4).inner_text()) == paid
    assert amount_in(newest.nth(7).inner_text()) == paid

    page = phone()
    page.goto(f"{stack.base_url}/ar/files/{story['file']}/")
    expect(page.locator(".amounts li").first.locator(".pill-good")).to_be_visible()


def amount_in(text: str) -> Decimal:
    """The dirhams that a cell shows in French."""
    return Decimal(re.sub(r"[^0-9,]", "", text).replace(",", "."))


def rib() -> str:
    """Her account with its right key."""
    return f"{ACCOUNT_BODY}{97 - int(ACCOUNT_BODY + '00') % 97:02d}"


def carry_on(page: Page, section: str) -> None:
    """Save, and be shown the next section."""
    go(page, page.locator("button[form=section-form]:not([name])"))
    assert page.url.endswith(f"/sections/{section}/"), page.locator(".error-summary").all_inner_texts()
