"""Figures and codes as the report's readers write them: £37.5m, 5.0%, 31 March 2013."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files

from ourplace.yaml_files import read_yaml

Number = Decimal | float

MINUS = "\u2212"
INTERVAL = "90% interval"
UNKNOWN = "unknown"
WITHHELD = "Individual (name withheld)"

_SMALL_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_BILLION, _MILLION, _THOUSANDS = 999_950_000, 999_500, 10_000


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = read_yaml(files("ourplace.reports") / "words.yaml")
    return loaded


def word_for(group: str, code: str | None) -> str:
    """Return the words for a code (`kinds`, `business_types`, `sizes`, `reasons`…); the code itself, tidied, if new.

    >>> word_for("kinds", "goods_services")
    'Goods and services'
    """
    if not code:
        return "Not known"
    return _words()[group].get(code, code.replace("_", " ").capitalize())


def pounds(amount: Number | None) -> str:
    """Return an amount in the fewest digits that a reader needs.

    >>> pounds(750_000_000), pounds(37_460_000), pounds(420_123), pounds(1_234_000_000)
    ('£750.0m', '£37.5m', '£420,000', '£1.23bn')
    """
    if amount is None:
        return UNKNOWN
    size = abs(float(amount))
    if size >= _BILLION:
        text = f"£{size / 1e9:.2f}bn"
    elif size >= _MILLION:
        text = f"£{size / 1e6:.1f}m"
    elif size >= _THOUSANDS:
        text = f"£{round(size, -3):,.0f}"
    else:
        text = f"£{size:,.0f}"
    return f"{MINUS}{text}" if amount < 0 and text != "£0" else text


def pounds_and_pence(amount: Number | None) -> str:
    """Return an amount to the penny, for receipts: `£1,234.50`."""
    if amount is None:
        return UNKNOWN
    return f"{MINUS if amount < 0 else ''}£{abs(amount):,.2f}"


def percent(share: Number | None, *, places: int = 1) -> str:
    """Return a share of one as a percentage; shares that round to nothing say so.

    >>> percent(0.05), percent(0.0002), percent(None)
    ('5.0%', 'under 0.1%', 'unknown')
    """
    if share is None:
        return UNKNOWN
    value = 100 * float(share)
    smallest: float = 10.0**-places
    if 0 < value < smallest / 2:
        return f"under {smallest:.{places}f}%"
    return f"{_rounded(value, places)}%"


def percent_range(low: Number | None, high: Number | None) -> str:
    """Return two shares as a range; where both round to nothing, as the one thing that can be said.

    >>> percent_range(0.046, 0.054), percent_range(0.0001, 0.0003)
    ('4.6% to 5.4%', 'under 0.1%')
    """
    if low is None or high is None:
        return UNKNOWN
    if percent(high).startswith("under") and low >= 0:
        return percent(high)
    return f"{_rounded(100 * float(low), 1)}% to {_rounded(100 * float(high), 1)}%"


def _rounded(value: float, places: int) -> str:
    """Return a number with so many places and a true minus; nothing has no sign."""
    text = f"{value:.{places}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", MINUS)


def pounds_range(low: Number | None, high: Number | None) -> str:
    """Return two amounts as a range: `£34.5m to £40.4m`."""
    if low is None or high is None:
        return UNKNOWN
    return f"{pounds(low)} to {pounds(high)}"


def signed_pounds(amount: Number) -> str:
    """Return an amount that is added or taken away: `+£436,000`."""
    return pounds(amount) if amount < 0 else f"+{pounds(amount)}"


def pence_in_the_pound(share: Number | None) -> str:
    """Return a share as pence of a pound: `5p in the pound`."""
    if share is None:
        return UNKNOWN
    pence = round(100 * float(share))
    return "less than a penny in the pound" if pence == 0 else f"{pence}p in the pound"


def count(number: float | None) -> str:
    """Return a count with thousands separated."""
    return UNKNOWN if number is None else f"{round(number):,}"


def number_word(number: int) -> str:
    """Return a small number as a word, a larger one in digits: `six`, `14`."""
    return _SMALL_NUMBERS[number] if 0 <= number < len(_SMALL_NUMBERS) else f"{number:,}"


def counted(number: int, noun: str, *, plural: str = "") -> str:
    """Return a count and its noun in agreement: `one file`, `14 files`."""
    return f"{number_word(number)} {noun if number == 1 else plural or noun + 's'}"


def day(date: dt.date | None) -> str:
    """Return a date as `31 March 2013`."""
    return UNKNOWN if date is None else f"{date.day} {date:%B %Y}"


def dated(words: str) -> str:
    """Return a date of a data set as people write it; what is no ISO date stays, and nothing is unknown.

    >>> dated("2024-11-01"), dated("2026.1.1"), dated("")
    ('1 November 2024', '2026.1.1', 'unknown')
    """
    try:
        return day(dt.date.fromisoformat(words))
    except ValueError:
        return words or UNKNOWN


def day_span(first: dt.date | None, last: dt.date | None) -> str:
    """Return two dates as `1 April 2012 to 31 March 2013`."""
    return UNKNOWN if first is None or last is None else f"{day(first)} to {day(last)}"


def joined(items: Sequence[str]) -> str:
    """Return a list in a sentence: `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - a list of one needs no 'and'.
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def sentence_case(text: str) -> str:
    """Return the text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def shown_name(name: str, is_individual: bool) -> str:  # noqa: FBT001 - a fact about the name, read from the row.
    """Return a supplier's name as it may be printed: individuals' names are withheld."""
    return WITHHELD if is_individual else name
