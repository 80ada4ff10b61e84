"""Heartbeat and progress of a job, tried on a run."""

import datetime as dt

import pytest
from django.utils import timezone

from ourplace_web.jobs import pulse as pulses
from ourplace_web.jobs.pulse import JobStoppedError, Pulse


class Clock:
    """A clock that moves when told."""

    now = 100.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The clock that pulses look at."""
    found = Clock()
    monkeypatch.setattr(pulses, "time", found)
    return found


def test_progress_is_written_at_most_twice_a_second(run, clock, django_assert_num_queries) -> None:
    run.claim()
    pulse = Pulse(run)

    with django_assert_num_queries(3):
        for _report in range(100):
            clock.now += 0.0125
            pulse("Reading files", _report, 100)

    run.refresh_from_db()
    assert (run.stage, run.stage_done, run.stage_total) == ("Reading files", 80, 100)


def test_a_silent_stage_still_beats(run, clock) -> None:
    run.claim()
    pulse = Pulse(run)
    long_ago = timezone.now() - dt.timedelta(hours=1)
    type(run).objects.filter(pk=run.pk).update(heartbeat_at=long_ago)

    clock.now += 4.9
    pulse.write_if_due()
    run.refresh_from_db()
    before = run.heartbeat_at
    clock.now += 0.2
    pulse.write_if_due()
    run.refresh_from_db()

    assert before == long_ago
    assert run.heartbeat_at > long_ago


@pytest.mark.parametrize("what", ["cancelled", "deleted", "taken over"])
def test_work_that_is_no_longer_wanted_stops_at_the_next_report(what, run, clock) -> None:
    run.claim()
    pulse = Pulse(run)
    rows = type(run).objects.filter(pk=run.pk)
    {
        "cancelled": lambda: rows.update(state="cancelled"),
        "deleted": rows.delete,
        "taken over": lambda: rows.update(attempt=2),
    }[what]()

    with pytest.raises(JobStoppedError):
        pulse("Reading files", 1, 2)


def test_how_long_each_stage_took_is_counted_however_often_it_is_told(run, clock) -> None:
    run.claim()
    with Pulse(run) as pulse:
        for stage, seconds in (
            ("Resolving", 1.0),
            ("Matching", 20.0),
            ("Matching", 5.0),
            ("Resolving", 2.0),
            ("Writing", 4.0),
        ):
            pulse(stage, 0, 1)
            clock.now += seconds

    run.refresh_from_db()
    assert pulse.seconds == {"Resolving": 3.0, "Matching": 25.0, "Writing": 4.0}
    assert set(run.stage_seconds) == {"Resolving", "Matching", "Writing"}
