"""When something is wrong, a calm page in the reader's language, without asking the database."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

TITLES = {"fr": "Cette page n'existe pas", "ar": "هذه الصفحة غير موجودة", "en": "This page does not exist"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_missing_page_speaks_the_language_of_its_address_and_asks_no_database(language, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(f"/{language}/il-n-y-a-rien-ici/")

    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 404
    assert TITLES[language] in page
    assert f'lang="{language}"' in page
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page


@pytest.mark.django_db
def test_form_without_its_token_is_told_to_send_once_more():
    answer = Client(enforce_csrf_checks=True).post("/fr/follow/", {"reference": "x"})

    assert answer.status_code == 403
    assert "Merci de renvoyer le formulaire" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "413.html"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_error_pages_need_neither_request_nor_database(name, language):
    with translation.override(language):
        page = render_to_string(name)

    assert f'lang="{language}"' in page
    assert "<h1></h1>" not in page


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_for_when_nothing_works_are_plain_files_in_three_languages(name):
    text = (Path(settings.BASE_DIR) / "templates" / name).read_text(encoding="utf-8")

    assert "{%" not in text
    assert "{{" not in text
    assert all(f'lang="{language}"' in text for language in ("fr", "ar", "en"))
