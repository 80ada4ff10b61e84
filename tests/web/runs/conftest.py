"""A study with files of one month each, and ways to run it."""

from collections.abc import Callable

import pytest

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies.models import Study
from ourplace_web.uploads.receiving import Destination, keep


@pytest.fixture
def study(make_study, tmp_path, settings, monkeypatch) -> Study:
    """Preston's study of 2024/25, in folders of the test's own."""
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    monkeypatch.setattr("ourplace_web.jobs.pulse.Pulse.beat_on", lambda _pulse: None)
    return make_study(registers=[{"id": "public-bodies"}])


@pytest.fixture
def with_files(study, cast, tmp_path) -> Study:
    """The study with two files of the council."""
    for month in (4, 5):
        path = tmp_path / f"{month}.csv"
        path.write_text(f"Supplier,Date,Amount\nRibble Catering Ltd,03/{month:02d}/2024,{month}000000.50\n")
        keep(path, path.name, Destination(study, cast.council, cast.bob))
    return study


@pytest.fixture
def run_now(cast) -> Callable[[Study], Run]:
    """A function that asks for a run and carries it out here, as the worker does."""

    def run(study: Study) -> Run:
        asked = ask_for_run(study, cast.alice)
        carry_out_run.func(asked.pk)
        asked.refresh_from_db()
        return asked

    return run
