"""The report of 27 December 2023: asked for on a page, built by a worker of its own, recognised by anybody."""

import hashlib

from playwright.sync_api import expect

from tests.e2e.hands import go
from tests.harness.stack import Stack

MEETING = "CA-2023-12-27"
BUILT_WITHIN = 90_000  # milliseconds; a free machine takes about ten seconds


def test_the_worker_builds_it_and_the_check_page_recognises_it(stack: Stack, at_desk, new_page):
    page = at_desk("chef")
    page.goto(f"{stack.base_url}/admin/board/{MEETING}/")
    go(page, page.locator("form[action$='/report/'] button.btn"))
    expect(page.locator("main progress")).to_be_visible()

    expect(page.locator("main progress")).to_have_count(0, timeout=BUILT_WITHIN)
    page.reload()
    link = page.locator("a[download][href*='/files/']").first
    pdf = page.context.request.get(stack.base_url + link.get_attribute("href")).body()
    assert pdf.startswith(b"%PDF")
    check = page.locator("a[href*='/verifier/']").first.get_attribute("href")

    anybody = new_page(width=360)
    anybody.goto(stack.base_url + check)
    expect(anybody.locator("main")).to_contain_text(hashlib.sha256(pdf).hexdigest())
    anybody.locator("input[type=file]").set_input_files(
        {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    go(anybody, anybody.locator("main form button.btn"))
    expect(anybody.locator("main .callout-good")).to_be_visible()

    anybody.locator("[name=sha256]").fill(hashlib.sha256(pdf + b" ").hexdigest())
    go(anybody, anybody.locator("main form button.btn"))
    expect(anybody.locator("main .callout-good")).to_have_count(0)
