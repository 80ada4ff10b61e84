import csv
import datetime as dt
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest

from ourplace.suppliers import Judgements, read_review_sheet, review_state, write_review_sheet
from ourplace.suppliers.exceptions import ReviewSheetError
from ourplace.suppliers.judgements import judge
from ourplace.suppliers.locations import LOCATIONS_SCHEMA
from ourplace.suppliers.review import SHEET_COLUMNS, neutral
from ourplace.suppliers.tables import CANDIDATES_SCHEMA, SUPPLIERS_SCHEMA

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
FORMULA = '=HYPERLINK("http://example.org","Barnmoor")'


def state(*, probability=0.6, judgements=None):
    suppliers = [
        {
            "supplier_id": "s-1",
            "supplier_name": FORMULA,
            "payee_names": [FORMULA],
            "amount_gbp": Decimal("1234.50"),
            "explanation": "not sure",
        },
        {
            "supplier_id": "s-2",
            "supplier_name": "Fernmoor",
            "payee_names": ["Fernmoor", "FERNMOOR"],
            "amount_gbp": Decimal(10),
            "explanation": "unknown",
        },
    ]
    candidates = [
        {
            "supplier_id": "s-1",
            "candidate_rank": rank,
            "entity_id": f"E{rank}",
            "entity_name": f"BARNMOOR {rank}",
            "probability": chance,
            "explanation": "same name",
        }
        for rank, chance in ((2, 0.2), (1, probability))
    ]
    locations = [{"supplier_id": "s-1", "entity_id": "E1", "postcode": "BB5 1AA"}]
    return review_state(
        suppliers=pa.Table.from_pylist(suppliers, schema=SUPPLIERS_SCHEMA),
        candidates=pa.Table.from_pylist(candidates, schema=CANDIDATES_SCHEMA),
        locations=pa.Table.from_pylist(locations, schema=LOCATIONS_SCHEMA),
        judgements=judgements,
    )


