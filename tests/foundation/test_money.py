from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foundation.errors import InvalidValue
from foundation.money import mdh, parse_amount, split_amount

amounts = st.decimals(min_value=0, max_value=10**10, places=2)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 DH", "1234.50"),
        ("1\u00a0234\u00a0567,5", "1234567.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1234.5", "1234.50"),
        ("1234", "1234.00"),
        ("12,5", "12.50"),
        ("1.234.567", "1234567.00"),
        ("1,234,567", "1234567.00"),
        ("1,234,567.89", "1234567.89"),
        ("80 000", "80000.00"),
        ("80000 dirhams", "80000.00"),
        ("MAD 80,000.00", "80000.00"),
        ("٨٠٬٠٠٠٫٥٠ درهم", "80000.50"),
        ("١٢٣٤٫٥", "1234.50"),
        ("1 234٫50 د.م.", "1234.50"),
        ("+5", "5.00"),
        ("0", "0.00"),
        (80000, "80000.00"),
        (1234.5, "1234.50"),
        (0.1 + 0.2, "0.30"),
        (Decimal("12.5"), "12.50"),
    ],
)
def test_parse_amount_reads(typed, amount):
    parsed = parse_amount(typed)

    assert parsed == Decimal(amount)
    assert parsed.as_tuple().exponent == -2


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        "abc",
        "1.234",
        "1,234",
        "12,345",
        "123.456 DH",
        "1234,567",
        "1 234,567",
        "0.123",
        "1.23.456",
        "1 23",
        "12 50",
        "1.234.5678",
        "1,234,50",
        "1.234,50.60",
        "1 234 56,00",
        "1 234,567.50",
        "12,",
        ",50",
        "1e5",
        "5 €",
        "-5",
        "--5",
        "1/2",
        "9999999999999",
        1234.567,
        float("nan"),
        float("inf"),
        True,
        "5 or 6",
    ],
)
def test_parse_amount_refuses_with_a_sentence(typed):
    with pytest.raises(InvalidValue) as refusal:
        parse_amount(typed)

    assert refusal.value.message.endswith(".")


def test_parse_amount_names_both_readings_of_an_ambiguous_amount():
    with pytest.raises(InvalidValue) as refusal:
        parse_amount("1.234")

    assert "1234" in refusal.value.message
    assert "1,234" in refusal.value.message


def test_parse_amount_takes_a_negative_amount_only_when_asked():
    assert parse_amount("-1 234,50", allow_negative=True) == Decimal("-1234.50")
    assert parse_amount("−5", allow_negative=True) == Decimal("-5.00")


@settings(deadline=None)
@given(amounts, st.sampled_from([" ", "\u00a0", "\u202f", ".", "٬", "'"]), st.booleans())
def test_parse_amount_reads_back_what_is_written_in_the_french_way(amount, mark, arabic):
    decimal_mark = "٫" if mark == "٬" else ","
    written = f"{amount:,.2f}".replace(".", "D").replace(",", mark).replace("D", decimal_mark)
    if arabic:
        written = written.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})

    assert parse_amount(written) == amount


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,' ٬٫-+DH٣", max_size=14))
def test_parse_amount_is_never_wrong_by_a_factor(text):
    try:
        amount = parse_amount(text)
    except InvalidValue:
        return
    # Whatever the marks mean, the digits of the amount are the digits that were typed.
    typed = "".join(c for c in text.translate({0x663: "3"}) if c.isdigit())
    shown = f"{amount:.2f}".replace(".", "")
    assert typed.lstrip("0") in {shown.lstrip("0"), shown[:-1].lstrip("0"), shown[:-2].lstrip("0")}


@settings(deadline=None)
@given(amounts, st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_split_amount_loses_no_centime(total, weights):
    assume(sum(weights) > 0)
    percents = [Decimal(w * 100) for w in weights]
    whole = sum(weights)
    percents = [(p / whole).quantize(Decimal("0.0001")) for p in percents]
    percents[-1] += 100 - sum(percents)
    assume(percents[-1] >= 0)

    parts = split_amount(total, percents)

    assert sum(parts) == total
    for part, percent in zip(parts, percents, strict=True):
        assert part >= 0
        assert part.as_tuple().exponent == -2
        assert abs(part - total * percent / 100) < Decimal("0.01")


def test_split_amount_by_the_emergency_plan():
    assert split_amount(Decimal("80000"), [20, 50, 30]) == [
        Decimal("16000.00"),
        Decimal("40000.00"),
        Decimal("24000.00"),
    ]
    assert split_amount(Decimal("0.05"), [20, 50, 30]) == [Decimal("0.01"), Decimal("0.03"), Decimal("0.01")]


@pytest.mark.parametrize("percents", [[], [50, 49], [50, 51], [150, -50], [Decimal("99.99")]])
def test_split_amount_refuses_percentages_that_do_not_make_the_whole(percents):
    with pytest.raises(InvalidValue):
        split_amount(Decimal("100"), percents)


@pytest.mark.parametrize("total", [Decimal("-1"), Decimal("0.001")])
def test_split_amount_refuses_what_is_not_centimes(total):
    with pytest.raises(InvalidValue):
        split_amount(total, [100])


def test_mdh_rounds_halves_up():
    assert mdh(Decimal("1232050000")) == Decimal("1232.1")
    assert mdh(Decimal("928660000"), 2) == Decimal("928.66")
    assert mdh(Decimal("-50000")) == Decimal("-0.1")
