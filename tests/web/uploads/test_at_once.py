"""Two who send at the same moment: the database lets one through, and the other is told or numbered."""

import pytest

from ourplace_web.uploads import receiving, storage
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receiving import Destination, keep

APRIL = "Supplier,Date,Amount\nRibble Catering Ltd,03/04/2024,1200.50\n"


@pytest.fixture
def destination(study, cast) -> Destination:
    """The council's files of the study, sent by Bob."""
    return Destination(study, cast.council, cast.bob)


@pytest.fixture
def meanwhile(monkeypatch, destination, tmp_path):
    """A function that lets a colleague's file arrive between our look at what is there and our writing."""
    choose = receiving.free_name

    def arrives(name: str, content: str) -> None:
        def choose_too_late(wanted, taken):
            monkeypatch.setattr(receiving, "free_name", choose)
            colleague = tmp_path / "colleague.csv"
            colleague.write_text(content)
            keep(colleague, name, destination)
            return choose(wanted, taken)

        monkeypatch.setattr(receiving, "free_name", choose_too_late)

    return arrives


@pytest.fixture
def ours(tmp_path):
    """Our file, as it arrived."""
    path = tmp_path / "ours.csv"
    path.write_text(APRIL)
    return path


def test_the_same_content_at_the_same_moment_is_kept_once(ours, meanwhile, destination) -> None:
    meanwhile("Theirs.csv", APRIL)

    outcome = keep(ours, "Ours.csv", destination)

    upload = Upload.objects.get()
    assert (outcome.sort, outcome.sentence) == (
        "repeated",
        "Ours.csv has the same content as Theirs.csv, which is here already, and was not kept twice.",
    )
    assert [path.name for path in storage.uploads_folder("kept").iterdir()] == [upload.stored_name]


def test_the_same_name_at_the_same_moment_is_numbered(ours, meanwhile, destination) -> None:
    meanwhile("April.csv", APRIL.replace("1200.50", "9.00"))

    outcome = keep(ours, "April.csv", destination)

    assert (outcome.sort, outcome.name) == ("kept", "April (2).csv")
    assert {one.file_name: storage.stored_path(one).read_text().count("1200.50") for one in Upload.objects.all()} == {
        "April.csv": 0,
        "April (2).csv": 1,
    }


def test_two_workers_that_get_the_same_file_read_it_once(ours, destination) -> None:
    keep(ours, "April.csv", destination)
    one, other = Upload.objects.get(), Upload.objects.get()

    assert [one.claim(), other.claim()] == [True, False]
    assert Upload.objects.get().attempt == 1
