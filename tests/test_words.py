"""The three catalogues hold every word the code says, with the same placeholders."""

import re

import pytest

from config import catalogues

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def said():
    return catalogues.spoken()


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogue_is_complete(language, said):
    lacking = [message.id for message in catalogues.missing(language, said)]

    assert lacking == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_translations_keep_the_placeholders(language):
    wrong = []
    for message in catalogues.load(language):
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        targets = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = {name for source in sources for name in PLACEHOLDER.findall(source)}
        for target in targets:
            # An Arabic dual or a French singular may leave the number unsaid.
            found = set(PLACEHOLDER.findall(target))
            if not found <= wanted or (len(targets) == 1 and found != wanted):
                wrong.append((message.id, target))

    assert wrong == []


def test_the_check_notices_a_missing_word(said):
    said = catalogues.spoken()
    said.add("A sentence that nobody ever translated.")

    assert [message.id for message in catalogues.missing("fr", said)] == ["A sentence that nobody ever translated."]
