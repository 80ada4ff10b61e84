"""From a file that is kept to its receipt, and its removal."""

import shutil

import pytest
from django.urls import reverse

from ourplace.studies import check_study, load_study
from ourplace_web.audit.models import Entry
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads import storage
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.tasks import read_upload


def page_of(upload, browser, who="carol") -> str:
    """Return the page of a file."""
    return " ".join(browser(who).get(upload.get_absolute_url()).content.decode().split())


def test_a_receipt_says_what_became_of_each_row_and_penny(april, browser) -> None:
    assert (april.state, april.used_count, str(april.used_gbp)) == ("done", 2, "1299.99")
    assert (april.set_aside_count, str(april.set_aside_gbp), april.rejected_count) == (1, "10.00", 1)
    page = page_of(april, browser)
    assert "Every row and every penny of the file is in exactly one of these." in page
    assert "Outside the period of the study" in page
    assert "Amount is not a number" in page


def test_a_receipt_names_lines_and_no_payee(april, browser) -> None:
    page = page_of(april, browser)

    assert [name for name in ("Ribble", "Fylde", "Old Mill", "Wyre") if name in page] == []
    assert '<td data-label="Lines to look at">4</td>' in page
    assert '<td data-label="Lines to look at">5</td>' in page


def test_a_run_later_finds_the_file_read(april, study) -> None:
    (read,) = check_study(load_study(study_folder(study))).files

    assert (read.folder.name, read.content_hash) == (april.reading_key, april.sha256)


def test_the_study_finds_the_file_by_its_own_name_without_a_second_copy(april, study, cast) -> None:
    placed = storage.spend_folder(study, cast.council) / "April.csv"

    assert placed.samefile(storage.stored_path(april))


def test_a_file_that_is_no_list_of_payments_says_so_and_keeps_the_others(send, read_all, browser) -> None:
    send({"staff.csv": "Name,Room\nAnn,12\nBob,14\n", "May.csv": "Supplier,Date,Amount\nA Ltd,03/05/2024,75.00\n"})

    outcomes = read_all()

    staff = Upload.objects.get(file_name="staff.csv")
    assert sorted(outcomes) == ["read", "read"]
    assert staff.state == "failed"
    assert "The file holds no payments that OurPlace can find" in page_of(staff, browser)
    assert Upload.objects.get(file_name="May.csv").state == "done"


def test_reading_a_file_twice_counts_it_once(april, browser, study) -> None:
    assert read_upload.func(april.pk) == "the file is no longer wanted"

    page = browser("bob").get(reverse("files", args=["preston", study.slug])).content.decode()
    assert "1,299.99" in page


def test_a_study_that_was_deleted_ends_the_reading_quietly(send, study) -> None:
    send({"April.csv": "Supplier,Date,Amount\nA Ltd,03/04/2024,75.00\n"})
    upload = Upload.objects.get().pk
    study.delete()

    assert read_upload.func(upload) == "the file is no longer wanted"


def test_a_receipt_that_was_cleared_away_is_said_to_come_again(april, study, browser) -> None:
    shutil.rmtree(study_folder(study) / ".ourplace")

    assert "The next run of the study makes it again." in page_of(april, browser)


def test_deleting_a_file_deletes_what_was_read_from_it(
    april, study, cast, browser, django_capture_on_commit_callbacks
) -> None:
    reading, stored = storage.reading_folder(april), storage.stored_path(april)
    address = reverse("remove_file", args=["preston", study.slug, cast.council.slug, april.public_id])

    with django_capture_on_commit_callbacks(execute=True):
        page = browser("bob").post(address, follow=True).content.decode()

    assert "April.csv was deleted. The next run leaves it out." in page
    assert not Upload.objects.exists()
    assert [path.exists() for path in (reading, stored, storage.spend_folder(study, cast.council) / "April.csv")] == [
        False, False, False,
    ]  # fmt: skip
    assert str(Entry.objects.get(verb="file_removed")) == "Bob Bamber removed the file April.csv"


@pytest.mark.parametrize("left", ["April.csv", "planted.csv"])
def test_a_studys_folder_holds_what_was_uploaded_and_nothing_else(left, april, study, cast) -> None:
    folder = storage.spend_folder(study, cast.council)
    (folder / "planted.csv").write_text("Supplier,Date,Amount\nA Ltd,03/04/2024,9.00\n")
    if left == "April.csv":
        (folder / "April.csv").unlink()

    storage.place_all(study)

    assert [path.name for path in folder.iterdir()] == ["April.csv"]
