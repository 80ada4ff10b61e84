"""The suppliers to check by hand, with drop-down answers and room for who checked and when."""

from ourplace.reports.names import individual_ids, printed_explanation, printed_name
from ourplace.reports.reading import band_label, ordered_bands, rows_of
from ourplace.reports.report import UNPLACED, Report, Row
from ourplace.reports.wording import shown_name
from ourplace.reports.workbook.layout import FIRST_ROW, Book, Cell, Column, add_sheet, write_table
from ourplace.reports.workbook.suppliers import best_candidates

REVIEW = "Review"
_MATCH_ANSWERS = ["yes", "no", "unsure"]
_LONGEST_LIST = 255
# Nobody checks more by hand, and the doubt is in the first few.
MOST_REVIEWED = 1_000

_COLUMNS = (
    Column("Rank", "count", 7),
    Column("Supplier", width=36),
    Column("Paid £", "gbp", 16),
    Column("Probability that it is local", "share", 11),
    Column("Share of the doubt", "share", 10),
    Column("Running share", "share", 10),
    Column("Half-width after this check, points", "points", 13),
    Column("What is in doubt", width=46),
    Column("Best match", width=32),
    Column("Its probability", "share", 10),
    Column("Second match", width=32),
    Column("Its probability ", "share", 10),
    Column("Is the best match right?", "answer", 13),
    Column("Where is it?", "answer", 22),
    Column("How do you know?", "answer", 40),
    Column("Checked by", "answer", 16),
    Column("On", "answer", 12),
)
_FIRST_ANSWER = 12


def write_review(book: Book) -> None:
    """Write the review sheet; answers given here are for people, `ourplace review` keeps them for the study."""
    sheet = add_sheet(
        book,
        REVIEW,
        title="Suppliers to check by hand, those that make the headline surest first",
        note=f"A sheet to work on together, of the first {MOST_REVIEWED:,} at most. To see more, and to keep answers for the next run, export and import with `ourplace review`.",
    )
    rows = sorted(rows_of(book.report, "suppliers_to_review"), key=lambda row: row["review_rank"])[:MOST_REVIEWED]
    write_table(book, sheet, _COLUMNS, _cells(book.report, rows))
    if rows:
        last = FIRST_ROW + len(rows) - 1
        sheet.data_validation(FIRST_ROW, _FIRST_ANSWER, last, _FIRST_ANSWER, _choice(_MATCH_ANSWERS))
        sheet.data_validation(FIRST_ROW, _FIRST_ANSWER + 1, last, _FIRST_ANSWER + 1, _choice(_places(book.report)))


def _cells(report: Report, rows: list[Row]) -> list[list[Cell]]:
    withheld = individual_ids(report)
    first, second = best_candidates(report.candidates), best_candidates(report.candidates, rank=2)
    cells: list[list[Cell]] = []
    for row in rows:
        is_individual = bool(row["is_individual"]) or row["supplier_id"] in withheld
        matches = [found.get(row["supplier_id"]) for found in (first, second)]
        names = [shown_name(match["entity_name"], is_individual) if match else "" for match in matches]
        chances = [match["probability"] if match else None for match in matches]
        cells.append(
            [
                row["review_rank"],
                printed_name(row, withheld),
                row["amount_gbp"],
                row["probability_local"],
                row["variance_share"],
                row["cumulative_variance_share"],
                row["half_width_after_points"],
                printed_explanation(row, withheld),
                names[0],
                chances[0],
                names[1],
                chances[1],
            ]
        )
    return cells


def _places(report: Report) -> list[str]:
    """Return the answers to 'where is it'; names hold no commas, for those would part the list."""
    labels = [band_label(report, band).replace(",", "") for band in ordered_bands(report) if band != UNPLACED]
    answers = [*labels, "Cannot tell"]
    while len(",".join(answers)) > _LONGEST_LIST:
        answers = [answer[: max(len(answer) - 5, 5)] for answer in answers]
    return answers


def _choice(answers: list[str]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": answers,
        "error_title": "Not one of the answers",
        "error_message": "Choose an answer from the list; write anything else beside it.",
    }
