"""A real Chromium for tests: pages of any width and language, which fail the test when the browser complains.

`new_page(width=360, language="ar")` gives a Playwright page. When the test ends, an error thrown by a script or a breach of
the Content-Security-Policy on any of its pages fails it. `serious_problems(page)` asks axe about accessibility.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET = "NO CHROMIUM: THE BROWSER TESTS WERE SKIPPED. Get it with: sudo apt-get install --yes chromium"
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOCALES = {"fr": "fr-MA", "ar": "ar-MA", "en": "en-GB"}


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the worker. Without one, tests are skipped; in CI that is a failure."""
    path = find_chromium()
    if path is None:
        if is_ci():
            pytest.fail("CI must run the browser tests, and there is no Chromium.")
        pytest.skip(HOW_TO_GET)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Playwright keeps an event loop in this thread; Django takes that for async code and would refuse its database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a browser profile of its own (its own cookies)."""
    complaints: list[str] = []
    contexts = []

    def make(
        *,
        width: int = 1280,
        height: int = 900,
        language: str = "fr",
        dark: bool = False,
        scripts: bool = True,
        workers: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[language],
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            has_touch=width < 600,
            timezone_id="Africa/Casablanca",
            service_workers="allow" if workers else "block",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda line: complaints.append(f"{page.url}: {line.text}") if breaks_policy(line.text) else None
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def breaks_policy(text: str) -> bool:
    """Whether a line of the console tells of something that the Content-Security-Policy refused."""
    return "Content Security Policy" in text or "Content-Security-Policy" in text


def serious_problems(page: Page) -> list[str]:
    """What axe calls serious or critical on the page as it stands, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} at {node['target']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
