"""A study with files of one month each, and ways to run it."""

from collections.abc import Callable

import pytest

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies.models import Study


@pytest.fixture
def study(make_study, folders) -> Study:
    """Preston's study of 2024/25, in folders of the test's own."""
    return make_study(registers=[{"id": "public-bodies"}])


@pytest.fixture
def run_now(cast) -> Callable[[Study], Run]:
    """A function that asks for a run and carries it out here, as the worker does."""

    def run(study: Study) -> Run:
        asked = ask_for_run(study, cast.alice)
        carry_out_run.func(asked.pk)
        asked.refresh_from_db()
        return asked

    return run
