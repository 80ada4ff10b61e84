"""Saying which column is what: what is shown, what is read again, what is remembered."""

import datetime as dt

import pytest
from django.urls import reverse

from ourplace.studies import load_study
from ourplace_web.audit.models import Entry
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import write_study_folder
from ourplace_web.uploads.models import RememberedColumns, Upload

LEDGER = "Supplier,Budget holder,Date,Amount\nCity Treasury,Ribble Catering Ltd,0{month}/0{month}/2024,{month}00.00\n"
RIGHT = {"column_1": "", "column_2": "payee", "column_3": "date", "column_4": "amount", "date_order": ""}


def ledger(month: int) -> str:
    """Return a month's file, whose names stand over the wrong columns."""
    return LEDGER.format(month=month)


@pytest.fixture
def wrong(send, read_all) -> Upload:
    """A file that was read with the wrong payee."""
    send({"April.csv": ledger(4)})
    read_all()
    return Upload.objects.get()


def address_of(upload) -> str:
    """Return where the columns of a file are corrected."""
    study, anchor = upload.study, upload.organisation
    return reverse("correct_columns", args=["preston", study.slug, anchor.slug, upload.public_id])


def payee_of(upload, browser) -> str:
    """Return the column that a file's page says is the payee."""
    page = browser("bob").get(upload.get_absolute_url()).content.decode()
    return page.split("Who was paid")[0].rsplit('<th scope="row">', 1)[1].split("</th>")[0]


def test_the_form_shows_real_rows_under_what_was_recognised(wrong, browser) -> None:
    page = browser("bob").get(address_of(wrong)).content.decode()

    assert '<td class="cell">Ribble Catering Ltd</td>' in page
    assert "Line 2" in page
    assert '<option value="payee" selected>' in page.split("column_2")[0]


def test_a_corrected_file_is_read_again_as_was_said(wrong, browser, read_all) -> None:
    before = payee_of(wrong, browser)

    page = browser("bob").post(address_of(wrong), RIGHT, follow=True).content.decode()
    read_all()

    wrong.refresh_from_db()
    assert "The file is read again as you said." in page
    assert (before, payee_of(wrong, browser)) == ("Supplier", "Budget holder")
    assert (wrong.state, str(wrong.used_gbp)) == ("done", "400.00")
    assert str(Entry.objects.get(verb="columns_corrected")) == "Bob Bamber corrected the columns of April.csv"


def test_the_study_file_says_it_too_so_that_a_run_reads_the_same(wrong, browser) -> None:
    browser("bob").post(address_of(wrong), RIGHT)

    (anchor,) = load_study(write_study_folder(Study.objects.get())).settings.anchors
    assert anchor.file_overrides["April.csv"].columns == {"payee": "column 2"}
    assert anchor.file_overrides["April.csv"].ignore_columns == ("column 1",)


def test_other_files_of_the_layout_are_read_so_at_once_and_those_to_come_later(wrong, send, browser, read_all) -> None:
    send({"May.csv": ledger(5), "Other.csv": "Supplier,Date,Amount\nA Ltd,03/04/2024,1.00\n"})
    read_all()
    page = browser("bob").post(address_of(wrong), RIGHT, follow=True).content.decode()
    read_all()
    send({"June.csv": ledger(6)})
    read_all()

    assert "2 files of this layout are read again as you said." in page
    assert {upload.file_name: payee_of(upload, browser) for upload in Upload.objects.all()} == {
        "April.csv": "Budget holder", "May.csv": "Budget holder", "June.csv": "Budget holder", "Other.csv": "Supplier",
    }  # fmt: skip


def test_it_is_remembered_for_the_anchors_next_study_and_for_no_other_anchor(
    wrong, cast, college, send, browser, read_all, study
) -> None:
    browser("bob").post(address_of(wrong), RIGHT)
    send({"July.csv": ledger(7)}, who="alice", anchor="college")
    study.pk, study.slug, study.file_overrides = None, "next", {}
    study.public_id = Study().public_id
    study.period_end = dt.date(2026, 3, 31)
    study.save()
    send({"August.csv": ledger(8)})
    read_all()

    of_college, of_next = Upload.objects.get(file_name="July.csv"), Upload.objects.get(file_name="August.csv")
    assert (payee_of(of_next, browser), RememberedColumns.objects.count()) == ("Budget holder", 1)
    assert "Supplier" in browser("alice").get(of_college.get_absolute_url()).content.decode().split("Who was paid")[0]


def test_a_file_that_could_not_be_read_can_be_mended(send, read_all, browser) -> None:
    send({"odd.csv": "Aaa,Bbb,Ccc\nRibble Catering Ltd,x,1 apr 2024\nFylde Print Ltd,y,2 apr 2024\n"})
    read_all()
    odd = Upload.objects.get()

    page = browser("bob").get(address_of(odd)).content.decode()

    assert odd.state == "failed"
    assert '<td class="cell">Fylde Print Ltd</td>' in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column_1": "payee"}, "Two columns are “Who was paid”. Choose one of them."),
        ({"column_2": ""}, "Choose the column that says who was paid."),
        ({"column_4": ""}, "Choose the column with the amount."),
        ({"column_4": "nonsense"}, "nonsense is not one of the available choices."),
    ],
)
def test_what_cannot_be_right_is_asked_for_again_and_changes_nothing(change, said, wrong, browser) -> None:
    page = browser("bob").post(address_of(wrong), RIGHT | change).content.decode()

    wrong.refresh_from_db()
    assert said in page
    assert (wrong.state, Study.objects.get().file_overrides) == ("done", {})


def test_taking_it_back_leaves_no_trace_in_the_study_file(wrong, browser, read_all) -> None:
    browser("bob").post(address_of(wrong), RIGHT)
    read_all()
    back = RIGHT | {"column_1": "payee", "column_2": "department"}

    browser("bob").post(address_of(wrong), back)
    read_all()

    wrong.refresh_from_db()
    assert payee_of(wrong, browser) == "Supplier"


def test_deleting_a_file_forgets_what_was_said_of_it(wrong, browser) -> None:
    browser("bob").post(address_of(wrong), RIGHT)

    browser("bob").post(address_of(wrong).replace("/columns/", "/remove/"))

    assert Study.objects.get().file_overrides == {"preston-city-council": {}}
