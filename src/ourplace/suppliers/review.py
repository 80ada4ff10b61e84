"""The review sheet: doubtful suppliers with their candidates, out to people and back as judgements, refused line by line."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from ourplace.exceptions import Where
from ourplace.places import parse_postcode
from ourplace.suppliers.exceptions import ReviewSheetError
from ourplace.suppliers.judgements import Judgement, judge

ANSWERS = ("same", "different", "unsure")
HEADINGS = (
    "supplier_id", "state", "supplier", "names_typed", "paid_gbp", "chance_local", "entity_id", "candidate", "probability", "why",
    "answer", "postcode", "reason",
)  # fmt: skip
WIDTHS = (14, 10, 34, 40, 14, 12, 20, 34, 11, 60, 11, 11, 30)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Doubtful:
    """One supplier to look at: the names that were typed for it, what it was paid, and who it may be, best first."""

    supplier_id: str
    supplier_name: str
    payee_names: tuple[str, ...]
    amount_gbp: float
    probability_local: float | None
    candidates: tuple[Mapping[str, Any], ...]

    @property
    def state(self) -> str:
        """Return a name for what the sheet was made from: it changes when the names or the candidates do."""
        parts = [*sorted(self.payee_names), "", *sorted(one["entity_id"] for one in self.candidates)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Refusal:
    """A row of a sheet that was not taken, and why; `line` counts as a spreadsheet does."""

    line: int
    reason: str


def write_review_sheet(suppliers: Sequence[Doubtful], path: Path) -> None:
    """Write the sheet that people fill in, as XLSX or CSV by the path's ending.

    One row per candidate, and one without, for a supplier that is none of them or whose postcode somebody knows.

    Raises:
        ReviewSheetError: the ending is neither .xlsx nor .csv.
    """
    rows = [row for supplier in suppliers for row in sheet_rows(supplier)]
    if path.suffix.lower() == ".xlsx":
        write_workbook(rows, path)
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADINGS)
            writer.writerows([harmless(cell) for cell in row] for row in rows)
    else:
        raise ReviewSheetError(
            f"A review sheet cannot be written as '{path.suffix}'",
            why="people fill it in with a spreadsheet program",
            next_step="give a name that ends in .xlsx or .csv",
        )


def sheet_rows(supplier: Doubtful) -> list[list[Any]]:
    """Return the rows of one supplier, with the three last cells empty for the answer."""
    chance = supplier.probability_local
    head = [
        supplier.supplier_id,
        supplier.state,
        supplier.supplier_name,
        "; ".join(supplier.payee_names),
        round(supplier.amount_gbp, 2),
        "" if chance is None else round(chance, 3),
    ]
    found = [
        [one["entity_id"], one["entity_name"], round(one["probability"], 3), one["explanation"]]
        for one in supplier.candidates
    ]
    none = ["", "None of these, or its postcode is known", "", "write the postcode, and how you know"]
    return [[*head, *candidate, "", "", ""] for candidate in [*found, none]]


def write_workbook(rows: Sequence[Sequence[Any]], path: Path) -> None:
    """Write the rows with a list of answers to choose from; no text becomes a formula."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Review")
        bold, money, wrap = (
            book.add_format({"bold": True}),
            book.add_format({"num_format": "#,##0.00"}),
            book.add_format({"text_wrap": True}),
        )
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(line, column, cell, money if HEADINGS[column] == "paid_gbp" else None)
                else:
                    sheet.write_string(line, column, str(cell), wrap if HEADINGS[column] == "why" else None)
        answer = HEADINGS.index("answer")
        sheet.data_validation(1, answer, max(1, len(rows)), answer, {"validate": "list", "source": list(ANSWERS)})
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(1, len(rows)), len(HEADINGS) - 1)


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def read_review_sheet(
    path: Path, suppliers: Mapping[str, Doubtful], *, judged_by: str
) -> tuple[list[Judgement], list[Refusal]]:
    """Return the judgements of a sheet that was filled in, and the rows that were refused.

    A row is refused where its supplier has gone or has changed since the sheet was made, where its answer is none, and where a
    supplier's answers contradict one another; the other suppliers' rows are taken.

    Raises:
        ReviewSheetError: the file is no review sheet.
    """
    judgements: list[Judgement] = []
    refused: list[Refusal] = []
    by_supplier: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for line, row in answered_rows(path):
        by_supplier[row["supplier_id"]].append((line, row))
    for supplier_id, rows in by_supplier.items():
        problems = problems_of(rows, suppliers.get(supplier_id))
        if problems:
            refused.extend(problems)
        else:
            supplier = suppliers[supplier_id]
            judgements.extend(judgement_of(row, supplier, judged_by) for _, row in rows)
    return judgements, sorted(refused, key=lambda one: one.line)


