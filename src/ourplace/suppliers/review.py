"""The review sheet: suppliers that matter most, with candidates and reasons, for people to fill in."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from ourplace.suppliers.exceptions import ReviewSheetError
from ourplace.suppliers.judgements import Judgements
from ourplace.suppliers.rules import rules
from ourplace.suppliers.standing import standing_by_supplier

MOST_CANDIDATES = 5
CANDIDATE_COLUMNS = tuple(f"Candidate {place}" for place in range(1, MOST_CANDIDATES + 1))
ANSWER_COLUMNS = ("Answer", "Entity id", "Postcode", "Local?", "Ring", "Business type", "Reason")
SHEET_COLUMNS = (
    "Supplier",
    "Supplier id",
    "Paid (£)",
    "Why it matters",
    "Names as typed",
    "What is thought now",
    *CANDIDATE_COLUMNS,
    *ANSWER_COLUMNS,
    "State (leave as it is)",
)
SAME_ANSWERS = {f"same as {place}": place for place in range(1, MOST_CANDIDATES + 1)}
OTHER_ANSWERS = ("same as the entity id", "none of these", "unsure")
YES_OR_NO = ("yes", "no")
WIDTHS = (34, 16, 14, 30, 34, 46, *[46] * MOST_CANDIDATES, 22, 20, 12, 8, 20, 26, 40, 16)
# What a spreadsheet would take as the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME = "Review"


@dataclass(frozen=True)
class ReviewState:
    """What is known of suppliers when a sheet is made or read: rows of the suppliers, candidates and locations tables."""

    suppliers: Mapping[str, Mapping[str, Any]]
    candidates: Mapping[str, Sequence[Mapping[str, Any]]]
    postcodes: Mapping[tuple[str, str | None], Sequence[str]]
    latest_judgement: Mapping[str, str]

    def fingerprint(self, supplier_id: str) -> str:
        """Return a short hash of everything that the row of this supplier was made from."""
        row = self.suppliers[supplier_id]
        made_from = {
            "names": sorted(row["payee_names"]),
            "candidates": [
                [one["entity_id"], round(one["probability"], 2)] for one in self.candidates.get(supplier_id, ())
            ],
            "judged": self.latest_judgement.get(supplier_id, ""),
        }
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:12]


def review_state(
    *, suppliers: pa.Table, candidates: pa.Table, locations: pa.Table, judgements: Judgements | None = None
) -> ReviewState:
    """Return the state of the suppliers, from the tables that resolving made and the judgements as they stand now."""
    by_supplier: dict[str, list[Mapping[str, Any]]] = {}
    for row in candidates.sort_by([("supplier_id", "ascending"), ("candidate_rank", "ascending")]).to_pylist():
        by_supplier.setdefault(row["supplier_id"], []).append(row)
    postcodes: dict[tuple[str, str | None], list[str]] = {}
    for row in locations.to_pylist():
        held = postcodes.setdefault((row["supplier_id"], row["entity_id"]), [])
        if row["postcode"] not in held:
            held.append(row["postcode"])
    rows = {row["supplier_id"]: row for row in suppliers.to_pylist()}
    return ReviewState(rows, by_supplier, postcodes, _latest(rows, judgements or Judgements()))


def write_review_sheet(
    path: Path, state: ReviewState, *, order: Sequence[str], effects: Mapping[str, str] | None = None
) -> int:
    """Write the sheet (XLSX or CSV by the name's ending) for the suppliers in the order given; return how many.

    `effects` says for each supplier why a look is worth it. Nothing in the sheet is a formula, whatever a payee is called.

    Raises:
        ReviewSheetError: the name ends in neither .xlsx nor .csv.
    """
    rows = [_row(state, supplier_id, (effects or {}).get(supplier_id, "")) for supplier_id in order]
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(path, rows)
    elif path.suffix.lower() == ".csv":
        _write_csv(path, rows)
    else:
        raise ReviewSheetError(
            f"A review sheet cannot be written as '{path.suffix}'",
            why="people fill it in with a spreadsheet program",
            next_step="let the name end in .xlsx or .csv",
        )
    return len(rows)


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet program runs it: an apostrophe before what would start a formula.

    >>> print(neutral("=1+1"), neutral("Barnfield"))
    '=1+1 Barnfield
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _latest(rows: Mapping[str, Mapping[str, Any]], judgements: Judgements) -> dict[str, str]:
    standings = standing_by_supplier(rows.values(), judgements.judgements)
    latest = {supplier_id: standing.latest for supplier_id, standing in standings.items()}
    return {supplier_id: judgement.judgement_id for supplier_id, judgement in latest.items() if judgement}


def _row(state: ReviewState, supplier_id: str, effect: str) -> dict[str, Any]:
    row = state.suppliers[supplier_id]
    candidates = state.candidates.get(supplier_id, ())
    said = {
        column: _candidate(one, state.postcodes.get((supplier_id, one["entity_id"]), ()))
        for column, one in zip(CANDIDATE_COLUMNS, candidates, strict=False)
    }
    return {
        "Supplier": row["supplier_name"],
        "Supplier id": supplier_id,
        "Paid (£)": row["amount_gbp"],
        "Why it matters": effect,
        "Names as typed": " | ".join(row["payee_names"]),
        "What is thought now": row["explanation"],
        **said,
        "State (leave as it is)": state.fingerprint(supplier_id),
    }


def _candidate(one: Mapping[str, Any], postcodes: Iterable[str]) -> str:
    places = ", ".join(postcodes) or "no postcode"
    return f"{one['entity_name']} ({one['entity_id']}), {places}, probability {one['probability']:.2f}: {one['explanation']}"


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SHEET_COLUMNS)
        for row in rows:
            cells = (row.get(column, "") for column in SHEET_COLUMNS)
            writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in cells])


def _write_xlsx(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        to_fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF7D6"})
        for place, (column, width) in enumerate(zip(SHEET_COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, column, heading)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(SHEET_COLUMNS):
                if column == "Paid (£)":
                    sheet.write_number(line, place, float(row[column]), money)
                else:
                    style = to_fill if column in ANSWER_COLUMNS else wrapped
                    sheet.write_string(line, place, str(row.get(column, "")), style)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(SHEET_COLUMNS) - 1)
        for column, choices in _choices().items():
            place = SHEET_COLUMNS.index(column)
            sheet.data_validation(1, place, max(len(rows), 1), place, {"validate": "list", "source": choices})


def _choices() -> dict[str, list[str]]:
    return {
        "Answer": [*SAME_ANSWERS, *OTHER_ANSWERS],
        "Local?": list(YES_OR_NO),
        "Business type": business_types(),
    }


def business_types() -> list[str]:
    """Return the sorts of organisation that a supplier may be judged to be."""
    return [str(one) for one in rules("business_types")["business_types"]]
