"""How long a run will take from here, as far as is known."""

import datetime as dt

import pytest
from django.utils import timezone

from ourplace_web.runs.models import Run
from ourplace_web.runs.time_left import TimeLeft, time_left
from ourplace_web.studies.models import Study

BEFORE = {"Reading files": 20.0, "Resolving suppliers": 30.0, "Writing reports": 50.0}
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@pytest.fixture
def under_way(study) -> Run:
    """A run that has read 30 of 120 files in ten seconds."""
    return Run.objects.create(
        study=study, state="working", stage="Reading files", stage_done=30, stage_total=120, heartbeat_at=NOW,
        stage_started_at=NOW - dt.timedelta(seconds=10), stage_seconds={"Reading files": 10.0}, row_count=1_000,
    )  # fmt: skip


def finished(study: Study, seconds=None, *, rows: int = 1_000, days_ago: int = 1) -> Run:
    """Return a run that has finished."""
    return Run.objects.create(
        study=study, state="done", stage_seconds=BEFORE if seconds is None else seconds, row_count=rows,
        finished_at=timezone.now() - dt.timedelta(days=days_ago),
    )  # fmt: skip


@pytest.fixture
def other_study(make_study, study) -> Study:
    """Another study of the network."""
    return make_study(name="Preston 2023/24", slug="preston-2023-24")


def test_of_a_first_run_only_the_stage_is_known(under_way) -> None:
    assert time_left(under_way) == TimeLeft(30, "stage", "pace")


def test_of_a_first_run_nothing_is_known_of_a_stage_without_parts(under_way) -> None:
    under_way.stage_done, under_way.stage_total = 0, 1

    assert time_left(under_way) is None


def test_stages_to_come_take_as_long_as_before(under_way, study) -> None:
    finished(study)

    assert time_left(under_way) == TimeLeft(30 + 30 + 50, "run", "study")


def test_a_stage_without_parts_takes_as_long_as_before(under_way, study) -> None:
    finished(study)
    under_way.stage, under_way.stage_done, under_way.stage_total = "Resolving suppliers", 0, 1
    under_way.stage_seconds = {"Reading files": 12.0, "Resolving suppliers": 0.0}

    assert time_left(under_way) == TimeLeft(30 - 10 + 50, "run", "study")


def test_a_stage_that_takes_longer_than_before_leaves_those_after_it(under_way, study) -> None:
    finished(study)
    under_way.stage, under_way.stage_done, under_way.stage_total = "Resolving suppliers", 0, 1
    under_way.stage_started_at = NOW - dt.timedelta(minutes=5)
    under_way.stage_seconds = {"Reading files": 12.0, "Resolving suppliers": 0.0}

    assert time_left(under_way) == TimeLeft(50, "run", "study")


def test_a_stage_that_the_last_run_skipped_is_taken_from_the_one_before(under_way, study) -> None:
    finished(study, days_ago=2)
    finished(study, {"Reading files": 1.0, "Writing reports": 40.0})

    assert time_left(under_way) == TimeLeft(30 + 30 + 40, "run", "study")


def test_a_stage_that_was_passed_over_is_not_to_come(under_way, study) -> None:
    finished(study, BEFORE | {"Gathering payees": 1_000.0, "Indexing the registers": 9.0})
    under_way.stage, under_way.stage_seconds = (
        "Resolving suppliers",
        {"Reading files": 12.0, "Resolving suppliers": 1.0},
    )

    assert time_left(under_way) == TimeLeft(30 + 9 + 50, "run", "study")


def test_more_payments_take_longer(under_way, study) -> None:
    finished(study, rows=500)

    assert time_left(under_way) == TimeLeft(30 + 2 * (30 + 50), "run", "study")


def test_runs_of_the_networks_other_studies_are_better_than_none(under_way, other_study) -> None:
    finished(other_study, rows=2_000)

    assert time_left(under_way) == TimeLeft(30 + 15 + 25, "run", "network")


def test_runs_of_another_network_say_nothing(under_way, cast, make_study) -> None:
    finished(make_study(network=cast.other_network, slug="exeter"))

    assert time_left(under_way) == TimeLeft(30, "stage", "pace")


def test_a_run_that_has_not_begun_a_stage_takes_as_long_as_before(under_way, study) -> None:
    finished(study)
    under_way.stage, under_way.stage_seconds, under_way.stage_total = "", {}, None

    assert time_left(under_way) == TimeLeft(100, "run", "study")


@pytest.mark.parametrize(("seconds", "minutes"), [(89, 0), (90, 2), (120, 2), (121, 3)])
def test_long_times_are_said_in_minutes(seconds, minutes) -> None:
    assert TimeLeft(seconds, "run", "study").minutes == minutes


def test_the_page_says_what_the_time_goes_by_and_how_many_payments_there_are(under_way, study, browser) -> None:
    finished(study)

    page = " ".join(browser("bob").get(under_way.get_absolute_url()).content.decode().split())

    assert "<strong>Reading files</strong>: 30 of 120 files." in page
    assert "About 2 minutes left of the whole run, going by earlier runs of this study." in page
    assert "1,000 payments in all." in page
