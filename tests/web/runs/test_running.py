"""Asking for a run, carrying it out, calling it off."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from ourplace.studies import load_study, run_study
from ourplace_web.audit.models import Entry
from ourplace_web.runs import tasks
from ourplace_web.runs.asking import ask_for_run, call_off
from ourplace_web.runs.models import Run, latest_result
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads.models import Upload


def test_a_run_records_where_its_figures_and_reports_are(with_files, run_now, browser) -> None:
    run = run_now(with_files)

    assert (run.state, run.attempt, run.problem) == ("done", 1, "")
    assert (run.figures_folder / "local_share.parquet").is_file()
    assert sorted(path.name for path in run.reports_folder.iterdir()) == ["report.html", "report.xlsx", "summary.docx"]
    assert sorted(run.reports.values()) == ["report.html", "report.xlsx", "summary.docx"]
    assert (
        "of the £9.0m that Preston City Council paid" in browser("carol").get(run.get_absolute_url()).content.decode()
    )
    assert latest_result(with_files) == run


def test_the_figures_are_those_of_the_library(with_files, run_now) -> None:
    run = run_now(with_files)

    again = run_study(load_study(study_folder(with_files)))

    assert (again.folder.name, again.headline.sentence) == (run.figures_key, run.headline)


def test_a_study_without_files_says_what_to_do(study, run_now, browser) -> None:
    run = run_now(study)

    page = browser("alice").get(run.get_absolute_url()).content.decode()
    assert run.state == "failed"
    assert "What to do: upload files on the page Files, and run the study again." in page
    assert "Try again" in page


def test_a_failure_of_our_own_is_said_without_its_insides(with_files, cast, monkeypatch, browser) -> None:
    def fail(*_arguments, **_settings):
        raise ZeroDivisionError("secret insides")

    monkeypatch.setattr(tasks, "run_study", fail)
    run = ask_for_run(with_files, cast.alice)

    with pytest.raises(ZeroDivisionError):
        carry_out_run.func(run.pk)

    page = browser("alice").get(run.get_absolute_url()).content.decode()
    assert "OurPlace itself failed" in page
    assert "secret insides" not in page


def test_a_study_that_was_deleted_ends_its_run_quietly(with_files, cast) -> None:
    run = ask_for_run(with_files, cast.alice)
    with_files.delete()

    assert carry_out_run.func(run.pk) == tasks.NO_LONGER_WANTED


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_a_run_ends_quietly_when_it_is_no_longer_wanted_half_way(how, with_files, cast, monkeypatch) -> None:
    def half_way(_study, *, progress, **_settings):
        run = Run.objects.get()
        if how == "cancelled":
            call_off(run, cast.alice)
        else:
            with_files.delete()
        progress.next_write = 0
        progress("Computing figures", 1, 2)

    monkeypatch.setattr(tasks, "run_study", half_way)

    said = carry_out_run.func(ask_for_run(with_files, cast.alice).pk)

    assert said == tasks.NO_LONGER_WANTED
    assert [run.state for run in Run.objects.all()] == (["cancelled"] if how == "cancelled" else [])


def test_asking_twice_leads_to_the_run_that_waits(with_files, browser) -> None:
    address = reverse("start_run", args=["preston", with_files.slug])

    answers = [browser("alice").post(address)["Location"] for _time in range(2)]

    assert answers[0] == answers[1]
    assert Run.objects.count() == 1
    assert str(Entry.objects.get(verb="run_started")) == "Alice Ainsworth started a run of Preston 2024/25"


def test_a_second_run_of_a_study_waits_for_the_first_and_then_has_its_turn(with_files, cast) -> None:
    first = ask_for_run(with_files, cast.alice)
    first.claim()
    second = ask_for_run(with_files, cast.alice)

    said = carry_out_run.func(second.pk)
    second.refresh_from_db()
    before, task = second.state, second.task_id
    tasks.attempt(first)
    tasks.let_next_begin(with_files.pk)
    second.refresh_from_db()

    assert (said, before) == ("another run of the study is under way", "waiting")
    assert second.task_id != task
    assert carry_out_run.func(second.pk) == "finished"
    assert {run.figures_key for run in Run.objects.all()} == {first.rows().get(pk=first.pk).figures_key}


def test_a_file_that_came_while_another_was_removed_is_counted_once(with_files, run_now, cast) -> None:
    run_now(with_files)
    Upload.objects.get(file_name="5.csv").delete()

    assert "of the £4.0m that Preston City Council paid" in run_now(with_files).headline


def test_cancelling_a_run_that_has_ended_changes_nothing(with_files, run_now, browser) -> None:
    run = run_now(with_files)
    address = reverse("cancel_run", args=["preston", with_files.slug, run.public_id])

    page = browser("alice").post(address, follow=True).content.decode()

    run.refresh_from_db()
    assert "The run had ended before." in page
    assert run.state == "done"


def test_progress_says_the_stage_how_far_it_is_and_the_time_left_at_its_pace(with_files, cast, browser) -> None:
    run = ask_for_run(with_files, cast.alice)
    run.claim()
    now = timezone.now()
    Run.objects.update(
        stage="Reading files",
        stage_done=30,
        stage_total=120,
        heartbeat_at=now,
        stage_started_at=now - dt.timedelta(seconds=10),
    )

    page = " ".join(
        browser("bob").get(run.get_absolute_url(), headers={"HX-Request": "true"}).content.decode().split()
    )

    assert "<strong>Reading files</strong>: 30 of 120 files. About 30 seconds left of this stage." in page
    assert "How long the stages after it take is known once a run has finished." in page
    assert '<progress max="120" value="30"' in page
    assert "<html" not in page


def test_a_page_that_watches_a_run_is_shown_anew_when_it_has_ended(with_files, run_now, browser) -> None:
    run = run_now(with_files)

    assert browser("bob").get(run.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_finished_run_keeps_how_long_each_stage_took_and_of_how_many_payments(with_files, run_now, browser) -> None:
    Upload.objects.update(used_count=1)

    run = run_now(with_files)

    assert {"Reading files", "Gathering payees", "Writing reports"} < set(run.stage_seconds)
    assert 0 < sum(run.stage_seconds.values()) <= run.seconds_taken + 1
    assert run.row_count == 2
