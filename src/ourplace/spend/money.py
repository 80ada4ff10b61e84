"""Money as people, spreadsheets and ledgers write it, read as pounds and pence or not at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import pyarrow as pa
import pyarrow.compute as pc

MONEY_TYPE = pa.decimal128(18, 2)
PENNY = Decimal("0.01")
LARGEST_GBP = Decimal("9999999999999999.99")

# The pound sign, and what it becomes when its byte is read in the wrong code page: cp437 (ú), cp850 read as
# cp1252 (œ), UTF-8 read as cp1252 (Â£), cp1250 (Ł), an unreadable byte (U+FFFD) or byte 9C left as a control.
_CURRENCY = re.compile("(?:Â£|[£œúŁ\ufffd\x9c]|\\bGBP\\b|\\bGBP(?=\\d)|(?<=\\d)GBP\\b)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u200b\u202f\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_QUOTES = "'\"`\u2018\u2019\u201c\u201d"
_PLAIN_PENCE = re.compile(r"-?\d+\.\d\d?")
_FOOTNOTE_MARKS = " *\u2020\u2021"
# What a person writes behind an amount to say what is in it; which it is, the column's VAT basis says.
_VAT_NOTE = re.compile(
    r" ?[(\[]?(?:inc(?:l(?:uding|usive)?)?|exc?(?:l(?:uding|usive)?)?|net of|plus)\.? ?(?:of )?v\.?a\.?t\.?[)\]]?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^(?P<minus>[-+]?)(?P<digits>[^-+].*?)(?P<after>-?)$")
_LEDGER_SIDE = re.compile(r"^(?P<before>CR|DR)?(?P<number>.*?)(?P<after>CR|DR)?$", re.IGNORECASE)
_DIGITS = {
    ".": re.compile(
        r"^(?:(?:\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*|\d+)(?:\.\d*)?|\.\d+)(?:E[+-]?\d{1,3})?$", re.IGNORECASE
    ),
    ",": re.compile(
        r"^(?:(?:\d{1,3}(?:([. '])\d{3})(?:\1\d{3})*|\d+)(?:,\d*)?|,\d+)(?:E[+-]?\d{1,3})?$", re.IGNORECASE
    ),
}

# What Arrow can read without Python: the same answers as `parse_money`, which the tests hold it to.
_ARROW_PLAIN = {".": r"^-?\d{1,16}(\.\d{1,2})?$", ",": r"^-?\d{1,16}$"}
_ARROW_GROUPED = {
    ".": r"^ *(-? *£?|£ *-) *(\d{1,3}(,\d{3}){1,4}|\d{1,16})(\.\d{1,2})? *$",
    ",": r"^ *(-? *£?|£ *-) *\d{1,16} *$",
}


@dataclass(frozen=True)
class MoneyStyle:
    """How a column writes its amounts, and what in the column shows it."""

    decimal_mark: str
    evidence: str = field(default="", compare=False)


POINT_STYLE = MoneyStyle(".")


def detect_money_style(sample: Iterable[str | None]) -> MoneyStyle | None:
    """Return the decimal mark that the amounts themselves show, with the counts that show it.

    `1,234.56`, `12.5` and `1,234,567` speak for the point; `1.234,56`, `12,5` and `1.234.567` for the comma;
    `1,234` and `1.234` could be either and say nothing. None where nothing in the sample tells, or where more than
    one in ten contradicts the rest.
    """
    votes = {".": 0, ",": 0}
    for text in sample:
        mark = _mark_shown_by(text or "")
        if mark:
            votes[mark] += 1
    mark, other = (".", ",") if votes["."] >= votes[","] else (",", ".")
    if votes[mark] == 0 or votes[other] * 9 > votes[mark]:
        return None
    names = {".": "a point", ",": "a comma"}
    evidence = f"{votes[mark]} amounts can only be read with {names[mark]} before the pence"
    if votes[other]:
        evidence += f", {votes[other]} only with {names[other]}"
    return MoneyStyle(mark, evidence)


def parse_money(text: str, *, style: MoneyStyle = POINT_STYLE) -> Decimal | None:
    """Return the amount in pounds, to the penny (half-even), or None where the text is not an amount of pounds.

    Brackets, a minus on either side and CR mean negative; DR means positive; a dash alone is an accountant's zero; stars
    and daggers behind an amount point to footnotes, and `inc VAT` or `ex VAT` behind it changes no figure.
    None for other currencies, spreadsheet errors, percentages and amounts beyond `DECIMAL(18,2)`.
    """
    number = _read_number(text, style)
    if number is None or abs(number) > LARGEST_GBP:
        return None
    return number.quantize(PENNY, rounding=ROUND_HALF_EVEN) + 0


def parse_money_column(values: pa.Array | pa.ChunkedArray, *, style: MoneyStyle = POINT_STYLE) -> pa.Array:
    """Return one `DECIMAL(18,2)` per value, null where the value is null or not an amount.

    Ordinary amounts are read by Arrow; only the distinct values of the rest go through `parse_money`.
    """
    texts = _as_one_array(values)
    plain = pc.match_substring_regex(texts, _ARROW_PLAIN[style.decimal_mark])
    if not pc.all(plain, min_count=0).as_py():
        texts, plain = _ungroup(texts, plain, style)
    amounts = pc.cast(pc.if_else(plain, texts, pa.scalar(None, texts.type)), MONEY_TYPE)
    others = pc.fill_null(pc.invert(plain), False)
    if not pc.any(others, min_count=0).as_py():
        return amounts
    distinct = texts.filter(others).dictionary_encode()
    parsed = [parse_money(text, style=style) for text in distinct.dictionary.to_pylist()]
    return pc.replace_with_mask(amounts, others, pa.array(parsed, MONEY_TYPE).take(distinct.indices))


def count_rounded(values: pa.Array | pa.ChunkedArray, *, style: MoneyStyle = POINT_STYLE) -> int:
    """Return how many amounts lost at least a hundredth of a penny by being rounded to the penny.

    Less than that is the dust that binary spreadsheets leave behind (`0.30000000000000004`).
    """
    texts = _as_one_array(values)
    long = texts.filter(pc.fill_null(pc.match_substring_regex(texts, r"[.,]\d{3,}|(?i:\dE)"), False))
    rounded = 0
    for counted in long.value_counts().to_pylist():
        number, amount = _read_number(counted["values"], style), parse_money(counted["values"], style=style)
        if number is not None and amount is not None and abs(number - amount) >= Decimal("0.0001"):
            rounded += counted["counts"]
    return rounded


def _as_one_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return array.cast(pa.string()) if pa.types.is_null(array.type) or pa.types.is_dictionary(array.type) else array


def _ungroup(texts: pa.Array, plain: pa.Array, style: MoneyStyle) -> tuple[pa.Array, pa.Array]:
    """Return the texts without pound signs and thousands marks where nothing else is in them, and which are now plain."""
    grouped = pc.match_substring_regex(texts, _ARROW_GROUPED[style.decimal_mark])
    marks = "[£, ]" if style.decimal_mark == "." else "[£ ]"
    bare = pc.replace_substring_regex(texts, marks, "")
    return pc.if_else(grouped, bare, texts), pc.or_(plain, grouped)


def _read_number(text: str, style: MoneyStyle) -> Decimal | None:
    """Return the number with every decimal that was written."""
    bare = _SPACES.sub(" ", text.translate(_DASHES)).strip(" " + _QUOTES).rstrip(_FOOTNOTE_MARKS)
    bare = _VAT_NOTE.sub("", bare)
    bare = " ".join(_CURRENCY.sub(" ", bare, count=1).split()).strip(_QUOTES)
    if bare in {"-", "(-)"} or bare.lower() == "nil":
        return Decimal(0)
    side = _LEDGER_SIDE.match(bare)
    if side is None or (side["before"] and side["after"]):
        return None
    ledger, bare = (side["before"] or side["after"] or "").upper(), side["number"].strip()
    bare, is_bracketed = _without_brackets(bare)
    signed = _SIGNED.match(bare)
    if signed is None or (signed["minus"] and signed["after"]):
        return None
    is_negative = is_bracketed or "-" in (signed["minus"], signed["after"])
    if ledger and is_negative:
        return None
    digits = signed["digits"].strip()
    if not digits.isascii() or not _DIGITS[style.decimal_mark].match(digits):
        return None
    group_marks = ", '" if style.decimal_mark == "." else ". '"
    number = Decimal(digits.translate(str.maketrans("", "", group_marks)).replace(",", "."))
    return -number if is_negative or ledger == "CR" else number


def _without_brackets(text: str) -> tuple[str, bool]:
    if text.startswith("-") and text[1:].lstrip().startswith("("):
        text = text[1:].strip()
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    return text, False


def _mark_shown_by(text: str) -> str | None:
    """Return the decimal mark that this one amount can only be read with, if it shows one."""
    if _PLAIN_PENCE.fullmatch(text):
        return "."
    digits = re.sub(r"[^\d.,]", "", text)
    marks = re.sub(r"\d", "", digits)
    if not marks or not re.search(r"\d", digits):
        return None
    last, other = marks[-1], "," if marks[-1] == "." else "."
    if len(marks) > 1:
        return last if marks.count(last) == 1 else other if set(marks) == {last} else None
    after = digits.split(last)[1]
    return None if not after or re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits) else last
