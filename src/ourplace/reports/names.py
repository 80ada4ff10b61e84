"""Which suppliers' names may be printed: individuals' never are, in whatever table they turn up."""

import re
from collections.abc import Iterable

from ourplace.reports.report import Report, Row
from ourplace.reports.wording import shown_name
from ourplace.suppliers import is_person_shaped

WITHHELD_EXPLANATION = "Withheld with the name."

# Payees write 'T/A', 'T/As', 'T A', 'TA' and 'trading as'.
_TRADING_AS = re.compile(r"\s*,?\s*(?:\bt\s*[/\\.]\s*as?\b|\bt\s+a\b|\bta\b|\btrading\s+as\b)", re.IGNORECASE)
_TITLED = re.compile(r"(?:mrs?|ms|miss|dr|prof(?:essor)?|rev(?:d|erend)?|cllr|councillor)\b\.?\s+\w", re.IGNORECASE)
# 'Arthur Moor (UK)' is a firm's branch, 'Arthur Moor (plasterer)' is not.
_BRACKET = re.compile(
    r"\((?!\s*(?:uk|gb|holdings|group|north|south|midlands|england|wales|scotland|ireland)\b)", re.IGNORECASE
)
_COMPANY = re.compile(r"\b(?:ltd|limited|plc|llp|cic)\W*$", re.IGNORECASE)


def individual_ids(report: Report) -> frozenset[str]:
    """Return the ids of suppliers who are individuals, or trade under their own names."""
    return frozenset(_individuals(report, "supplier_id"))


def individual_names(report: Report) -> frozenset[str]:
    """Return the names of those suppliers, for tables that hold names without ids."""
    return frozenset(_individuals(report, "supplier_name"))


def names_a_person(name: str) -> bool:
    """Return whether a name that no register explains is, or begins with, a person's.

    Careful on the side of privacy: a title is enough, and so is a person before 'T/A' or before a bracket.

    >>> names_a_person("MRS A MOOR T/A MOOR CAKES"), names_a_person("John Moor (plasterer)"), names_a_person("Moor Cakes T/A Moor")
    (True, True, False)
    """
    if _TITLED.match(name.strip()):
        return True
    before = _TRADING_AS.split(name, maxsplit=1)[0]
    if before == name and not _COMPANY.search(name):
        before = _BRACKET.split(name, maxsplit=1)[0]
    return before.strip() not in {"", name.strip()} and is_person_shaped(before.strip())


def printed_name(row: Row, withheld: frozenset[str]) -> str:
    """Return the supplier's name as it may be printed, from a row with `supplier_id` and `supplier_name`."""
    return shown_name(row["supplier_name"], bool(row.get("is_individual")) or row["supplier_id"] in withheld)


def printed_explanation(row: Row, withheld: frozenset[str]) -> str:
    """Return the row's explanation, or that it is withheld, for it may quote the name."""
    if row.get("is_individual") or row["supplier_id"] in withheld:
        return WITHHELD_EXPLANATION
    return row["explanation"] or ""


def printable_names(names: Iterable[str], withheld_names: frozenset[str]) -> list[str]:
    """Return the names that may be printed."""
    return [name for name in names if name not in withheld_names]


def _individuals(report: Report, column: str) -> list[str]:
    """Return a column of the suppliers whose names are withheld; what a register knows as a firm is a firm."""
    suppliers = report.suppliers
    if suppliers.num_rows == 0:
        return []
    names = ("supplier_name", "business_type_source", "is_individual", column)
    rows = zip(*(suppliers[name].to_pylist() for name in names), strict=True)
    return [
        found
        for name, source, is_individual, found in rows
        if is_individual or (not (source or "").startswith("register") and names_a_person(name))
    ]
