from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.characters import tidy, western_digits, without_invisible


def test_western_digits_reads_both_arabic_sets():
    assert western_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 5") == "0123456789 0123456789 5"


def test_without_invisible_drops_controls_and_keeps_words_apart():
    assert without_invisible("\u202eab\u200b\tc\x00d\u00ad") == "ab cd"


def test_tidy_unites_forms_and_spaces():
    assert tidy(" ＡＢ\u00a0\u202f１٢ ") == "AB 12"
    assert tidy(None) == ""


@settings(deadline=None)
@given(st.text())
def test_tidy_is_stable(text):
    assert tidy(tidy(text)) == tidy(text)
