"""Masking what identifies a person: published ledgers carry it by accident, and OurPlace must not carry it further."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_DATE = (
    r"(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ \-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ \-,]+\d{2,4})"
)
_ACCOUNT_LABEL = r"(?:bank )?(?:a/?c|acc(?:oun)?t?)(?: ?(?:no|num|number|#))?"
# One pass of Arrow's regular expressions finds the few values worth Python's attention; it may say yes too often but
# never no where a pattern below would match, which a property test holds it to.
WORTH_A_LOOK = (
    r"(?i)@|\bd\.?o\.?b\b|birth|\bborn\b|sort ?code|\bs/c\b|\bGB\d\d|\bni(no)?\b|national ins"
    r"|[a-z]{2}[ \-]?\d\d[ \-]?\d\d[ \-]?\d\d[ \-]?[a-d]\b"
    r"|\d\d[ \-]\d\d[ \-]\d\d[ ,;:/]+[a-z /]{0,20}[a-z .:#\-]*\d{8}"
    r"|[2-6]\d{3}[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4}|3[47]\d\d[ \-]?\d{6}[ \-]?\d{5}|07\d{2,3} \d{3}|\+ ?44|00447|\b07\d{9}"
)
_PERSONAL_ROLES = re.compile(
    r"^(?:info|admin|accounts?|sales|enquir(?:y|ies)|office|contact|hello|invoices?|finance|bookings?|support|orders?"
    r"|payments?|billing|creditors?|purchas\w*|procurement|service[s]?|team|mail|reception|treasurer|clerk|secretary"
    r"|noreply|no-reply)\d*@",
    re.IGNORECASE,
)
_IMPOSSIBLE_PREFIXES = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})


@dataclass(frozen=True)
class PersonalSort:
    """One sort of personal detail: its name, what it looks like, and a test that the look is not chance."""

    name: str
    pattern: re.Pattern[str]
    is_real: Callable[[re.Match[str]], bool] | None = None

    @property
    def mask(self) -> str:
        """Return what stands in the text instead."""
        return f"[{self.name} masked]"


def passes_luhn(digits: str) -> bool:
    """Say whether the check digit of a card number is right.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - Luhn adds digits


def _is_card_number(found: re.Match[str]) -> bool:
    return passes_luhn(re.sub(r"\D", "", found[0]))


def _is_allocated_prefix(found: re.Match[str]) -> bool:
    return found["prefix"].upper() not in _IMPOSSIBLE_PREFIXES


def _is_no_date(found: re.Match[str]) -> bool:
    """Say whether six figures in pairs cannot be a date, so that `04-01-17 57559012` stays an invoice."""
    day, month, _ = (int(pair) for pair in re.split(r"\D", found["sort"]))
    return not (1 <= day <= 31 and 1 <= month <= 12)  # noqa: PLR2004 - days and months


def _is_a_persons(found: re.Match[str]) -> bool:
    return not _PERSONAL_ROLES.match(found[0])


def _sort(name: str, pattern: str, is_real: Callable[[re.Match[str]], bool] | None = None) -> PersonalSort:
    return PersonalSort(name, re.compile(pattern, re.IGNORECASE | re.ASCII), is_real)


SORTS: tuple[PersonalSort, ...] = (
    _sort(
        "National Insurance number",
        r"(?<![a-z0-9])(?P<prefix>[a-ceghj-prtw-z][a-ceghj-nprtw-z])(?P<gap>[ \-]?)\d\d(?P=gap)\d\d(?P=gap)\d\d(?P=gap)[a-d]"
        r"(?![a-z0-9])",
        _is_allocated_prefix,
    ),
    _sort(
        "National Insurance number",
        r"(?:\bnino|\bni (?:no|number|num)|national insurance (?:no|number|num))\.?[ :\-]*"
        r"(?P<prefix>[a-ceghj-prtw-z][a-ceghj-nprtw-z]) ?\d\d ?\d\d ?\d\d ?[a-d]?(?![a-z0-9])",
        _is_allocated_prefix,
    ),
    _sort("date of birth", rf"(?:\bd\.?o\.?b\.?|\b(?:date of )?birth(?: ?date)?|\bborn)(?: on)?[ :\-=(]*{_DATE}"),
    _sort("bank details", r"\bGB\d\d ?[A-Z]{4}(?: ?\d){14}(?!\d)"),
    _sort(
        "bank details",
        rf"\b(?:sort ?code|s/c)\.?[ :\-]*\d\d[ \-]?\d\d[ \-]?\d\d(?:[ ,;:/&]*(?:and )?(?:{_ACCOUNT_LABEL})?[ .:\-]*\d{{7,8}})?(?!\d)",
    ),
    _sort("bank details", rf"(?<![\d\-/])\d\d([ \-])\d\d\1\d\d[ ,;:/]+{_ACCOUNT_LABEL}[ .:\-]*\d{{8}}(?!\d)"),
    _sort("bank details", rf"\bbank (?:{_ACCOUNT_LABEL})[ .:\-]*\d{{8}}(?!\d)"),
    _sort("bank details", r"(?<![\d\-/])(?P<sort>\d\d-\d\d-\d\d)[ ,;:/]+\d{8}(?!\d)", _is_no_date),
    _sort(
        "card number",
        r"(?<![\d\-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)(?P<gap>[ \-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\d\-])",
        _is_card_number,
    ),
    _sort("card number", r"(?<![\d\-])3[47]\d\d(?P<gap>[ \-]?)\d{6}(?P=gap)\d{5}(?![\d\-])", _is_card_number),
    _sort("e-mail address", r"[a-z0-9._%+'\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}\b", _is_a_persons),
    _sort(
        "mobile number",
        r"(?<![\d+])(?:07\d{3} \d{3} ?\d{3}|07\d\d \d{3} ?\d{4}|(?:\+ ?44|0044) ?\(?0?\)? ?7\d{3} ?\d{3} ?\d{3})(?!\d)",
    ),
    _sort("mobile number", r"\b(?:mob(?:ile)?|tel(?:ephone)?|phone|call|text)(?: no)?[ .:]*07\d{9}(?!\d)"),
)


def mask_text(text: str) -> tuple[str, Counter[str]]:
    """Return the text with every personal detail masked, and how many of each sort there were."""
    counts: Counter[str] = Counter()
    for sort in SORTS:
        text = sort.pattern.sub(lambda found, sort=sort: _masked(found, sort, counts), text)  # type: ignore[misc]
    return text, counts


def mask_column(values: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, dict[str, int]]:
    """Return the column with personal details masked, and how many of each sort were masked over all rows.

    Masked are National Insurance numbers, dates of birth where labelled so, bank details (sort code with account
    number, IBAN), card numbers with a right check digit, mobile numbers, and e-mail addresses other than a firm's role
    addresses (`accounts@`). Company, invoice, charity and VAT numbers keep.
    """
    texts = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_null(texts.type):
        return texts, {}
    hits = pc.fill_null(pc.match_substring_regex(texts, WORTH_A_LOOK), False)
    if not pc.any(hits, min_count=0).as_py():
        return texts, {}
    masked, counts = [], Counter[str]()
    for text in texts.filter(hits).to_pylist():
        clean, found = mask_text(text)
        masked.append(clean)
        counts.update(found)
    if not counts:
        return texts, {}
    return pc.replace_with_mask(texts, hits, pa.array(masked, texts.type)), dict(sorted(counts.items()))


def _masked(found: re.Match[str], sort: PersonalSort, counts: Counter[str]) -> str:
    if sort.is_real is not None and not sort.is_real(found):
        return found[0]
    counts[sort.name] += 1
    return sort.mask
