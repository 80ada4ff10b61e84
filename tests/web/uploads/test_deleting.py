"""Deleting files: all of an institution, and those that are older than the website keeps any."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from ourplace_web.audit.models import Entry
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study
from ourplace_web.uploads import storage
from ourplace_web.uploads.deleting import delete_expired
from ourplace_web.uploads.models import Upload

SENT = "Supplier,Date,Amount\nRibble Catering Ltd,03/0{month}/2024,75.00\n"
ADDRESS = ("preston", "preston-city-council")


@pytest.fixture
def many(send, read_all, college, study) -> Study:
    """Two files of the council and one of the college, read."""
    send({"April.csv": SENT.format(month=4), "May.csv": SENT.format(month=5)})
    send({"June.csv": SENT.format(month=6)}, who="alice", anchor="college")
    read_all()
    return study


def kept() -> set[str]:
    """Return the names of the files that lie in the folder of kept ones."""
    return {path.name for path in storage.uploads_folder("kept").iterdir()}


def readings(study) -> set[str]:
    """Return the readings in a study's cache."""
    return {path.name for path in (storage.study_folder(study) / ".ourplace" / "read").iterdir()}


def test_the_page_says_what_goes_and_what_stays(many, browser) -> None:
    page = " ".join(browser("bob").get(reverse("delete_files", args=ADDRESS)).content.decode().split())

    assert "<li>Preston 2024/25: 2 files</li>" in page
    assert "What stays: figures and reports that were made with them, until the study is run again or deleted" in page
    assert Upload.objects.count() == 3


def test_an_institutions_files_go_from_the_database_and_the_disk_and_no_others(
    many, college, browser, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = browser("bob").post(reverse("delete_files", args=ADDRESS), follow=True).content.decode()

    (left,) = Upload.objects.all()
    assert "2 files were deleted." in page
    assert (left.file_name, kept(), readings(many)) == ("June.csv", {left.stored_name}, {left.reading_key})
    assert list(storage.spend_folder(many, Organisation.objects.get(slug=ADDRESS[1])).iterdir()) == []
    assert sorted(str(entry) for entry in Entry.objects.filter(verb="file_removed")) == [
        "Bob Bamber removed the file April.csv",
        "Bob Bamber removed the file May.csv",
    ]


@pytest.mark.parametrize(("who", "answer"), [("carol", 403), ("charlie", 404)])
def test_who_may_not_deletes_nothing(who, answer, many, browser) -> None:
    assert browser(who).post(reverse("delete_files", args=ADDRESS)).status_code == answer
    assert Upload.objects.count() == 3


def test_another_institutions_files_are_not_for_an_editor_to_delete(many, browser) -> None:
    assert browser("bob").post(reverse("delete_files", args=["preston", "college"])).status_code == 404
    assert Upload.objects.count() == 3


def test_what_two_institutions_sent_alike_stays_read_for_the_other(
    april, college, send, read_all, browser, study, django_capture_on_commit_callbacks
) -> None:
    content = storage.stored_path(april).read_text()
    send({"April.csv": content}, who="alice", anchor="college")
    read_all()

    with django_capture_on_commit_callbacks(execute=True):
        browser("bob").post(reverse("delete_files", args=ADDRESS))

    (left,) = Upload.objects.all()
    assert readings(study) == {left.reading_key}
    assert storage.stored_path(left).read_text() == content


def test_files_are_kept_for_ever_unless_the_website_says_how_long(many, settings) -> None:
    Upload.objects.update(sent_at=timezone.now() - dt.timedelta(days=10_000))

    assert (settings.KEEP_DAYS, delete_expired(), Upload.objects.count()) == (0, 0, 3)


def test_files_older_than_the_website_keeps_any_are_deleted_by_itself(
    many, settings, django_capture_on_commit_callbacks
) -> None:
    settings.KEEP_DAYS = 30
    old = Upload.objects.get(file_name="April.csv")
    Upload.objects.filter(pk=old.pk).update(sent_at=timezone.now() - dt.timedelta(days=30, seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        deleted = delete_expired()

    assert (deleted, Upload.objects.count()) == (1, 2)
    assert old.stored_name not in kept()
    entry = Entry.objects.get(verb="file_removed")
    assert (str(entry), entry.details["kept_days"]) == ("OurPlace removed the file April.csv", 30)
