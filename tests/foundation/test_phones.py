import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import InvalidValue
from foundation.phones import can_receive_text, normalise_phone, spoken


@pytest.mark.parametrize(
    "text",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "+212612345678",
        "+212 6 12 34 56 78",
        "+212 (0)6 12 34 56 78",
        "+212 06 12 34 56 78",
        "00212612345678",
        "212612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "۰۶۱۲۳۴۵۶۷۸",
        "\u202a+212\u00a0612\u2011345\u2011678\u202c",
        "612345678",
    ],
)
def test_normalise_phone_unites_the_spellings(text):
    assert normalise_phone(text) == "+212612345678"


@pytest.mark.parametrize(
    ("text", "value"),
    [("0522 20 20 20", "+212522202020"), ("07 01 23 45 67", "+212701234567"), ("+33 6 12 34 56 78", "+33612345678")],
)
def test_normalise_phone_accepts_fixed_new_and_listed(text, value):
    assert normalise_phone(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "061234567",
        "06123456789",
        "0812345678",
        "0890 00 00 00",  # premium
        "+234 803 123 4567",  # a country that is not listed
        "+1 876 555 0123",  # Jamaica shares +1
        "+870 773 111 632",  # satellite
        "0612345678 / 0661234567",
        "0612345678,0661234567",
        "06 SOUK 78",
        "0612345678 ext 12",
        "0612345678;ext=5",
        "15",
        "++212612345678",
    ],
)
def test_normalise_phone_refuses_the_rest_with_a_sentence(text):
    with pytest.raises(InvalidValue) as refusal:
        normalise_phone(text)

    assert refusal.value.message.endswith(".")


def test_normalise_phone_follows_the_given_countries():
    with pytest.raises(InvalidValue):
        normalise_phone("+33612345678", countries={"MA"})


@settings(deadline=None)
@given(st.text(max_size=30))
def test_normalise_phone_answers_or_refuses(text):
    try:
        value = normalise_phone(text)
    except InvalidValue:
        return
    assert normalise_phone(value) == value


def test_can_receive_text_and_spoken():
    assert can_receive_text("+212612345678")
    assert not can_receive_text("+212522202020")
    assert spoken("+212612345678") == "06 12 34 56 78"
    assert spoken("+33612345678") == "+33 6 12 34 56 78"
