"""Expressions that bring a register's text into OurPlace's form: numbers, postcodes, dates and industry codes."""

import ibis
from ibis.expr.types import ArrayValue, BooleanValue, DateValue, StringValue

from ourplace.registers.numbers import COMPANY_PREFIXES, PUNCTUATION

_POSTCODE = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_PREFIXES = "|".join(sorted(COMPANY_PREFIXES))


def is_filled(column: StringValue) -> BooleanValue:
    """Return whether the text holds anything but spaces."""
    return column.strip().length() > 0


def cleaned_text(column: StringValue) -> StringValue:
    """Return the text trimmed and with single spaces; null where nothing is left."""
    return column.re_replace(r"\s+", " ").strip().nullif("")


def cleaned_postcode(column: StringValue) -> StringValue:
    """Return the postcode as `PR1 2RL`; null where the text is not shaped like one."""
    joined = column.upper().re_replace(r"[^A-Z0-9]", "")
    spaced = joined.left(joined.length() - 3) + " " + joined.right(3)
    return ibis.ifelse(joined.re_search(_POSTCODE), spaced, ibis.null("string"))


def postcode_within(column: StringValue) -> StringValue:
    """Return the last postcode written inside an address; null where there is none."""
    found = column.upper().re_extract(r"(?s).*\b([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})\b", 1)
    return cleaned_postcode(found)


def cleaned_date(column: StringValue) -> DateValue:
    """Return the date of `31/12/2024`, `2024-12-31` or a timestamp that starts so; null for anything else."""
    text = column.strip()
    day_first = text.re_replace(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}).*$", r"\3-\2-\1")
    return day_first.re_extract(r"^(\d{4}-\d{1,2}-\d{1,2})", 1).nullif("").try_cast("date")


def _tidied(column: StringValue) -> StringValue:
    """Return the text in capitals without punctuation, and without the `.0` that spreadsheets add."""
    return column.upper().re_replace(r"^(\s*\d+)\.0+\s*$", r"\1").re_replace(PUNCTUATION, "")


def cleaned_company_number(column: StringValue) -> StringValue:
    """Return the company number in eight characters; null where the text cannot be one.

    The same numbers come out as from `numbers.COMPANY_NUMBER.normalise`, except that words around one are not removed.
    """
    tidy = _tidied(column).re_replace(r"^O(\d{7})$", r"0\1")
    tail = tidy.right(tidy.length() - 2)
    suffix = tidy.re_extract(r"([A-Z]*)$", 1)
    digits = tidy.re_extract(r"^[A-Z]{2}(\d+)", 1)
    return ibis.cases(
        (~tidy.re_search(r"[1-9]"), ibis.null("string")),
        (tidy.re_search(r"^\d{1,8}$"), tidy.lpad(8, "0")),
        (tidy.re_search(r"^R\d{1,7}$"), "R" + tidy.right(tidy.length() - 1).lpad(7, "0")),
        (tidy.re_search(rf"^(?:{_PREFIXES})\d{{1,6}}$"), tidy.left(2) + tail.lpad(6, "0")),
        (
            tidy.re_search(r"^(?:IP|NP|RS|SP)\d{1,5}[A-Z]{1,5}$") & (tail.length() <= 6),  # noqa: PLR2004 - register's width
            tidy.left(2) + digits.lpad(6 - suffix.length(), "0") + suffix,
        ),
        else_=ibis.null("string"),
    )


def cleaned_charity_number(column: StringValue) -> StringValue:
    """Return the charity number of England and Wales, Scotland (SC…) or Northern Ireland (NIC…); null for anything else."""
    tidy = _tidied(column)
    scottish = tidy.re_replace(r"^SC(\d{5})$", r"SC0\1")
    return ibis.ifelse(scottish.re_search(r"^(?:SC0\d{5}|NIC1\d{5}|[1-9]\d{5,6})$"), scottish, ibis.null("string"))


def cleaned_mutual_number(column: StringValue) -> StringValue:
    """Return the registration number of a society, such as `30001R` or `4000`; null for anything else."""
    tidy = _tidied(column).re_replace(r"^0+", "")
    return ibis.ifelse(tidy.re_search(r"^(?:IP|SP|NP|RS)?\d{1,6}[A-Z]{0,5}$"), tidy, ibis.null("string"))


def charity_entity_id(number: StringValue) -> StringValue:
    """Return the identifier of a charity from its cleaned number."""
    return ibis.cases(
        (number.startswith("NIC"), "GB-NIC-" + number.right(number.length() - 3)),
        (number.startswith("SC"), "GB-SC-" + number),
        else_="GB-CHC-" + number,
    )


def industry_codes(columns: list[StringValue], *, zeros_dropped: bool = False) -> ArrayValue:
    """Return the five-digit SIC 2007 codes that the columns start with, without nulls.

    Four digits are a code of 2003, which has no one successor, unless the source is known to drop leading zeros.
    """
    codes = [_industry_code(column, zeros_dropped=zeros_dropped) for column in columns]
    return ibis.array(codes).filter(lambda code: code.notnull())


def industry_codes_in(column: StringValue) -> ArrayValue:
    """Return the SIC 2007 codes of one cell that lists several, in the order given; dropped leading zeros come back."""
    parts = column.re_split(r"[^0-9A-Za-z]+").filter(lambda part: part.re_search(r"^\d{4,5}$"))
    codes = parts.map(lambda part: part.lpad(5, "0")).filter(lambda code: code != "99999")
    return codes.fill_null(ibis.literal([], type="array<string>"))


def number_note(cleaned: StringValue, typed: StringValue) -> StringValue:
    """Return what to report of a company number: that it was repaired, or that it could not be read; null for neither."""
    return ibis.cases(
        (cleaned.isnull() & is_filled(typed), "company_number_unreadable"),
        (cleaned != typed.strip(), "company_number_repaired"),
        else_=ibis.null("string"),
    )


def _industry_code(column: StringValue, *, zeros_dropped: bool) -> StringValue:
    digits = column.strip().re_extract(r"^(\d+)", 1)
    whole = digits.lpad(5, "0") if zeros_dropped else digits
    fits = digits.re_search(r"^\d{4,5}$" if zeros_dropped else r"^\d{5}$")
    return ibis.ifelse(fits & (whole != "99999"), whole, ibis.null("string"))
