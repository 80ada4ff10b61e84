"""Judgements between the website, the review sheet and the library's own file."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ourplace.suppliers import Judgements, append_judgements, judge, judgement_lines, read_judgements
from ourplace.suppliers.review import SHEET_COLUMNS
from ourplace_web.review.exchange import take_in, write_judgements
from ourplace_web.review.judging import judgements_of, keep
from ourplace_web.review.models import KeptJudgement
from ourplace_web.studies.study_folder import study_folder

ADDRESS = ["preston", "preston-2024-25"]
MADE = (
    judge("same", payee_names=["Barnmoor"], judged_by="A. Larch", entity_id="GB-COH-1"),
    judge(
        "located_at", payee_names=["Ferné", "Fern Ltd"], judged_by="B. Birch", postcode="BB5 1AA", reason="its “yard”"
    ),
    judge("not_local", payee_names=["x"], judged_by="C", ring_id="preston", reason="r"),
    judge("business_type", payee_names=["y"], judged_by="D", business_type="charity"),
)
UNDONE = judge("withdrawn", payee_names=["Barnmoor"], judged_by="A. Larch", withdraws=MADE[0].judgement_id)


def sheet_of(client):
    """The review sheet as it is downloaded, opened."""
    return openpyxl.load_workbook(io.BytesIO(client.get(reverse("review_sheet", args=ADDRESS)).content))


def upload(client, content, name="review.xlsx"):
    """Send a file to the review."""
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("upload_judgements", args=ADDRESS), {"sheet": file}, follow=True)


def filled(book, answers):
    """The content of a sheet with answers by supplier id."""
    sheet = book.active
    for line in range(2, sheet.max_row + 1):
        given = answers.get(sheet.cell(line, SHEET_COLUMNS.index("Supplier id") + 1).value)
        if given:
            sheet.cell(line, SHEET_COLUMNS.index("Answer") + 1).value = given
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_what_is_kept_is_read_back_by_the_library_as_the_same(study, cast, tmp_path) -> None:
    keep(cast.alice, study, [*MADE, UNDONE])

    path = write_judgements(study)

    assert path == study_folder(study) / "judgements.jsonl"
    assert read_judgements(path) == Judgements((*MADE, UNDONE)) == judgements_of(study)
    append_judgements(tmp_path / "own.jsonl", [*MADE, UNDONE])
    assert path.read_bytes() == (tmp_path / "own.jsonl").read_bytes()


def test_what_the_library_wrote_is_taken_in_once_and_given_back_as_it_was(study, browser) -> None:
    alice = browser("alice")
    content = judgement_lines([*MADE, UNDONE]).encode()

    first = upload(alice, content, "judgements.jsonl").content.decode()
    second = upload(alice, content, "judgements.jsonl").content.decode()

    assert "5 judgements were kept." in first
    assert "0 judgements were kept." in second
    assert alice.get(reverse("judgements_file", args=ADDRESS)).content == content


def test_writing_before_a_run_loses_nothing_that_somebody_put_into_the_file(study, cast) -> None:
    path = study_folder(study) / "judgements.jsonl"
    append_judgements(path, [MADE[1]])
    with path.open("a") as file:
        file.write("not a judgement\n")
    keep(cast.alice, study, [MADE[0]])

    for _time in range(2):
        write_judgements(study)

    assert read_judgements(path).judgements == (MADE[0], MADE[1]) == judgements_of(study).judgements
    assert path.read_text("utf-8").splitlines()[2:] == ["not a judgement"]


def test_taking_in_keeps_signatures_and_says_in_the_log_who_took_them_in(study, cast) -> None:
    assert take_in(cast.alice, study, Judgements(MADE)) == 4
    assert [one.judged_by for one in judgements_of(study).judgements] == ["A. Larch", "B. Birch", "C", "D"]
    assert set(KeptJudgement.objects.values_list("person_id", flat=True)) == {cast.alice.pk}


def test_a_sheet_goes_out_and_comes_back_with_refused_rows_explained(study, browser) -> None:
    alice = browser("alice")
    content = filled(sheet_of(alice), {"s-alarms": "same as 2", "s-person": "same as 4", "s-college": "none of these"})

    page = upload(alice, content).content.decode()

    assert [(one.kind, one.entity_id) for one in judgements_of(study).judgements] == [
        ("same", "GB-COH-s-alarms-2"), ("different", "GB-COH-s-college-1"),
    ]  # fmt: skip
    assert "Line 3: there is no candidate 4" in page
    assert list(KeptJudgement.objects.values_list("supplier_id", flat=True)) == ["s-alarms", "s-college"]
    assert "Line 2: the supplier has changed since the sheet was made" in upload(alice, content).content.decode()


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("alice", ["s-alarms", "s-person", "s-college", "s-hidden", "s-lost"]),
        ("bob", ["s-alarms", "s-person", "s-lost"]),
    ],
)
def test_a_sheet_holds_the_suppliers_that_are_ones_own_to_judge(who, listed, study, browser) -> None:
    sheet = sheet_of(browser(who)).active

    assert [row[SHEET_COLUMNS.index("Supplier id")].value for row in sheet.iter_rows(min_row=2)] == listed


def test_an_editor_cannot_judge_by_sheet_what_their_anchor_does_not_pay(study, browser) -> None:
    content = filled(sheet_of(browser("alice")), {"s-college": "same as 1", "s-alarms": "same as 1"})

    page = upload(browser("bob"), content).content.decode()

    assert [one.entity_id for one in judgements_of(study).judgements] == ["GB-COH-s-alarms-1"]
    assert "Line 4: the supplier is not, or no longer, in the study" in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("review.xlsx", b"PK not a workbook", "The review sheet cannot be read"),
        ("review.csv", b"a,b\n1,2\n", "This is not a review sheet"),
        ("review.docx", b"x", "Choose an .xlsx, .csv or .jsonl file"),
        ("review.csv", b"", "The file is empty. Choose another."),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(name, content, sentence, study, browser) -> None:
    page = upload(browser("alice"), content, name).content.decode()

    assert sentence in page
    assert KeptJudgement.objects.count() == 0


def test_a_line_that_is_no_judgement_is_named_and_the_others_kept(study, browser) -> None:
    page = upload(browser("alice"), b"{}\n" + judgement_lines(MADE).encode(), "judgements.jsonl").content.decode()

    assert "Line 1: the line has no list of payee names" in page
    assert judgements_of(study).judgements == MADE
