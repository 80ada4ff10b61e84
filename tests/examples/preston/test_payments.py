import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from ourplace.examples.preston.payments import days_of_year, split_pennies, working_day


@given(st.integers(1, 10**10), st.integers(1, 60), st.randoms())
def test_the_parts_of_an_amount_add_up_to_it(total: int, count: int, chance: random.Random) -> None:
    parts = split_pennies(total, count, chance=chance)

    assert sum(parts) == total
    assert len(parts) == count
    assert min(parts) >= 0


@given(st.integers(1, 60), st.randoms())
def test_days_are_working_days_of_the_year(count: int, chance: random.Random) -> None:
    days = days_of_year(count, chance=chance)

    assert len(days) == count
    assert all(dt.date(2012, 4, 1) <= day <= dt.date(2013, 3, 31) and day.weekday() < 5 for day in days)


def test_a_weekend_goes_back_to_the_friday() -> None:
    assert [working_day(dt.date(2013, 3, day)) for day in (29, 30, 31)] == [dt.date(2013, 3, 29)] * 3
