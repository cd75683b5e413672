import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from artisans.identifiers import (
    CHECKS,
    Checked,
    check_cnie,
    check_iban,
    check_ice,
    check_passport,
    check_rc,
    check_rib,
    check_rna,
    iban_of,
)
from foundation.errors import InvalidValue


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with translation.override("en"):
        yield


ICES = ["000123456000093", "001561191000066", "001458946000061"]
RIBS = ["011780000012345678901296", "007810000123450000007856", "011519000001205000534921"]


@pytest.mark.parametrize("number", ICES)
def test_check_ice_accepts_a_right_number(number):
    assert check_ice(number) == Checked(number)


@pytest.mark.parametrize(
    "number",
    [
        "000123456000094",  # key
        "00123456000093",  # 14 digits: a spreadsheet ate a zero
        "001526374000085",
        "000000000000000",  # passes mod 97
        "111111111111111",
        "000000000000097",  # no enterprise 0
        "0001234560000931",
        "00012345600009A",
        "",
        None,
    ],
)
def test_check_ice_refuses_a_wrong_number(number):
    with pytest.raises(InvalidValue):
        check_ice(number)


def test_check_ice_refuses_the_aliases_of_its_key():
    with_97 = next(f"{n:013d}97" for n in range(1_230_000, 1_240_000) if n * 100 % 97 == 0)

    assert check_ice(with_97) == Checked(with_97)
    assert int(with_97[:13] + "00") % 97 == 0
    with pytest.raises(InvalidValue):
        check_ice(with_97[:13] + "00")


@pytest.mark.parametrize("number", ICES)
def test_check_ice_catches_each_single_digit_error(number):
    for place in range(15):
        for digit in "0123456789":
            if digit == number[place]:
                continue
            with pytest.raises(InvalidValue):
                check_ice(number[:place] + digit + number[place + 1 :])


def test_check_ice_says_that_zeros_may_be_lost():
    with pytest.raises(InvalidValue) as refusal:
        check_ice("123456000093")

    assert "spreadsheet" in refusal.value.message
    assert "12" in refusal.value.message


@pytest.mark.parametrize("number", RIBS)
def test_check_rib_accepts_a_right_number_and_refuses_the_next_key(number):
    next_key = f"{int(number[22:]) % 97 + 1:02d}"

    assert check_rib(number) == Checked(number)
    with pytest.raises(InvalidValue):
        check_rib(number[:22] + next_key)
    with pytest.raises(InvalidValue):
        check_rib(number[:23])


@pytest.mark.parametrize("number", ["0" * 24, "1" * 24, "0" * 22 + "97"])
def test_check_rib_refuses_repeated_digits(number):
    with pytest.raises(InvalidValue):
        check_rib(number)


def test_check_rib_reads_a_pasted_iban():
    assert check_rib("MA64 0115 1900 0001 2050 0053 4921") == Checked("011519000001205000534921")


@pytest.mark.parametrize("text", ["MA64011780000012345678901296", "ma64 0115 1900 0001 2050 0053 4921"])
def test_check_iban_accepts_a_right_number(text):
    assert check_iban(text).value == "".join(text.upper().split())


@pytest.mark.parametrize(
    "text",
    [
        "MA65011780000012345678901296",
        "MA64011780000012345678901297",
        "FR7630006000011234567890189",
        "MA6401178000001234567890129",
        "011780000012345678901296",
    ],
)
def test_check_iban_refuses_a_wrong_or_foreign_number(text):
    with pytest.raises(InvalidValue):
        check_iban(text)


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=10**22 - 1))
def test_iban_of_any_rib_starts_with_ma64_and_reads_back(account):
    digits = f"{account:022d}"
    rib = digits + f"{97 - account * 100 % 97:02d}"
    if len(set(rib)) == 1:
        return

    iban = iban_of(rib)

    assert iban == "MA64" + rib
    assert check_iban(iban) == Checked(iban)
    assert check_rib(iban) == Checked(rib)


@pytest.mark.parametrize(
    "text",
    ["AB123456", "ab 123456", "A12345", "\u200fAB١٢٣٤٥٦\u200e", "AB.123.456", "AB\u00a0123456", "ＡＢ１２３４５６"],
)
def test_check_cnie_normalises_what_people_type(text):
    checked = check_cnie(text)

    assert checked.value in {"AB123456", "A12345"}
    assert checked.warning is None


@pytest.mark.parametrize("text", ["A1", "AB1234", "K1234567", "BE777777"])
def test_check_cnie_warns_about_an_unusual_number(text):
    checked = check_cnie(text)

    assert checked.value == text
    assert checked.warning


@pytest.mark.parametrize(
    "text", ["", "123456", "ABC12345", "AB", "AB12345678", "AB000000", "12AB3456", "АВ123456", "AB12345O", "أب123456"]
)
def test_check_cnie_refuses_what_cannot_be_a_card(text):
    with pytest.raises(InvalidValue):
        check_cnie(text)


@pytest.mark.parametrize(
    ("number", "court", "value"),
    [
        ("53805", "Casablanca", "CASABLANCA/53805"),
        ("RC 53 805", "Tribunal de commerce de Casablanca", "CASABLANCA/53805"),
        ("٥٣٨٠٥", "المحكمة التجارية بالدار البيضاء", "CASABLANCA/53805"),
        ("152895", "Fès", "FES/152895"),
        ("0152895", "فاس", "FES/152895"),
    ],
)
def test_check_rc_unites_the_spellings_of_a_court(number, court, value):
    assert check_rc(number, court) == Checked(value)


def test_check_rc_keeps_courts_apart_and_warns_about_others():
    assert check_rc("100", "Fès") != check_rc("100", "Meknès")
    assert check_rc("100", "TPI de Khouribga") == Checked("KHOURIBGA/100", check_rc("100", "Khouribga").warning)
    assert check_rc("100", "Khouribga").warning


@pytest.mark.parametrize(
    ("number", "court"), [("100", ""), ("", "Fès"), ("0", "Fès"), ("12A", "Fès"), ("100", "Tribunal de")]
)
def test_check_rc_refuses_without_number_or_court(number, court):
    with pytest.raises(InvalidValue):
        check_rc(number, court)


def test_check_passport_and_rna():
    assert check_passport("ab 1234567") == Checked("AB1234567")
    assert check_rna("rna-2023/0045") == Checked("RNA20230045")
    for text in ["ABCDEFGH", "A1", "AB12345678", "11111111"]:
        with pytest.raises(InvalidValue):
            check_passport(text)
    for text in ["", "AB", "ABCD", "000000", "7" * 9, "1" * 31]:
        with pytest.raises(InvalidValue):
            check_rna(text)


@settings(deadline=None)
@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=40))
def test_checks_answer_or_refuse_and_never_break(kind, text):
    try:
        checked = CHECKS[kind](text)
    except InvalidValue as refusal:
        assert refusal.message
    else:
        assert checked.value.isascii()
        assert CHECKS[kind](checked.value) == checked
