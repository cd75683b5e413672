"""Acts in people's words: higher rooms say what their event codes are called."""

from collections.abc import Mapping

from django.utils.functional import Promise

from foundation.registry import Registry

EVENT_WORDS: Registry[Mapping[str, str | Promise]] = Registry("words of events")


def act_words(code: str) -> str:
    """What an act is called; its code where no room has a word for it."""
    for _name, words in EVENT_WORDS.items():
        if code in words:
            return str(words[code])
    return code.replace(".", ": ").replace("_", " ")