def fill(path, answers):
    """Write answers into a sheet as a person would: by supplier id and column."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.active
        for line in range(2, sheet.max_row + 1):
            for column, value in answers.get(sheet.cell(line, 2).value, {}).items():
                sheet.cell(line, SHEET_COLUMNS.index(column) + 1).value = value
        book.save(path)
        return
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SHEET_COLUMNS)
        writer.writeheader()
        writer.writerows(row | answers.get(row["Supplier id"], {}) for row in rows)


@pytest.fixture(params=[".xlsx", ".csv"])
def sheet(request, tmp_path):
    path = tmp_path / f"review{request.param}"
    write_review_sheet(path, state(), order=["s-1", "s-2"], effects={"s-1": "12 % of the variance"})
    return path


def taken(path, *, now=None):
    return read_review_sheet(path, now or state(), judged_by="A. Larch", ring_ids=["city", "county"], at=MONDAY)


def test_workbook_shows_candidates_reasons_and_effect_and_holds_no_formula(tmp_path):
    path = tmp_path / "review.xlsx"
    count = write_review_sheet(path, state(), order=["s-2", "s-1"], effects={"s-1": "12 % of the variance"})
    sheet = openpyxl.load_workbook(path).active
    rows = [dict(zip(SHEET_COLUMNS, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]

    assert count == 2
    assert [row["Supplier id"] for row in rows] == ["s-2", "s-1"]
    assert rows[1]["Candidate 1"] == "BARNMOOR 1 (E1), BB5 1AA, probability 0.60: same name"
    assert rows[1]["Candidate 2"] == "BARNMOOR 2 (E2), no postcode, probability 0.20: same name"
    assert (rows[1]["Supplier"], rows[1]["Paid (£)"], rows[1]["Why it matters"]) == (
        FORMULA,
        1234.5,
        "12 % of the variance",
    )
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert '"same as 1,' in sheet.data_validations.dataValidation[0].formula1


def test_comma_separated_sheet_neutralises_formulas(tmp_path):
    path = tmp_path / "review.csv"
    write_review_sheet(path, state(), order=["s-1"])
    row = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))

    assert (row["Supplier"], row["Names as typed"]) == (f"'{FORMULA}", f"'{FORMULA}")
    assert [neutral(text) for text in ("=1", "+1", "-1", "@x", "\tx", "a=1")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "a=1",
    ]


def test_empty_answers_are_counted_and_nothing_is_taken(sheet):
    assert (taken(sheet).judgements, taken(sheet).refused, taken(sheet).unanswered_count) == ((), (), 2)


def test_good_rows_become_judgements_of_every_name(sheet):
    fill(
        sheet,
        {
            "s-1": {"Answer": "same as 2"},
            "s-2": {
                "Postcode": "bb51aa",
                "Local?": "yes",
                "Ring": "city",
                "Business type": "charity",
                "Reason": "its yard",
            },
        },
    )
    read = taken(sheet)

    assert (read.refused, read.unanswered_count) == ((), 0)
    assert read.judgements == (
        judge("same", payee_names=[FORMULA], judged_by="A. Larch", at=MONDAY, entity_id="E2"),
        *(
            judge(
                kind, payee_names=["Fernmoor", "FERNMOOR"], judged_by="A. Larch", at=MONDAY, reason="its yard", **said
            )
            for kind, said in (
                ("located_at", {"postcode": "BB5 1AA"}),
                ("local_because", {"ring_id": "city"}),
                ("business_type", {"business_type": "charity"}),
            )
        ),
    )


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ({"Answer": "none of these"}, [("different", "E1"), ("different", "E2")]),
        ({"Answer": "Unsure"}, [("unsure", "E1")]),
        ({"Answer": "same as the entity id", "Entity id": "GB-COH-1"}, [("same", "GB-COH-1")]),
        ({"Local?": "no", "Ring": "city", "Reason": "sold"}, [("not_local", None)]),
    ],
)
def test_answer_becomes_these_judgements(sheet, answer, kinds):
    fill(sheet, {"s-1": answer})

    assert [(one.kind, one.entity_id) for one in taken(sheet).judgements] == kinds


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"Answer": "same as 3"}, "there is no candidate 3"),
        ({"Answer": "perhaps"}, "the answer 'perhaps' is none of those in the list"),
        ({"Answer": "same as 1", "Entity id": "E9"}, "an entity id goes with the answer 'same as the entity id' only"),
        ({"Answer": "same as the entity id"}, "the entity id is missing"),
        ({"Postcode": "BB5 1AA"}, "a judgement of where a supplier is needs its reason"),
        ({"Postcode": "Preston", "Reason": "r"}, "the postcode is not one"),
        ({"Local?": "maybe", "Ring": "city", "Reason": "r"}, "'Local?' takes yes or no"),
        ({"Local?": "yes", "Reason": "r"}, "'Local?' and 'Ring' go together"),
        ({"Local?": "yes", "Ring": "moon", "Reason": "r"}, "the ring is none of city, county"),
        ({"Business type": "guild"}, "the business type is none of private_company"),
    ],
)
def test_contradictory_or_lacking_row_is_refused_by_line_and_others_are_kept(sheet, answer, reason):
    fill(sheet, {"s-1": answer, "s-2": {"Business type": "charity"}})
    read = taken(sheet)

    assert [one.kind for one in read.judgements] == ["business_type"]
    assert [one.line_number for one in read.refused] == [2]
    assert read.refused[0].reason.startswith(reason)


def test_row_made_for_another_state_is_refused(sheet):
    fill(sheet, {"s-1": {"Answer": "same as 1"}})
    judged = Judgements((judge("unsure", payee_names=[FORMULA], judged_by="B", at=MONDAY, entity_id="E1"),))

    assert taken(sheet, now=state(probability=0.601)).refused == ()
    for now in (state(probability=0.7), state(judgements=judged)):
        assert [(one.line_number, one.reason) for one in taken(sheet, now=now).refused] == [
            (2, "the supplier has changed since the sheet was made; export it again")
        ]


def test_sheet_taken_once_is_stale_afterwards(sheet):
    fill(sheet, {"s-1": {"Answer": "same as 1"}})
    first = taken(sheet)
    again = taken(sheet, now=state(judgements=Judgements(first.judgements)))

    assert [one.kind for one in first.judgements] == ["same"]
    assert ([one.line_number for one in again.refused], again.judgements) == ([2], ())


def test_supplier_answered_twice_or_gone_is_refused(tmp_path):
    path = tmp_path / "review.csv"
    write_review_sheet(path, state(), order=["s-1", "s-1", "s-2"])
    fill(path, {"s-1": {"Answer": "same as 1"}, "s-2": {"Business type": "charity", "Supplier id": "s-9"}})

    assert [(one.line_number, one.reason.split(";")[0]) for one in taken(path).refused] == [
        (2, "the supplier has more than one filled-in row"),
        (3, "the supplier has more than one filled-in row"),
        (4, "the supplier is not, or no longer, in the study"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"not a workbook"), ("a.csv", b"name,amount\nx,1\n"), ("a.csv", b""), ("a.csv", b"\xff\x00\x81")],
)
def test_file_that_is_no_review_sheet_is_refused_whole(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ReviewSheetError):
        taken(path)


def test_sheet_of_another_kind_cannot_be_written(tmp_path):
    with pytest.raises(ReviewSheetError, match=r"end in .xlsx or .csv"):
        write_review_sheet(tmp_path / "review.pdf", state(), order=["s-1"])
