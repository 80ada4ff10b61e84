"""The first sheet: the headline, what it rests on, and control totals that lead to the other sheets."""

from ourplace.reports.headline import headline_sentences
from ourplace.reports.reading import pooled
from ourplace.reports.wording import INTERVAL, day, joined, percent_range, pounds_range, word_for
from ourplace.reports.workbook.figures import KIND_COLUMNS, KINDS, RING_COLUMNS, RINGS, kind_rows
from ourplace.reports.workbook.layout import (
    FIRST_ROW,
    TOTAL_ROW,
    Book,
    Cell,
    Column,
    Formula,
    add_sheet,
    letter_of,
    made_by,
    set_height,
    span,
    write_cell,
)
from ourplace.reports.workbook.receipts import RECEIPT, RECEIPT_COLUMNS

SUMMARY = "Summary"
Line = tuple[str, Cell, str] | tuple[str, Cell, str, str]
_COLUMNS = (Column("Label", width=36), Column("Value", width=90), Column("Interval", "line", 44))


def write_summary(book: Book) -> None:
    """Write the summary; its figures are formulas that point at the sheets behind it."""
    report = book.report
    sheet = add_sheet(
        book, SUMMARY, title=report.title, note=f"Place report on {report.place_name}, {report.period.text}"
    )
    for place, column in enumerate(_COLUMNS):
        sheet.set_column(place, place, column.width)
    line = TOTAL_ROW
    for label, cell, style, *aside in [*_headline(book), *_facts(book), *_rings(book), *_controls(book)]:
        set_height(sheet, line, _COLUMNS, [label, cell])
        sheet.write_string(line, 0, label, book.formats["strong"])
        write_cell(sheet, line, 1, cell, book.formats[style])
        for words in aside:
            sheet.write_string(line, 2, words, book.formats["note"])
        line += 1


def _headline(book: Book) -> list[Line]:
    sentences = headline_sentences(book.report)
    return [("Headline" if place == 0 else "", sentence, "text") for place, sentence in enumerate(sentences)]


def _facts(book: Book) -> list[Line]:
    report = book.report
    return [
        ("What the figure is", word_for("modes", report.mode), "text"),
        ("Why", report.mode_reason, "text"),
        ("Local means", f"{report.definition_name}: {report.definition_sentence}", "text"),
        ("Payments of", f"{day(report.period.start_date)} to {day(report.period.end_date)}", "text"),
        ("Anchors", joined([anchor.name for anchor in report.anchors]), "text"),
        ("How it was made", made_by(report), "text"),
        ("Data quality", "\n".join(report.notes) or "Nothing to note.", "text"),
    ]


def _rings(book: Book) -> list[Line]:
    """Return lines that point at the pooled rows of the sheet 'Rings'; those come first there."""
    table = book.report.tables.get("local_share")
    anchors = [] if table is None else table["anchor_id"].to_pylist()
    lines: list[Line] = []
    for row in pooled(book.report, "local_share"):
        if row["local_gbp"] is None:
            continue
        number = _line_of(anchors, table["ring_id"].to_pylist() if table else [], row["ring_id"])
        intervals = {
            "Stays £": pounds_range(row["local_gbp_low"], row["local_gbp_high"]),
            "Local share": percent_range(row["local_share_low"], row["local_share_high"]),
            "Leaves £": pounds_range(row["leakage_gbp_low"], row["leakage_gbp_high"]),
        }
        for heading, value, style, words in (
            ("Stays £", row["local_gbp"], "left gbp", "Stays in {}, £"),
            ("Local share", row["local_share"], "left share", "Stays in {}, share"),
            ("Leaves £", row["leakage_gbp"], "left gbp", "Leaves {}, £"),
        ):
            formula = Formula(f"='{RINGS}'!{letter_of(RING_COLUMNS, heading)}{number}", float(value))
            lines.append((words.format(row["ring_name"]), formula, style, f"{INTERVAL} {intervals[heading]}"))
    return lines


def _line_of(anchors: list[str], rings: list[str], ring_id: str) -> int:
    place = next(place for place, pair in enumerate(zip(anchors, rings, strict=True)) if pair == ("all", ring_id))
    return FIRST_ROW + 1 + place


def _controls(book: Book) -> list[Line]:
    rows = kind_rows(book.report)
    published = sum(float(receipt["used"]["gbp"]) for receipt in book.report.receipts)
    by_kind = sum(float(str(row[3])) for row in rows)
    analysed = sum(float(str(row[3])) for row in rows if row[2] == "yes")
    used_cell = f"'{RECEIPT}'!{letter_of(RECEIPT_COLUMNS, 'Used £')}{TOTAL_ROW + 1}"
    paid_cell = f"'{KINDS}'!{letter_of(KIND_COLUMNS, 'Paid £')}{TOTAL_ROW + 1}"
    paid = span(KIND_COLUMNS, "Paid £", len(rows), sheet=KINDS)
    marks = span(KIND_COLUMNS, "In the figures?", len(rows), sheet=KINDS)
    return [
        ("Control: rows used in the files, £", Formula(f"={used_cell}", round(published, 2)), "left gbp"),
        ("Control: payments by kind, £", Formula(f"={paid_cell}", round(by_kind, 2)), "left gbp"),
        ("Control: the difference", Formula(f"={used_cell}-{paid_cell}", round(published - by_kind, 2)), "left gbp"),
        ("Control: of which analysed, £", Formula(f'=SUMIFS({paid},{marks},"yes")', round(analysed, 2)), "left gbp"),
    ]
