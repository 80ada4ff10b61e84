"""A filled-in review sheet read back: the good rows become judgements, the others are refused by line, with the reason."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ourplace.exceptions import Where
from ourplace.places import parse_postcode
from ourplace.suppliers.exceptions import ReviewSheetError
from ourplace.suppliers.judgements import Judgement, judge
from ourplace.suppliers.review import (
    ANSWER_COLUMNS,
    OTHER_ANSWERS,
    SAME_ANSWERS,
    YES_OR_NO,
    ReviewState,
    business_types,
)

NEEDED_COLUMNS = ("Supplier id", "Answer", "State (leave as it is)")
STATE = "State (leave as it is)"
MOST_HEADER_LINES = 20


@dataclass(frozen=True)
class RefusedRow:
    """A row of the sheet that was not taken, its line in the sheet, and why."""

    line_number: int
    reason: str


@dataclass(frozen=True)
class JudgedRow:
    """What came of the answers about one supplier: judgements to be kept, or why there are none."""

    judgements: tuple[Judgement, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class ReviewImport:
    """What came of a sheet: judgements to be kept, rows refused, and how many rows nobody had filled in."""

    judgements: tuple[Judgement, ...]
    refused: tuple[RefusedRow, ...]
    unanswered_count: int


def read_review_sheet(
    path: Path, state: ReviewState, *, judged_by: str, ring_ids: Sequence[str], at: dt.datetime | None = None
) -> ReviewImport:
    """Return the judgements in a filled-in sheet (XLSX or CSV), each row checked against the state now.

    A row is refused where its answers contradict one another or another row, lack something, or were made for another
    state of the supplier. `ring_ids` are the study's rings. Nothing is written.

    Raises:
        ReviewSheetError: the file is no sheet, or not a review sheet.
    """
    rows = [
        (line, row)
        for line, row in _read(path)
        if any(row.get(column) for column in (*ANSWER_COLUMNS, *NEEDED_COLUMNS))
    ]
    filled = [(line, row) for line, row in rows if any(row.get(column) for column in ANSWER_COLUMNS)]
    answered = Counter(row.get("Supplier id", "") for _, row in filled)
    made: list[Judgement] = []
    refused: list[RefusedRow] = []
    for line, row in filled:
        if answered[row.get("Supplier id", "")] > 1 and row.get("Supplier id") in state.suppliers:
            refused.append(RefusedRow(line, "the supplier has more than one filled-in row; keep one"))
            continue
        judged = judge_row(row, state, judged_by=judged_by, ring_ids=ring_ids, at=at)
        if judged.problem:
            refused.append(RefusedRow(line, judged.problem))
        made += judged.judgements
    return ReviewImport(tuple(made), tuple(refused), len(rows) - len(filled))


def judge_row(
    row: Mapping[str, str],
    state: ReviewState,
    *,
    judged_by: str,
    ring_ids: Sequence[str],
    at: dt.datetime | None = None,
) -> JudgedRow:
    """Return the judgements that the answers about one supplier come to, or why they cannot be taken. Nothing is written.

    `row` has the columns of a review sheet: at least the supplier's id, the state it was answered in and one answer.
    """
    problem = _problem(row, state, ring_ids)
    if problem:
        return JudgedRow(problem=problem)
    return JudgedRow(tuple(_judgements(row, state, judged_by, at or dt.datetime.now(dt.UTC))))


def _problem(row: Mapping[str, str], state: ReviewState, ring_ids: Sequence[str]) -> str:
    """Return why a row cannot be taken, '' where it can."""
    supplier_id = row.get("Supplier id", "")
    if supplier_id not in state.suppliers:
        return "the supplier is not, or no longer, in the study; export the sheet again"
    if row.get(STATE) != state.fingerprint(supplier_id):
        return "the supplier has changed since the sheet was made; export it again"
    checks = (_identity_problem(row, state), _place_problem(row, ring_ids), _type_problem(row))
    return next((problem for problem in checks if problem), "")


def _identity_problem(row: Mapping[str, str], state: ReviewState) -> str:
    answer, entity_id = row.get("Answer", "").casefold(), row.get("Entity id", "")
    candidates = state.candidates.get(row["Supplier id"], ())
    if answer and answer not in (*SAME_ANSWERS, *OTHER_ANSWERS):
        return f"the answer '{answer}' is none of those in the list"
    if answer in SAME_ANSWERS and SAME_ANSWERS[answer] > len(candidates):
        return f"there is no candidate {SAME_ANSWERS[answer]}"
    if entity_id and answer != OTHER_ANSWERS[0]:
        return f"an entity id goes with the answer '{OTHER_ANSWERS[0]}' only"
    if answer == OTHER_ANSWERS[0] and not entity_id:
        return "the entity id is missing"
    if answer in OTHER_ANSWERS[1:] and not candidates:
        return "there are no candidates to be unsure of or to refuse"
    return ""


def _place_problem(row: Mapping[str, str], ring_ids: Sequence[str]) -> str:
    postcode, local, ring = row.get("Postcode", ""), row.get("Local?", "").casefold(), row.get("Ring", "")
    if (postcode or local) and not row.get("Reason"):
        return "a judgement of where a supplier is needs its reason"
    if postcode and parse_postcode(postcode) is None:
        return "the postcode is not one"
    if local and local not in YES_OR_NO:
        return "'Local?' takes yes or no"
    if bool(local) != bool(ring):
        return "'Local?' and 'Ring' go together"
    if ring and ring not in ring_ids:
        return f"the ring is none of {', '.join(ring_ids)}"
    return ""


def _type_problem(row: Mapping[str, str]) -> str:
    said = row.get("Business type", "")
    return (
        f"the business type is none of {', '.join(business_types())}" if said and said not in business_types() else ""
    )


def _judgements(row: Mapping[str, str], state: ReviewState, judged_by: str, at: dt.datetime) -> list[Judgement]:
    names, reason = tuple(state.suppliers[row["Supplier id"]]["payee_names"]), row.get("Reason", "")
    said: list[tuple[str, dict[str, str]]] = list(_identity(row, state))
    if parsed := parse_postcode(row.get("Postcode")):
        said.append(("located_at", {"postcode": parsed.postcode}))
    if row.get("Local?"):
        kind = "local_because" if row["Local?"].casefold() == YES_OR_NO[0] else "not_local"
        said.append((kind, {"ring_id": row["Ring"]}))
    if row.get("Business type"):
        said.append(("business_type", {"business_type": row["Business type"]}))
    return [judge(kind, payee_names=names, judged_by=judged_by, at=at, reason=reason, **words) for kind, words in said]


def _identity(row: Mapping[str, str], state: ReviewState) -> list[tuple[str, dict[str, str]]]:
    answer = row.get("Answer", "").casefold()
    entity_ids = [one["entity_id"] for one in state.candidates.get(row["Supplier id"], ())]
    if answer in SAME_ANSWERS:
        return [("same", {"entity_id": entity_ids[SAME_ANSWERS[answer] - 1]})]
    if answer == OTHER_ANSWERS[0]:
        return [("same", {"entity_id": row["Entity id"]})]
    if answer == OTHER_ANSWERS[1]:
        return [("different", {"entity_id": entity_id}) for entity_id in entity_ids]
    return [("unsure", {"entity_id": entity_ids[0]})] if answer == OTHER_ANSWERS[2] else []


def _read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows under the header, each with its line as a spreadsheet program shows it."""
    cells = _cells_of_xlsx(path) if path.suffix.lower() == ".xlsx" else _cells_of_csv(path)
    for line, row in enumerate(cells[:MOST_HEADER_LINES], start=1):
        names = [cell.strip() for cell in row]
        if set(NEEDED_COLUMNS) <= set(names):
            return [
                (number, {name: _plain(cell) for name, cell in zip(names, held, strict=False) if name})
                for number, held in enumerate(cells[line:], start=line + 1)
            ]
    raise ReviewSheetError(
        "This is not a review sheet",
        why=f"it has no header with {', '.join(NEEDED_COLUMNS)}",
        next_step="fill in a sheet that was exported with `ourplace review --export`, and leave its header as it is",
        where=Where(path.name),
    )


def _plain(cell: str) -> str:
    text = " ".join(cell.split())
    return text.removeprefix("'")


def _cells_of_xlsx(path: Path) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_path(path)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise _unreadable(path, "it is not a workbook, or it is damaged or locked") from error
    return [[str(cell) for cell in row] for row in rows]


def _cells_of_csv(path: Path) -> list[list[str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter))
    except csv.Error as error:
        raise _unreadable(path, "it is not a table of text") from error


def _unreadable(path: Path, why: str) -> ReviewSheetError:
    return ReviewSheetError(
        "The review sheet cannot be read",
        why=why,
        next_step="save it again as .xlsx or .csv from your spreadsheet program",
        where=Where(path.name),
    )
