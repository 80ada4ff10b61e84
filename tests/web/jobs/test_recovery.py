"""Jobs whose worker died are found and started again; those that kill their workers are given up."""

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ourplace_web.jobs.recovery import recover
from ourplace_web.runs.models import Run

LONG_AGO = dt.timedelta(minutes=1)


def silence(run, **fields) -> None:
    """Let a job's heart have stopped a minute ago."""
    Run.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - LONG_AGO, **fields)


def waiting_tasks() -> int:
    """Return how many tasks wait for a worker."""
    return DBTaskResult.objects.filter(status="READY").count()


def test_a_job_whose_worker_died_waits_again_and_its_task_is_closed(run) -> None:
    DBTaskResult.objects.update(status="RUNNING")
    run.claim()
    silence(run)

    assert recover() == 1

    run.refresh_from_db()
    assert (run.state, run.attempt, waiting_tasks()) == ("waiting", 1, 1)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]


def test_a_job_that_lives_is_left_alone(run) -> None:
    run.claim()

    assert recover() == 0
    run.refresh_from_db()
    assert run.state == "working"


def test_a_job_that_waits_its_turn_is_not_queued_twice(run) -> None:
    Run.objects.update(queued_at=timezone.now() - LONG_AGO)

    assert (recover(), waiting_tasks()) == (0, 1)


@pytest.mark.parametrize("status", ["RUNNING", "FAILED", None])
def test_a_waiting_job_whose_task_was_lost_is_queued_again(status, run) -> None:
    if status:
        DBTaskResult.objects.update(status=status)
    else:
        DBTaskResult.objects.all().delete()
    Run.objects.update(queued_at=timezone.now() - LONG_AGO)

    assert (recover(), waiting_tasks()) == (1, 1)


def test_what_stops_its_worker_three_times_is_given_up_with_a_sentence(run) -> None:
    for _attempt in range(3):
        run.claim()
        silence(run)
        recover()

    run.refresh_from_db()
    assert run.state == "failed"
    assert "It stopped its worker three times" in run.problem
    assert recover() == 0


def test_a_dead_run_gives_way_to_the_one_behind_it(run, study) -> None:
    run.claim()
    second = Run.objects.create(study=study)
    silence(run)

    recover()

    run.refresh_from_db()
    second.refresh_from_db()
    assert (run.state, second.state) == ("failed", "waiting")
    assert "Another was waiting behind it" in run.problem


def test_the_worker_that_was_thought_dead_can_change_nothing_any_more(run) -> None:
    run.claim()
    silence(run)
    recover()
    again = Run.objects.get()
    again.claim()

    assert not run.finish("failed", problem="late")
    again.refresh_from_db()
    assert (again.state, again.attempt) == ("working", 2)
