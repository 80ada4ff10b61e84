"""Deleting a study: who may, what is said, what goes from the database and the disk, what stays."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from ourplace_web.audit.models import Entry
from ourplace_web.networks.models import Network, Organisation
from ourplace_web.review.models import KeptJudgement
from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies import deleting
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receiving import Destination, keep
from ourplace_web.uploads.tasks import read_upload


@pytest.fixture
def full(make_study, cast, tmp_path, settings, monkeypatch) -> Study:
    """A study with a file that was read, a judgement, and what a finished run leaves on the disk."""
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    monkeypatch.setattr("ourplace_web.jobs.pulse.Pulse.beat_on", lambda _pulse: None)
    study = make_study(registers=[{"id": "public-bodies"}])
    path = tmp_path / "April.csv"
    path.write_text("Supplier,Date,Amount\nRibble Catering Ltd,03/04/2024,4000000.50\n")
    keep(path, path.name, Destination(study, cast.council, cast.bob))
    read_upload.func(Upload.objects.get().pk)
    run = Run.objects.create(study=study, state="done", figures_key="abc", finished_at=timezone.now())
    for folder in (run.figures_folder, run.reports_folder):
        folder.mkdir(parents=True)
        (folder / "table").write_text("Ribble Catering Ltd")
    KeptJudgement.objects.create(
        study=study,
        judgement_id="j1",
        kind="not_this",
        payee_names=["RIBBLE"],
        judged_by="Alice",
        judged_at="2025-05-01",
    )
    return study


def files_on_disk() -> list[Path]:
    """Return every file of uploads and studies."""
    folders = (Path(settings.UPLOADS_FOLDER), Path(settings.STUDIES_FOLDER))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def address_of(study: Study) -> str:
    """Return where a study is deleted."""
    return reverse("delete_study", args=["preston", study.slug])


def test_the_page_says_what_goes_and_what_stays(full, browser) -> None:
    page = " ".join(browser("alice").get(address_of(full)).content.decode().split())

    assert "This cannot be undone." in page
    assert "<li>1 file, with the payments read from it</li>" in page
    assert "<li>1 run, with its figures and reports</li>" in page
    assert "<li>1 judgement about suppliers</li>" in page
    assert "What stays: the network’s institutions and people" in page
    assert Study.objects.exists()


def test_nothing_of_a_deleted_study_is_left_in_the_database_or_on_the_disk(
    full, browser, django_capture_on_commit_callbacks
) -> None:
    before = len(files_on_disk())

    with django_capture_on_commit_callbacks(execute=True):
        page = browser("alice").post(address_of(full), {"name": "Preston 2024/25"}, follow=True).content.decode()

    assert before > 5
    assert files_on_disk() == []
    assert [model.objects.count() for model in (Study, Upload, Run, KeptJudgement)] == [0, 0, 0, 0]
    assert "The study Preston 2024/25 was deleted, with everything in it." in page
    assert (Network.objects.count(), Organisation.objects.count()) == (2, 1)


def test_the_log_keeps_that_it_was_there_and_who_deleted_it(full, browser) -> None:
    browser("alice").post(address_of(full), {"name": "preston 2024/25 "})

    entry = Entry.objects.get(verb="study_deleted")
    assert str(entry) == "Alice Ainsworth deleted the study Preston 2024/25"
    assert entry.details == {"files": 1, "runs": 1, "judgements": 1, "was_public": False}


@pytest.mark.parametrize(
    ("name", "said"), [("", "Type the study’s name"), ("Preston 2023/24", "Type the name as it stands beside")]
)
def test_another_name_deletes_nothing(name, said, full, browser) -> None:
    page = browser("alice").post(address_of(full), {"name": name}).content.decode()

    assert said in page
    assert "There is a problem" in page
    assert Study.objects.exists()


@pytest.mark.parametrize("who", ["bob", "carol", "charlie", "visitor"])
def test_nobody_else_deletes_a_study(who, full, browser) -> None:
    browser(who).post(address_of(full), {"name": full.name})

    assert Study.objects.exists()


@pytest.mark.parametrize("thing", ["study", "network"])
def test_the_disk_is_tidied_however_a_row_is_deleted(thing, full, cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        (full if thing == "study" else cast.network).delete()

    assert files_on_disk() == []


def test_a_deletion_that_is_undone_leaves_the_disk_as_it_was(full, cast, django_capture_on_commit_callbacks) -> None:
    before = files_on_disk()

    with django_capture_on_commit_callbacks() as callbacks:
        full.delete()

    assert callbacks
    assert files_on_disk() == before


def test_a_folder_whose_deletion_was_interrupted_is_swept_away_after_an_hour(full, cast) -> None:
    folder, kept = study_folder(full), Path(settings.STUDIES_FOLDER) / "notes-of-somebody"
    kept.mkdir()
    full.delete()
    changed = folder.stat().st_mtime

    swept = [deleting.sweep(now=changed + 60), deleting.sweep(now=changed + 3601)]

    assert swept == [0, 1]
    assert (folder.exists(), kept.exists()) == (False, True)


def test_one_command_sweeps_everything(full, capsys) -> None:
    folder = study_folder(full)
    full.delete()
    for path in (folder, *(Path(settings.UPLOADS_FOLDER) / "kept").iterdir()):
        os.utime(path, (0, 0))

    call_command("sweep")

    assert capsys.readouterr().out == "Tidied away: 2\n"
    assert files_on_disk() == []


def test_what_a_job_writes_after_its_study_was_deleted_goes_with_it(full, cast, monkeypatch) -> None:
    def run_on(study, **_settings):
        Study.objects.all().delete()
        late = study.folder / "reports" / "late.html"
        late.parent.mkdir(parents=True, exist_ok=True)
        late.write_text("late")
        raise RuntimeError("the tables were not where they had been")

    monkeypatch.setattr("ourplace_web.runs.tasks.run_study", run_on)

    said = carry_out_run.func(ask_for_run(full, cast.alice).pk)

    assert said == "the run is no longer wanted: it was cancelled, or its study was deleted"
    assert not study_folder(full).exists()


def test_reading_a_file_whose_study_was_deleted_meanwhile_ends_quietly(full, cast, monkeypatch) -> None:
    upload = Upload.objects.get()
    Upload.objects.update(state="waiting")

    def read_on(_upload):
        Study.objects.all().delete()
        raise RuntimeError("the file was not where it had been")

    monkeypatch.setattr("ourplace_web.uploads.tasks.read", read_on)

    assert read_upload.func(upload.pk) == "the file is no longer wanted"
