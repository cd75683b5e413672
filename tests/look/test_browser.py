"""The pages as a browser shows them: nothing the content policy refuses, nothing axe calls serious, nothing wider than the screen."""

import gzip
import re
from urllib.parse import urlparse

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.people.models import Establishment
from tests.factories.accounts import StaffFactory
from tests.harness.browser import serious_problems
from tests.programs.portal import stage

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ["fr", "ar"]
FIRST_VIEW = 60 * 1024


@pytest.fixture
def scene():
    """An open call, a draft and a file that was sent, and who they belong to."""
    stage.load_letters()
    Establishment.objects.filter(pk=1).update(
        name_fr="Maison de l'Artisan", name_ar="مؤسسة دار الصانع", help_line="05 37 00 00 00", is_demonstration=True
    )
    user, party = stage.applicant()
    call = stage.open_call()
    sent = stage.sent(user, party, call)
    draft = stage.filled(user, party, stage.open_call("deuxieme"))
    return {"user": user, "party": party, "call": call, "draft": draft, "sent": sent}


def sign_in(page, live_server, user, *, strong: bool = False) -> None:
    """Gives the browser a session of this person; `strong` as after password and second factor."""
    client = Client()
    client.force_login(user)
    if strong:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": 1},
            {"method": "mfa", "type": "totp", "at": 1},
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def in_language(address: str, language: str) -> str:
    return re.sub(r"^/(fr|ar|en)/", f"/{language}/", address)


def faults(page, address: str) -> list[str]:
    """What is wrong with a page: its answer, its width, what axe calls serious."""
    answer = page.goto(address)
    page.evaluate("document.fonts.ready")
    found = [] if answer.status == 200 else [f"answered {answer.status}"]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide:
        found.append(f"{too_wide} px too wide")
    return [f"{urlparse(address).path}: {fault}" for fault in [*found, *serious_problems(page)]]


def portal_addresses(scene) -> list[str]:
    call, draft, sent = scene["call"], scene["draft"].reference, scene["sent"].reference
    return [
        reverse("home"),
        reverse("portal:call", args=[call.code]),
        reverse("portal:check", args=[call.code]),
        reverse("portal:check", args=[call.code]) + "?exported=no&size=1",
        reverse("portal:follow"),
        reverse("portal:files"),
        reverse("portal:applicant"),
        reverse("portal:apply", args=[call.code]),
        reverse("portal:file", args=[draft]),
        reverse("portal:section", args=[draft, "activity"]),
        reverse("portal:section", args=[draft, "papers"]),
        reverse("portal:review", args=[draft]),
        reverse("portal:file", args=[sent]),
        reverse("portal:answers", args=[sent]),
        reverse("portal:receipt", args=[sent]),
        reverse("portal:withdraw", args=[sent]),
        reverse("portal:my_data"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_portal_page_can_be_read_by_everybody_on_a_small_phone(language, scene, new_page, live_server):
    page = new_page(width=360, height=740, language=language)
    sign_in(page, live_server, scene["user"])

    found = [
        fault
        for address in portal_addresses(scene)
        for fault in faults(page, live_server.url + in_language(address, language))
    ]

    assert found == []


@pytest.mark.parametrize(("language", "dark"), [("fr", True), ("ar", False)])
def test_sign_in_pages_can_be_read_by_everybody(language, dark, scene, new_page, live_server):
    page = new_page(width=360, height=740, language=language, dark=dark)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])

    addresses = [
        *map(reverse, ("account_login", "account_request_login_code", "staff_login")),
        in_language(reverse("home"), language),
    ]
    found = [fault for address in addresses for fault in faults(page, live_server.url + address)]

    assert found == []


def test_first_view_is_light_enough_for_a_slow_phone(scene, new_page, live_server):
    page = new_page(width=360, height=740)
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.setdefault(urlparse(answer.url).path, weight(answer)))

    page.goto(live_server.url + reverse("home"), wait_until="networkidle")

    without_fonts = {path: size for path, size in weights.items() if not path.endswith(".woff2")}
    assert sum(without_fonts.values()) <= FIRST_VIEW, without_fonts
    assert all(urlparse(live_server.url).netloc == urlparse(page.url).netloc for _path in weights)


def weight(answer) -> int:
    return len(gzip.compress(answer.body(), 6)) if answer.ok else 0


