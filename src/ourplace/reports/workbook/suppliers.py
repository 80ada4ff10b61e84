"""Every supplier with what it was paid, where it most probably is and why; individuals without their names."""

from collections.abc import Mapping

import pyarrow as pa

from ourplace.reports.names import WITHHELD_EXPLANATION, individual_ids
from ourplace.reports.reading import anchor_name, band_label, rows_where
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import shown_name, word_for
from ourplace.reports.workbook.layout import (
    FIRST_ROW,
    TOTAL_ROW,
    Book,
    Cell,
    Column,
    Formula,
    add_sheet,
    letter_of,
    write_table,
)

SUPPLIERS = "Suppliers"
# Printed with its reasons, the sheet would be too small to read.
_LAST_PRINTED = "Match probability"

SUPPLIER_COLUMNS = (
    Column("Supplier", "line", 40),
    Column("Paid £", "gbp", 18, has_total=True),
    Column("Share", "share", 9),
    Column("Most probably in", "line", 22),
    Column("Business type", "line", 26),
    Column("Size", "line", 18),
    Column("Anchors", "count", 9),
    Column("Paid by", "line", 36),
    Column("Best match on a register", "line", 36),
    Column("Match id", "line", 22),
    Column("Match probability", "share", 11),
    Column("Why", "line", 50),
    Column("As typed", "line", 50),
)


def write_suppliers(book: Book) -> None:
    """Write one row per supplier, the largest first; shares are formulas over the sheet's total."""
    sheet = add_sheet(
        book,
        SUPPLIERS,
        title="Suppliers, with all that they were paid",
        note="Every kind of payment and every period of the files, so the total is not the analysed spend. Individuals and sole traders are listed without their names. The match is the most probable one, not a certainty. Reasons are not printed.",
    )
    rows = supplier_rows(book.report)
    write_table(book, sheet, SUPPLIER_COLUMNS, rows)
    last = [column.heading for column in SUPPLIER_COLUMNS].index(_LAST_PRINTED)
    sheet.print_area(0, 0, FIRST_ROW + max(len(rows), 1) - 1, last)


def supplier_rows(report: Report) -> list[list[Cell]]:
    """Return the rows of the sheet, largest first."""
    suppliers = report.suppliers
    if suppliers.num_rows:
        suppliers = suppliers.sort_by([("amount_gbp", "descending"), ("supplier_id", "ascending")])
    rows = rows_where(suppliers)
    whole = float(sum(row["amount_gbp"] for row in rows)) or 1.0
    matches, places = best_candidates(report.candidates), _places(report)
    withheld = individual_ids(report)
    return [
        _row(
            report,
            row,
            line=line,
            whole=whole,
            match=matches.get(row["supplier_id"]),
            is_individual=row["supplier_id"] in withheld,
            place=places.get(row["supplier_id"], "Unplaced"),
        )
        for line, row in enumerate(rows, start=FIRST_ROW + 1)
    ]


def best_candidates(candidates: pa.Table, *, rank: int = 1) -> Mapping[str, Row]:
    """Return each supplier's candidate of one rank, by supplier."""
    if candidates.num_rows == 0:
        return {}
    return {row["supplier_id"]: row for row in rows_where(candidates, candidate_rank=rank)}


def _places(report: Report) -> Mapping[str, str]:
    if report.points.num_rows == 0:
        return {}
    columns = [report.points[name].to_pylist() for name in ("supplier_id", "band_id")]
    labels = {band: band_label(report, band) for band in set(columns[1])}
    return {supplier: labels[band] for supplier, band in zip(*columns, strict=True)}


def _row(
    report: Report, row: Row, *, line: int, whole: float, match: Row | None, is_individual: bool, place: str
) -> list[Cell]:
    paid = letter_of(SUPPLIER_COLUMNS, "Paid £")
    typed = WITHHELD_EXPLANATION if is_individual else "; ".join(row["payee_names"] or [])
    return [
        shown_name(row["supplier_name"], is_individual),
        row["amount_gbp"],
        Formula(f"={paid}{line}/{paid}${TOTAL_ROW + 1}", float(row["amount_gbp"]) / whole),
        place,
        word_for("business_types", row["business_type"]),
        word_for("sizes", row["size"]),
        len(row["anchor_ids"] or []),
        ", ".join(anchor_name(report, anchor) for anchor in row["anchor_ids"] or []),
        "" if match is None else shown_name(match["entity_name"], is_individual),
        "" if match is None or is_individual else match["entity_id"],
        None if match is None else match["probability"],
        WITHHELD_EXPLANATION if is_individual else row["explanation"] or "",
        typed,
    ]
