"""The figures by ring, by kind of payment and by category, with the arithmetic left visible."""

from collections.abc import Sequence

from ourplace.reports.reading import anchor_name, band_label, rows_of, rows_where
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.wording import word_for
from ourplace.reports.workbook.layout import FIRST_ROW, Book, Cell, Column, Formula, add_sheet, letter_of, write_table

RINGS, KINDS, CATEGORIES = "Rings", "Kinds", "Payments by category"

RING_COLUMNS = (
    Column("Anchor", width=28),
    Column("Ring", width=18),
    Column("What the figure is", width=26),
    Column("Analysed £", "gbp", 18),
    Column("Placed £", "gbp", 18),
    Column("Placed share", "share", 10),
    Column("Share is of £", "gbp", 18),
    Column("Stays £", "gbp", 18),
    Column("Stays £, low", "gbp", 18),
    Column("Stays £, high", "gbp", 18),
    Column("Local share", "share", 10),
    Column("Share, low", "share", 10),
    Column("Share, high", "share", 10),
    Column("Leaves £", "gbp", 18),
    Column("Bound £, low", "gbp", 18),
    Column("Bound £, high", "gbp", 18),
    Column("Bound, low", "share", 10),
    Column("Bound, high", "share", 10),
    Column("Suppliers", "count", 10),
)
KIND_COLUMNS = (
    Column("Anchor", width=28),
    Column("Kind of payment", width=44),
    Column("In the figures?", width=14),
    Column("Paid £", "gbp", 20, has_total=True),
    Column("Payments", "count", 12, has_total=True),
    Column("Suppliers", "count", 12),
)
_CATEGORY_COLUMNS = (
    Column("Anchor", width=28),
    Column("Category code", width=12),
    Column("Need category", width=48),
    Column("Kind of payment", width=30),
    Column("In the figures?", width=14),
    Column("Paid £", "gbp", 20, has_total=True),
    Column("Payments", "count", 12, has_total=True),
)
_FLOW_COLUMNS = (
    Column("Anchor", width=28),
    Column("Category code", width=12),
    Column("Need category", width=48),
    Column("Supplier in", width=28),
    Column("Paid £", "gbp", 20, has_total=True),
)


def write_rings(book: Book) -> None:
    """Write local share and leakage by anchor and ring; shares and leakage are formulas over the pounds."""
    sheet = add_sheet(
        book,
        RINGS,
        title="What stays and what leaves, by anchor and ring",
        note="Low and high are the 90% interval; bounds suppose that all unplaced spend had left or had stayed. A ring includes the rings inside it.",
    )
    rows = rows_of(book.report, "local_share")
    cells = [_ring_row(book.report, row, FIRST_ROW + 1 + place) for place, row in enumerate(rows)]
    write_table(book, sheet, RING_COLUMNS, cells)


def write_kinds(book: Book) -> None:
    """Write published spend by anchor and kind; the sheet's total is all that the files hold."""
    sheet = add_sheet(
        book,
        KINDS,
        title="Spend by kind of payment",
        note="Kinds marked 'yes' are in the figures; the others are shown beside them, never inside them.",
    )
    write_table(book, sheet, KIND_COLUMNS, kind_rows(book.report))


def kind_rows(report: Report) -> list[list[Cell]]:
    """Return the rows of the sheet 'Kinds': one per anchor and kind, without the pooled rows."""
    return [
        [
            anchor_name(report, row["anchor_id"]),
            word_for("kinds", row["kind"]),
            "yes" if row["is_analysed"] else "no",
            row["amount_gbp"],
            row["payment_count"],
            row["supplier_count"],
        ]
        for row in rows_of(report, "spend_by_kind")
        if row["anchor_id"] != ALL_ANCHORS
    ]


def write_categories(book: Book) -> None:
    """Write payments by anchor and category: by kind where the study has that table, else by the supplier's ring."""
    report = book.report
    by_kind = rows_where(report.payments_by_category)
    sheet = add_sheet(book, CATEGORIES, title="Payments by anchor and category of need")
    if by_kind:
        write_table(book, sheet, _CATEGORY_COLUMNS, [_category_row(report, row) for row in by_kind])
        return
    rows = [row for row in rows_of(report, "flow") if row["amount_gbp"]]
    write_table(book, sheet, _FLOW_COLUMNS, [_flow_row(report, row) for row in rows])


def _ring_row(report: Report, row: Row, line: int) -> Sequence[Cell]:
    at = {column.heading: f"{letter_of(RING_COLUMNS, column.heading)}{line}" for column in RING_COLUMNS}
    base = row["placed_gbp"] if row["mode"] == "placed" else row["analysed_gbp"]
    has_figure = row["local_gbp"] is not None and bool(base)
    base_cell = at["Placed £"] if row["mode"] == "placed" else at["Analysed £"]
    stays = float(row["local_gbp"]) if has_figure else 0.0
    placed = row["placed_gbp"]
    return [
        anchor_name(report, row["anchor_id"]),
        row["ring_name"],
        word_for("modes", row["mode"]),
        row["analysed_gbp"],
        placed,
        Formula(f"={at['Placed £']}/{at['Analysed £']}", float(placed) / float(row["analysed_gbp"]))
        if row["analysed_gbp"]
        else None,
        Formula(f"={base_cell}", float(base)) if has_figure else None,
        row["local_gbp"],
        row["local_gbp_low"],
        row["local_gbp_high"],
        Formula(f"={at['Stays £']}/{at['Share is of £']}", stays / float(base)) if has_figure else None,
        row["local_share_low"],
        row["local_share_high"],
        Formula(f"={at['Share is of £']}-{at['Stays £']}", round(float(base) - stays, 2)) if has_figure else None,
        row["bound_low_gbp"],
        row["bound_high_gbp"],
        row["bound_low_share"],
        row["bound_high_share"],
        row["supplier_count"],
    ]


def _category_row(report: Report, row: Row) -> list[Cell]:
    return [
        anchor_name(report, row["anchor_id"]),
        row["need_category_code"] or "",
        row["need_category_name"] if row["need_category_code"] else "Category not known",
        word_for("kinds", row["kind"]),
        "yes" if row["is_analysed"] else "no",
        row["amount_gbp"],
        row["payment_count"],
    ]


def _flow_row(report: Report, row: Row) -> list[Cell]:
    return [
        anchor_name(report, row["anchor_id"]),
        row["need_category_code"] or "",
        row["need_category_name"] if row["need_category_code"] else "Category not known",
        band_label(report, row["band_id"]),
        row["amount_gbp"],
    ]