def test_language_switch_keeps_the_page(scene, new_page, live_server):
    page = new_page(width=360)
    page.goto(live_server.url + reverse("portal:call", args=[scene["call"].code]))

    page.get_by_role("button", name="العربية").click()

    assert urlparse(page.url).path == in_language(reverse("portal:call", args=[scene["call"].code]), "ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.goto(live_server.url + reverse("account_login"))
    assert page.locator("html").get_attribute("lang") == "ar"


def test_reading_in_arabic_leads_to_an_arabic_sign_in_page(scene, new_page, live_server):
    page = new_page(width=360)
    page.goto(live_server.url + "/ar/")

    page.locator(".site-nav .push a").click()

    assert page.locator("html").get_attribute("lang") == "ar"


def test_theme_switch_is_remembered(scene, new_page, live_server):
    page = new_page()
    page.goto(live_server.url + reverse("home"))
    page.locator("[data-theme-switch]").click()

    page.reload()

    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_section_saves_itself_and_folds_questions_away(scene, new_page, live_server):
    page = new_page(width=360)
    draft = scene["draft"]
    sign_in(page, live_server, scene["user"])
    page.goto(live_server.url + reverse("portal:section", args=[draft.reference, "activity"]))

    page.get_by_label("Non").check()
    page.locator("#save-sign[data-state=saved]").wait_for()
    page.locator("#q_workers").fill("9")
    page.locator("#q_products").focus()
    page.locator(f"#version[value='{draft.version + 2}']").wait_for(state="attached")

    assert page.locator("#field-markets").is_hidden()
    draft.refresh_from_db()
    assert draft.answers["workers"] == 9
    assert draft.answers["exports"] is False
    page.locator("button[form=section-form]:not(.no-script)").click()
    page.wait_for_url("**/sections/project/")


def test_section_works_without_scripts(scene, new_page, live_server):
    page = new_page(width=360, scripts=False)
    draft = scene["draft"]
    sign_in(page, live_server, scene["user"])
    page.goto(live_server.url + reverse("portal:section", args=[draft.reference, "project"]))

    page.locator("#q_goal").fill("Trois boutiques à Madrid")
    page.locator("button[form=section-form]:not(.no-script)").click()

    page.wait_for_url("**/sections/papers/")
    draft.refresh_from_db()
    assert draft.answers["goal"] == "Trois boutiques à Madrid"


def test_document_is_sent_as_soon_as_it_is_chosen(scene, new_page, live_server, tmp_path):
    picture = tmp_path / "cnie.jpg"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(picture, "JPEG", quality=95)
    page = new_page(width=360, language="ar")
    draft = scene["draft"]
    sign_in(page, live_server, scene["user"])
    page.goto(live_server.url + in_language(reverse("portal:section", args=[draft.reference, "papers"]), "ar"))

    page.locator("#file-id_card").set_input_files(str(picture))
    page.locator("#slot-id_card .slot-file:not([data-pending])").wait_for()

    document = draft.documents.get(is_current=True).document
    assert document.size < picture.stat().st_size / 2


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 360)])
def test_officers_home_can_be_read_by_everybody(language, width, scene, new_page, live_server):
    page = new_page(width=width, language=language)
    sign_in(page, live_server, StaffFactory(role="officer", full_name="Salma Bennani"), strong=True)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])

    assert faults(page, live_server.url + reverse("admin:index")) == []


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 360)])
def test_desk_and_stock_admin_keep_the_policy(language, width, scene, new_page, live_server):
    page = new_page(width=width, language=language)
    sign_in(page, live_server, StaffFactory(role="administrator", full_name="Karim Idrissi"), strong=True)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])

    assert faults(page, live_server.url + reverse("admin:index")) == []
    for address in (
        reverse("admin:artisans_commune_changelist"),
        reverse("admin:artisans_commune_change", args=[scene["party"].commune_id]),
        reverse("admin:accounts_establishment_change", args=[1]),
        reverse("admin:accounts_establishment_history", args=[1]),
        reverse("admin:accounts_event_changelist"),
        reverse("admin:app_list", args=["artisans"]),
    ):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        page.wait_for_load_state("networkidle")


def test_stranger_is_sent_to_the_staff_door(scene, new_page, live_server):
    page = new_page()

    page.goto(live_server.url + reverse("admin:index"))

    assert urlparse(page.url).path in (reverse("staff_login"), reverse("admin:login"), reverse("account_login"))
