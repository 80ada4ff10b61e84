"""Saying how a file is read: what is shown, what is tried, what is read again, what is remembered."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from openpyxl import Workbook

from ourplace.spend import Overrides
from ourplace.studies import load_study
from ourplace_web.audit.models import Entry
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import write_study_folder
from ourplace_web.uploads.models import RememberedColumns, Upload
from ourplace_web.uploads.reading_form import shape_of

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


TITLED = "City Treasury,,,\nPayments of {month},,,\nSupplier,Date,Description,Amount\nRibble Ltd,0{month}/05/2024,Paper,1.234\n"
AS_SHOWN = {"column_1": "payee", "column_2": "date", "column_3": "description", "column_4": "amount"}


def titled(month: int) -> str:
    """Return a month's file with a title above its names, whose dates and amounts can be read two ways."""
    return TITLED.format(month=month)


def plain(page) -> str:
    """Return a page's text without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def two_ways(send, read_all) -> Upload:
    """A file that asks what it leaves open."""
    send({"April.csv": titled(4)})
    read_all()
    return Upload.objects.get()


def test_what_would_become_of_the_rows_is_shown_before_anything_is_changed(two_ways, browser) -> None:
    said = AS_SHOWN | {"date_order": "mdy", "decimal_mark": ",", "header_line": "", "vat_basis": "net"}

    page = plain(browser("bob").post(address_of(two_ways), said | {"look": "rows"}))

    two_ways.refresh_from_db()
    assert "What would become of these rows" in page
    assert "Ribble Ltd" in page.split("What would become")[1]
    assert "£1,234.00 now: £1.23" in page
    assert (two_ways.state, Study.objects.get().file_overrides) == ("done", {})


@pytest.mark.parametrize(
    ("said", "in_file", "day", "pounds"),
    [
        ({"date_order": "dmy", "decimal_mark": "."}, {"date_order": "dmy", "decimal_mark": "."}, 4, "1.23"),
        ({"date_order": "dmy", "decimal_mark": ","}, {"date_order": "dmy", "decimal_mark": ","}, 4, "1234.00"),
        (
            {"date_order": "dmy", "decimal_mark": ".", "amounts_in": "thousands", "vat_basis": "gross", "date_basis": "invoice"},
            {"date_order": "dmy", "decimal_mark": ".", "amounts_in": "thousands", "vat_basis": "gross", "date_basis": "invoice"},
            4,
            "1234.00",
        ),
    ],
)  # fmt: skip
def test_each_setting_is_kept_and_read_by(said, in_file, day, pounds, two_ways, browser, read_all) -> None:
    browser("bob").post(address_of(two_ways), AS_SHOWN | said)
    read_all()

    two_ways.refresh_from_db()
    (anchor,) = load_study(write_study_folder(Study.objects.get())).settings.anchors
    kept = anchor.file_overrides["April.csv"].model_dump(exclude_defaults=True)
    assert {name: kept[name] for name in in_file} == in_file
    assert str(two_ways.used_gbp) == pounds


def test_a_form_begins_with_what_was_said_and_taking_it_back_leaves_no_trace(two_ways, browser) -> None:
    browser("bob").post(
        address_of(two_ways), AS_SHOWN | {"vat_basis": "gross", "header_line": "3"} | shape(two_ways, 3)
    )
    again = browser("bob").get(address_of(two_ways)).content.decode()

    browser("bob").post(address_of(two_ways), AS_SHOWN | {"vat_basis": "", "header_line": ""} | shape(two_ways, None))

    assert '<option value="gross" selected>' in again
    assert 'name="header_line" value="3"' in again
    assert not {"vat_basis", "header_line"} & set(
        Study.objects.get().file_overrides["preston-city-council"].get("April.csv", {})
    )


def shape(upload, header_line) -> dict[str, str]:
    """Return what the page says of where the table stands, once it shows the one whose names stand on a line."""
    return {"shape": shape_of(Overrides(header_line=header_line))}


def test_a_table_that_is_said_to_stand_elsewhere_is_shown_first(two_ways, browser) -> None:
    page = browser("bob").post(address_of(two_ways), AS_SHOWN | {"header_line": "2"})

    two_ways.refresh_from_db()
    assert "This is the table as you say." in plain(page)
    assert '<label for="id_column_1">Payments of 4</label>' in page.content.decode()
    assert (two_ways.state, Study.objects.get().file_overrides) == ("done", {})


def test_its_columns_are_kept_once_they_were_seen(two_ways, browser, read_all) -> None:
    said = AS_SHOWN | {"header_line": "0", "column_1": "payee", "date_order": "dmy", "decimal_mark": "."}
    first = browser("bob").post(address_of(two_ways), said).content.decode()
    shown = re.search(r'name="shape" value="([^"]+)"', first)[1].replace("&quot;", '"')

    browser("bob").post(address_of(two_ways), said | {"shape": shown})
    read_all()

    two_ways.refresh_from_db()
    overrides = Study.objects.get().file_overrides["preston-city-council"]["April.csv"]
    assert overrides["header_line"] == 0
    assert str(two_ways.used_gbp) == "1.23"


def test_which_line_holds_the_names_is_remembered_for_files_whose_titles_differ(send, read_all, browser) -> None:
    send({"April.csv": odd_title(4)})
    read_all()
    april = Upload.objects.get()
    browser("bob").post(address_of(april), RIGHT | {"header_line": "2"} | shape(april, 2))

    send({"May.csv": odd_title(5)})
    read_all()

    assert Study.objects.get().file_overrides["preston-city-council"]["May.csv"]["header_line"] == 2
    assert payee_of(Upload.objects.get(file_name="May.csv"), browser) == "Budget holder"


def odd_title(month: int) -> str:
    """Return a month's file whose first line looks like names of columns, and differs from month to month."""
    return f"Supplier,Department,Date of month {month},Amount\n" + ledger(month)