def answered_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows that somebody filled in, each with its line."""
    rows = sheet_cells(path)
    heading = [cell.strip() for cell in rows[0]] if rows else []
    lacking = [name for name in HEADINGS if name not in heading]
    if lacking:
        raise ReviewSheetError(
            "This is not a review sheet",
            where=Where(path.name, line=1),
            why=f"it lacks the columns {', '.join(lacking)}",
            next_step="export one with `ourplace review STUDY --export review.xlsx`, and keep its headings",
        )
    named = [(line, dict(zip(heading, row, strict=False))) for line, row in enumerate(rows[1:], start=2)]
    return [(line, row) for line, row in named if row.get("answer", "").strip() or row.get("postcode", "").strip()]


def sheet_cells(path: Path) -> list[list[str]]:
    """Return the cells of a sheet as text."""
    try:
        if path.suffix.lower() == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                return [list(row) for row in csv.reader(stream)]
        book = CalamineWorkbook.from_path(str(path))
        return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except Exception as error:
        # The reader's own errors have no common kind.
        raise ReviewSheetError(
            "The review sheet cannot be read",
            where=Where(str(path)),
            why=str(error) or type(error).__name__,
            next_step="save it as .xlsx or .csv and try again",
        ) from error


def problems_of(rows: Sequence[tuple[int, Mapping[str, str]]], supplier: Doubtful | None) -> list[Refusal]:
    """Return why one supplier's rows cannot be taken, line by line; nothing where they can."""
    if supplier is None:
        return [Refusal(line, "the supplier is not in the study any more; export the sheet again") for line, _ in rows]
    found: list[Refusal] = []
    said: dict[str, str] = {}
    for line, row in rows:
        answer, entity = row["answer"].strip().lower(), row["entity_id"].strip()
        problem = problem_of_row(row, supplier) or contradiction(answer, entity, said)
        if problem:
            found.append(Refusal(line, problem))
        if answer and entity:
            said[entity] = answer
    return found


def problem_of_row(row: Mapping[str, str], supplier: Doubtful) -> str:
    """Return what is wrong with one row by itself, '' where nothing is."""
    answer, entity, postcode = row["answer"].strip().lower(), row["entity_id"].strip(), row["postcode"].strip()
    if row["state"].strip() != supplier.state:
        return "the supplier's names or candidates have changed since the sheet was made; export it again"
    if answer and answer not in ANSWERS:
        return f"the answer '{answer}' is none of {', '.join(ANSWERS)}"
    if answer and not entity:
        return "an answer needs a candidate; where none is right, answer different on each of them"
    if entity and entity not in {one["entity_id"] for one in supplier.candidates}:
        return f"{entity} is not one of the supplier's candidates"
    if postcode and parse_postcode(postcode) is None:
        return f"'{postcode}' is not a postcode"
    return ""


def contradiction(answer: str, entity: str, said: Mapping[str, str]) -> str:
    """Return how an answer contradicts what was said of the same supplier further up, '' where it does not."""
    if answer and said.get(entity, answer) != answer:
        return f"the candidate was answered '{said[entity]}' before and '{answer}' here"
    if answer == "same" and "same" in said.values():
        return "the supplier was answered to be two organisations"
    return ""


def judgement_of(row: Mapping[str, str], supplier: Doubtful, judged_by: str) -> Judgement:
    """Return what one row says: where the supplier is, or whether a candidate is it."""
    reason = row["reason"].strip()
    postcode = parse_postcode(row["postcode"]) if row["postcode"].strip() else None
    answer = row["answer"].strip().lower()
    names = supplier.payee_names
    if postcode and not answer:
        known_by = reason or "looked up in review"
        return judge("located_at", payee_names=names, judged_by=judged_by, postcode=postcode.postcode, reason=known_by)
    entity_id = row["entity_id"].strip()
    return judge(answer, payee_names=names, judged_by=judged_by, entity_id=entity_id, reason=reason)
