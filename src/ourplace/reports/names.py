"""Which suppliers' names may be printed: individuals' never are, in whatever table they turn up."""

from collections.abc import Iterable

from ourplace.reports.report import Report, Row
from ourplace.reports.wording import shown_name

WITHHELD_EXPLANATION = "Withheld with the name."


def individual_ids(report: Report) -> frozenset[str]:
    """Return the ids of suppliers who may be individuals."""
    return frozenset(_individuals(report, "supplier_id"))


def individual_names(report: Report) -> frozenset[str]:
    """Return the names of those suppliers, for tables that hold names without ids."""
    return frozenset(_individuals(report, "supplier_name"))


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
    """Return a column of the suppliers whose names are withheld."""
    suppliers = report.suppliers
    if suppliers.num_rows == 0:
        return []
    rows = zip(suppliers["is_individual"].to_pylist(), suppliers[column].to_pylist(), strict=True)
    return [found for is_individual, found in rows if is_individual]