def test_what_was_said_of_the_table_is_not_said_of_a_file_that_cannot_be_read_so(send, read_all, browser) -> None:
    send({"April.csv": "City Treasury,,,\nPayments,,,\n" + ledger(4), "May.csv": ledger(5)})
    read_all()
    april = Upload.objects.get(file_name="April.csv")

    browser("bob").post(address_of(april), RIGHT | {"header_line": "3"} | shape(april, 3))

    assert list(Study.objects.get().file_overrides["preston-city-council"]) == ["April.csv"]
    assert {str(upload): upload.state for upload in Upload.objects.all()} == {
        "April.csv": "waiting",
        "May.csv": "done",
    }


def book(*sheets: str) -> bytes:
    """Return a workbook with a month in each sheet."""
    content, made = io.BytesIO(), Workbook()
    for number, name in enumerate(sheets, start=1):
        sheet = made.create_sheet(name)
        for row in (("Supplier", "Date", "Amount"), (f"Firm {number} Ltd", dt.date(2024, 4, 20), number * 100)):
            sheet.append(row)
    del made["Sheet"]
    made.save(content)
    return content.getvalue()


def test_sheets_are_chosen_for_this_file_and_for_no_other(send, read_all, browser) -> None:
    send({"one.xlsx": book("April", "May"), "two.xlsx": book("June", "July")})
    read_all()
    one = Upload.objects.get(file_name="one.xlsx")
    columns = {"column_1": "payee", "column_2": "date", "column_3": "amount"}
    said = columns | {"sheets": ["May"], "vat_basis": "net", "shape": shape_of(Overrides(sheets=("May",)))}

    browser("bob").post(address_of(one), said)
    read_all()

    of = Study.objects.get().file_overrides["preston-city-council"]
    assert (of["one.xlsx"]["sheets"], of["two.xlsx"]) == (["May"], {"vat_basis": "net"})
    assert {str(upload): str(upload.used_gbp) for upload in Upload.objects.all()} == {
        "one.xlsx": "200.00", "two.xlsx": "300.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"header_line": "7x"}, "Enter the number of a line, from 1 to 1,000"),
        ({"header_line": "100000"}, "Enter the number of a line, from 1 to 1,000"),
        ({"vat_basis": "maybe"}, "maybe is not one of the available choices."),
    ],
)
def test_a_setting_that_cannot_be_is_asked_for_again(change, said, two_ways, browser) -> None:
    page = browser("bob").post(address_of(two_ways), AS_SHOWN | change)

    assert said in plain(page)
    assert "There is a problem" in plain(page)
    assert Study.objects.get().file_overrides == {}


def test_a_receipt_leads_to_its_lines_and_questions_in_the_form(april, send, read_all, browser) -> None:
    send({"asks.csv": titled(4)})
    read_all()
    asks = Upload.objects.get(file_name="asks.csv")
    assert "1 mended: amounts rounded to the penny" in plain(browser("bob").get(asks.get_absolute_url()))
    receipt = browser("bob").get(april.get_absolute_url()).content.decode()
    address = re.search(r'<a href="([^"]+lines=5#rows)">5</a>', receipt)[1]

    page = plain(browser("bob").get(address))

    assert "Wyre Signs Ltd" in page
    assert "Ribble Catering Ltd" not in page
    assert "Line 5" in page.split("What becomes of these rows now")[1]
    assert "Amount is not a number" in page
    assert 'columns/#id_date_order">Answer it' in browser("bob").get(asks.get_absolute_url()).content.decode()
    assert "columns/" not in browser("carol").get(april.get_absolute_url()).content.decode()
