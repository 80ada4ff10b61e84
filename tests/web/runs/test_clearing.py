"""What earlier runs left is deleted once a newer one has finished."""

import datetime as dt
import time

from django.utils import timezone

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.clearing import sweep
from ourplace_web.runs.models import Run
from ourplace_web.studies.results import latest_results
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads.deleting import delete_file
from ourplace_web.uploads.models import Upload

TWO_HOURS = 7200.0


def test_what_a_deleted_file_left_in_tables_goes_an_hour_after_a_newer_run_has_finished(
    with_files, run_now, cast, django_capture_on_commit_callbacks
) -> None:
    first = run_now(with_files)
    with django_capture_on_commit_callbacks(execute=True):
        delete_file(Upload.objects.get(file_name="4.csv"), cast.bob)
    second = run_now(with_files)
    Upload.objects.update(state="done")
    cache = first.figures_folder.parents[1]
    ledgers = len(list((cache / "ledger").iterdir()))

    swept = sweep()
    there = first.figures_folder.is_dir()
    sweep(now=time.time() + TWO_HOURS)

    assert (swept, there, ledgers) == (0, True, 2)
    assert (first.figures_folder.is_dir(), second.figures_folder.is_dir()) == (False, True)
    assert [len(list((cache / name).iterdir())) for name in ("ledger", "read")] == [1, 1]
    assert latest_results(with_files).result.folder == second.figures_folder


def test_a_reading_that_belongs_to_no_file_goes_unless_its_study_is_at_work(study, cast) -> None:
    reading = study_folder(study) / ".ourplace" / "read" / "abc"
    reading.mkdir(parents=True)
    run = ask_for_run(study, cast.alice)

    at_work = sweep(now=time.time() + TWO_HOURS)
    run.delete()
    idle = sweep(now=time.time() + TWO_HOURS)

    assert (at_work, idle, reading.exists()) == (0, 1, False)


def test_reports_older_than_the_website_keeps_any_go_but_not_the_newest(study, settings) -> None:
    days = (40, 35, 31)
    runs = [
        Run.objects.create(study=study, state="done", finished_at=timezone.now() - dt.timedelta(days=age))
        for age in days
    ]
    for run in runs:
        run.reports_folder.mkdir(parents=True)
    kept = sweep()
    settings.KEEP_DAYS = 33

    swept = sweep()

    assert (kept, swept) == (0, 2)
    assert [run.reports_folder.is_dir() for run in runs] == [False, False, True]
