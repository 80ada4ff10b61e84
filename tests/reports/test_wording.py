import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.reports.wording import (
    MINUS,
    count,
    counted,
    dated,
    day,
    joined,
    pence_in_the_pound,
    percent,
    percent_range,
    pounds,
    pounds_and_pence,
    shown_name,
    signed_pounds,
    word_for,
)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("750000000.00"), "£750.0m"),
        (37_460_000.0, "£37.5m"),
        (999_499, "£999,000"),
        (999_500, "£1.0m"),
        (999_949_999, "£999.9m"),
        (999_950_000, "£1.00bn"),
        (9_999.4, "£9,999"),
        (12_345, "£12,000"),
        (0, "£0"),
        (-0.2, "£0"),
        (-1_250_000, f"{MINUS}£1.2m"),
        (None, "unknown"),
    ],
)
def test_pounds_are_short_and_signed(amount: Any, words: str) -> None:
    assert pounds(amount) == words


def test_pence_are_kept_on_receipts() -> None:
    assert pounds_and_pence(Decimal("-1234.5")) == f"{MINUS}£1,234.50"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.05, "5.0"), (1, "100.0"), (0, "0.0"), (0.0004, "under 0.1"), (0.0006, "0.1"), (-0.021, f"{MINUS}2.1")],
)
def test_shares_are_percentages_with_a_space_that_does_not_break(share: float, words: str) -> None:
    assert percent(share) == f"{words}%"


def test_an_unknown_share_is_unknown_and_not_nought() -> None:
    assert percent(None) == "unknown"
    assert percent_range(None, 0.2) == "unknown"
    assert pence_in_the_pound(None) == "unknown"
    assert count(None) == "unknown"


def test_a_range_names_the_unit_once() -> None:
    assert percent_range(0.046, 0.054) == "4.6% to 5.4%"


def test_small_shares_of_a_pound_are_not_called_nothing() -> None:
    assert pence_in_the_pound(0.004) == "less than a penny in the pound"
    assert pence_in_the_pound(0.39) == "39p in the pound"


def test_counts_agree_with_their_nouns() -> None:
    assert [counted(number, "file") for number in (0, 1, 2, 14)] == ["no files", "one file", "two files", "14 files"]


def test_dates_are_british() -> None:
    assert day(dt.date(2013, 3, 31)) == "31 March 2013"


def test_lists_end_with_and() -> None:
    assert [joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_names_of_individuals_are_withheld() -> None:
    assert shown_name("Jane Secretname", is_individual=True) == "Individual (name withheld)"
    assert shown_name("Alder Ltd", is_individual=False) == "Alder Ltd"


def test_a_code_without_words_is_tidied_and_a_missing_one_is_not_known() -> None:
    assert word_for("kinds", "some_new_kind") == "Some new kind"
    assert word_for("sizes", None) == "Not known"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_pounds_round_by_less_than_one_part_in_twenty(amount: Any) -> None:
    words = pounds(amount)

    unit = 1e9 if words.endswith("bn") else 1e6 if words.endswith("m") else 1
    read = float(words.strip(f"{MINUS}£bnm").replace(",", "")) * unit
    assert abs(read - abs(float(amount))) <= max(0.5, abs(float(amount)) / 20)


def test_shares_that_round_to_nothing_have_no_minus_and_no_empty_range() -> None:
    assert percent(-0.0001) == "0.0%"
    assert percent(-0.03) == "\u22123.0%"
    assert percent_range(0.0001, 0.0004) == "under 0.1%"
    assert percent_range(-0.0001, 0.02) == "0.0% to 2.0%"


def test_amounts_added_or_taken_away_carry_their_sign() -> None:
    assert (signed_pounds(436_000), signed_pounds(-191_000)) == ("+£436,000", "\u2212£191,000")


def test_dates_of_data_sets_read_as_dates_where_they_are_dates() -> None:
    assert [dated(words) for words in ("2024-11-01", "2026.1.1", "")] == ["1 November 2024", "2026.1.1", "unknown"]
