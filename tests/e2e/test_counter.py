"""A clerk who reads Arabic enters somebody at the counter; the person takes the file over on a phone."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.hands import code_sent, go, texts_to
from tests.harness.browser import serious_problems
from tests.harness.stack import Stack

PHONE, CARD = "06 62 34 56 71", "EE734561"


def test_from_the_counter_to_the_person_s_own_phone(stack: Stack, at_desk, new_page):
    page = at_desk("guichet")
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": stack.base_url}])
    page.goto(f"{stack.base_url}/admin/counter/")
    go(page, page.locator("form[action$='/start/'] button"))
    number = re.search(r"G-\w+-\w", page.url)[0]
    found = enter(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    # The paper opens beside the page; only then may the entry be registered.
    expect(page.locator("[data-after-print]")).to_be_disabled()
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    paper = page.context.request.post(
        f"{stack.base_url}/admin/counter/{number}/paper/ar/", form={"csrfmiddlewaretoken": token}, headers={"Referer": stack.base_url}
    )  # fmt: skip
    assert paper.headers["content-type"] == "application/pdf" and paper.body().startswith(b"%PDF")
    page.reload()
    page.locator("[name=signature][value=thumbprint]").check()
    found += serious_problems(page)
    go(page, page.locator("[data-after-print]"))
    expect(page.locator("main")).to_contain_text("رقية أيت واحمان")
    assert found == []

    take_over(new_page(width=360, height=740, language="ar"), stack, number)


def enter(page: Page) -> list[str]:
    """Every screen by hand; gives back what axe found on them."""
    found = serious_problems(page)
    page.locator("[name=helper][value=family]").check()
    page.locator("[name=helper_name]").fill("حسن أيت واحمان")
    found += next_screen(page)
    page.locator("[name=name_fr]").fill("Rkia Aït Ouahmane")
    page.locator("[name=name_ar]").fill("رقية أيت واحمان")
    page.locator("[name=birth_date]").fill("1979-05-04")
    page.locator("[name=cnie]").fill(CARD)
    go(page, page.locator("button[value=search]:visible").last)
    found += next_screen(page)
    page.locator("[name=sex][value=F]").check()
    page.locator("[name=saw_card]").check()
    found += next_screen(page)
    page.locator("[name=phone]").fill(PHONE)
    found += next_screen(page)
    box = page.locator("#id_commune[role=combobox]")
    box.press_sequentially("اسن")
    expect(page.locator(".commune-list [role=option]").first).to_be_visible()
    found += serious_problems(page)
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator(".place")).to_contain_text("الحوز")
    found += next_screen(page)
    page.locator("[name=trade]").select_option(index=3)
    found += next_screen(page)
    page.locator("[name=agrees_programme]").check()
    return found + next_screen(page)


def next_screen(page: Page) -> list[str]:
    go(page, page.locator("button[value=next]:visible").last)
    assert page.locator(".error-summary li").all_inner_texts() == []
    return serious_problems(page)


def take_over(phone: Page, stack: Stack, number: str) -> None:
    phone.goto(f"{stack.base_url}/ar/claim/?number={number}")
    assert serious_problems(phone) == []
    known = len(texts_to(stack, PHONE))
    phone.locator("#id_phone").fill(PHONE)
    phone.locator("form:has(#id_phone) button.btn-wide").click()
    code = phone.locator("input[autocomplete='one-time-code']")
    expect(code).to_be_visible()
    code.fill(code_sent(stack, PHONE, known))
    go(phone, phone.locator("form:has(input[autocomplete='one-time-code']) button.btn-wide"))
    expect(phone.locator("#id_proof")).to_have_value(number)
    assert "رقية" not in phone.inner_text("main")
    assert serious_problems(phone) == []
    go(phone, phone.locator("form:has(#id_proof) button.btn-wide"))
    expect(phone.locator("main")).to_contain_text("رقية أيت واحمان")
