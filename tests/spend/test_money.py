"""Amounts are read as their writers meant them, and both ways of reading agree."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ourplace.spend.money import (
    POINT_STYLE,
    MoneyStyle,
    count_rounded,
    detect_money_style,
    parse_money,
    parse_money_column,
)

COMMA_STYLE = MoneyStyle(",")
LARGEST = Decimal("9999999999999999.99")

amounts = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2, allow_nan=False, allow_infinity=False)


def grouped(amount: Decimal, *, mark: str = ",", point: str = ".") -> str:
    return f"{abs(amount):,.2f}".translate(str.maketrans({",": mark, ".": point}))


def minus(amount: Decimal, sign: str = "-") -> str:
    return sign if amount < 0 else ""


POINT_WRITERS: dict[str, Callable[[Decimal], str]] = {
    "plain": str,
    "pounds": lambda amount: f"{minus(amount)}£{grouped(amount)}",
    "sign inside": lambda amount: f"£{minus(amount)}{grouped(amount)}",
    "padded": lambda amount: f"  {minus(amount)} £ {grouped(amount)}  ",
    "brackets": lambda amount: f"(£{grouped(amount)})" if amount < 0 else grouped(amount),
    "minus behind": lambda amount: f"{grouped(amount)}{minus(amount)}",
    "ledger side": lambda amount: f"{grouped(amount)}{'CR' if amount < 0 else 'DR'}",
    "ledger side first": lambda amount: f"{'cr' if amount < 0 else 'dr'} {grouped(amount)}",
    "true minus": lambda amount: f"{minus(amount, chr(0x2212))}{grouped(amount)}",
    "currency code": lambda amount: f"GBP {minus(amount)}{abs(amount)}",
    "currency behind": lambda amount: f"{minus(amount)}{abs(amount)} GBP",
    "UTF-8 as cp1252": lambda amount: f"{minus(amount)}Â£{grouped(amount)}",
    "cp850 as cp1252": lambda amount: f"{minus(amount)}œ{grouped(amount)}",
    "cp1252 as cp437": lambda amount: f"{minus(amount)}ú{grouped(amount)}",
    "spaces": lambda amount: minus(amount) + grouped(amount, mark="\u00a0"),
    "apostrophes": lambda amount: minus(amount) + grouped(amount, mark="'"),
    "quoted": lambda amount: f'"{minus(amount)}{grouped(amount)}"',
    "text cell": lambda amount: f"'{amount}",
    "exponent": lambda amount: f"{amount * 100}E-02",
}
COMMA_WRITERS: dict[str, Callable[[Decimal], str]] = {
    "points": lambda amount: minus(amount) + grouped(amount, mark=".", point=","),
    "spaces": lambda amount: minus(amount) + grouped(amount, mark=" ", point=","),
    "bare": lambda amount: minus(amount) + grouped(amount, mark="", point=","),
    "brackets": lambda amount: (
        f"({grouped(amount, mark='.', point=',')})" if amount < 0 else grouped(amount, mark=".", point=",")
    ),
}


@pytest.mark.parametrize("writer", POINT_WRITERS.values(), ids=POINT_WRITERS)
@given(amount=amounts)
def test_every_way_of_writing_an_amount_reads_back(writer: Callable[[Decimal], str], amount: Decimal) -> None:
    assert parse_money(writer(amount), style=POINT_STYLE) == amount


@pytest.mark.parametrize("writer", COMMA_WRITERS.values(), ids=COMMA_WRITERS)
@given(amount=amounts)
def test_every_continental_way_reads_back(writer: Callable[[Decimal], str], amount: Decimal) -> None:
    assert parse_money(writer(amount), style=COMMA_STYLE) == amount


any_writing = st.one_of(
    st.text(alphabet="0123456789.,-+()£ CRDEe'\u00a0\u2212", max_size=14),
    st.text(max_size=8),
    st.builds(lambda amount, writer: writer(amount), amounts, st.sampled_from(list(POINT_WRITERS.values()))),
    st.none(),
)


@pytest.mark.parametrize("style", [POINT_STYLE, COMMA_STYLE], ids=["point", "comma"])
@settings(deadline=None)
@given(texts=st.lists(any_writing, max_size=20))
def test_the_column_reads_what_the_function_reads(style: MoneyStyle, texts: list[str | None]) -> None:
    expected = [None if text is None else parse_money(text, style=style) for text in texts]

    assert parse_money_column(pa.array(texts, pa.string()), style=style).to_pylist() == expected


@given(number=st.decimals(min_value=-(10**12), max_value=10**12, places=5))
def test_hidden_decimals_round_half_to_even(number: Decimal) -> None:
    assert parse_money(f"{number:f}") == number.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("-", "0.00"),
        ("£-", "0.00"),
        (" £ -   ", "0.00"),
        ("nil", "0.00"),
        ("-0.00", "0.00"),
        ("- £ 5.00", "-5.00"),
        ("-(5.00)", "-5.00"),
        ("(-5.00)", "-5.00"),
        ("1.2E+03", "1200.00"),
        (".5", "0.50"),
        ("1,234.", "1234.00"),
        ("12.3456", "12.35"),
        ("12.005", "12.00"),
        ("12.015", "12.02"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("£1,234.00 inc VAT", "1234.00"),
        ("(1,234.00) excl. V.A.T.", "-1234.00"),
        ("12.50 (ex VAT)", "12.50"),
        ("12.50 exclusive of VAT", "12.50"),
    ],
)
def test_accountants_habits(text: str, amount: str) -> None:
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "N/A",
        "#REF!",
        "########",
        "12%",
        "$5.00",
        "€5.00",
        "5p",
        "--5",
        "-5-",
        "-5.00CR",
        "CR 5.00 DR",
        "1,23",
        "12,34.56",
        "1.234.567",
        "1,234.567,8",
        "10000000000000000.00",
        "1E400",
        "01/04/2020",
        "1_000",
        "0x10",
        "Infinity",
        "nan",
        "5 apples",
        "inc VAT",
        "5.00 VAT",
        "()",
        "£",
    ],
)
def test_what_is_no_amount_of_pounds_is_none(text: str) -> None:
    assert parse_money(text) is None


def test_columns_of_several_chunks_and_of_nothing_are_read() -> None:
    chunked = pa.chunked_array([["£1,000.00", None], ["(2.50)"]])

    assert parse_money_column(chunked).to_pylist() == [Decimal("1000.00"), None, Decimal("-2.50")]
    assert parse_money_column(pa.nulls(2)).to_pylist() == [None, None]
    assert parse_money_column(pa.array([], pa.string())).type == pa.decimal128(18, 2)


@pytest.mark.parametrize(
    ("sample", "mark"),
    [
        (["1,234.56"], "."),
        (["12.5"], "."),
        (["1,234,567"], "."),
        (["0.567"], "."),
        (["1.234,56", "1.234"], ","),
        (["12,5", None, ""], ","),
        (["£1.234.567"], ","),
        (["1.50"] * 19 + ["1,50"], "."),
    ],
)
def test_the_style_is_seen_in_the_amounts(sample: list[str | None], mark: str) -> None:
    assert detect_money_style(sample) == MoneyStyle(mark)


@pytest.mark.parametrize("sample", [[], [None], ["1,234", "2,500"], ["1.234"], ["12", "£5"], ["1,5", "1.5"]])
def test_where_nothing_tells_the_style_stays_undecided(sample: list[str | None]) -> None:
    assert detect_money_style(sample) is None


def test_the_evidence_says_what_contradicts_it() -> None:
    style = detect_money_style(["1.50"] * 19 + ["1,50"])

    assert style is not None
    assert style.evidence == ("19 amounts can only be read with a point before the pence, 1 only with a comma")


def test_lost_parts_of_a_penny_are_counted_but_not_binary_dust() -> None:
    values = pa.array(["12.345", "12.345", "0.30000000000000004", "1,234.56", "5", "x.123", None])

    assert count_rounded(values) == 2
