"""What people answer comes back as judgements; what they cannot have meant is refused with its line."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ourplace.suppliers.exceptions import ReviewSheetError
from ourplace.suppliers.review import HEADINGS, Doubtful, Refusal, read_review_sheet, write_review_sheet

ALDER = Doubtful(
    supplier_id="s-alder",
    supplier_name="ALDER",
    payee_names=("ALDER", "Alder Joinery"),
    amount_gbp=1234.5,
    probability_local=0.25,
    candidates=(
        {
            "entity_id": "GB-COH-99000001",
            "entity_name": "ALDER JOINERY LIMITED",
            "probability": 0.6,
            "explanation": "same words",
        },
        {
            "entity_id": "GB-COH-99000002",
            "entity_name": "ALDER HOMES LIMITED",
            "probability": 0.2,
            "explanation": "same first word",
        },
    ),
)
BIRCH = Doubtful("s-birch", '=HYPERLINK("x")', ('=HYPERLINK("x")',), 10.0, None, ())
SUPPLIERS = {one.supplier_id: one for one in (ALDER, BIRCH)}


def filled(tmp_path: Path, answers: dict[int, dict[str, str]]) -> Path:
    """Write the sheet, and the answers at its lines."""
    path = tmp_path / "review.csv"
    write_review_sheet([ALDER, BIRCH], path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    for line, cells in answers.items():
        for heading, text in cells.items():
            rows[line - 1][HEADINGS.index(heading)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_answers_become_judgements_about_all_the_names(tmp_path: Path) -> None:
    path = filled(tmp_path, {2: {"answer": "Same", "reason": "rang them"}, 5: {"postcode": "pr12rl"}})

    judgements, refused = read_review_sheet(path, SUPPLIERS, judged_by="A. Analyst")

    assert refused == []
    assert [(one.kind, one.payee_names, one.entity_id, one.postcode, one.judged_by) for one in judgements] == [
        ("same", ("ALDER", "Alder Joinery"), "GB-COH-99000001", None, "A. Analyst"),
        ("located_at", ('=HYPERLINK("x")',), None, "PR1 2RL", "A. Analyst"),
    ]


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({2: {"answer": "perhaps"}}, Refusal(2, "the answer 'perhaps' is none of same, different, unsure")),
        (
            {4: {"answer": "same"}},
            Refusal(4, "an answer needs a candidate; where none is right, answer different on each of them"),
        ),
        ({4: {"postcode": "Preston"}}, Refusal(4, "'Preston' is not a postcode")),
        (
            {2: {"answer": "same"}, 3: {"answer": "same"}},
            Refusal(3, "the supplier was answered to be two organisations"),
        ),
        (
            {2: {"answer": "same", "state": "00000000"}},
            Refusal(2, "the supplier's names or candidates have changed since the sheet was made; export it again"),
        ),
        (
            {2: {"answer": "same", "supplier_id": "s-gone"}},
            Refusal(2, "the supplier is not in the study any more; export the sheet again"),
        ),
    ],
)
def test_what_nobody_can_have_meant_is_refused_by_line(
    tmp_path: Path, answers: dict[int, dict[str, str]], refusal: Refusal
) -> None:
    path = filled(tmp_path, answers | {5: {"postcode": "PR1 2RL"}})

    judgements, refused = read_review_sheet(path, SUPPLIERS, judged_by="A. Analyst")

    assert refused == [refusal]
    assert [one.kind for one in judgements] == ["located_at"]


def test_workbook_offers_the_answers_and_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    write_review_sheet([ALDER, BIRCH], path)

    sheet = load_workbook(path).active

    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"same,different,unsure"']


def test_workbook_comes_back_too(tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    write_review_sheet([ALDER], path)
    book = load_workbook(path)
    book.active.cell(3, HEADINGS.index("answer") + 1, "different")
    book.save(path)

    judgements, refused = read_review_sheet(path, SUPPLIERS, judged_by="A. Analyst")

    assert refused == []
    assert [(one.kind, one.entity_id) for one in judgements] == [("different", "GB-COH-99000002")]


def test_another_file_is_no_review_sheet(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")

    with pytest.raises(ReviewSheetError, match="it lacks the columns"):
        read_review_sheet(path, SUPPLIERS, judged_by="A. Analyst")
