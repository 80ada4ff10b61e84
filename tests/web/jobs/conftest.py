"""A run that waits, as a job to try things on."""

import pytest

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.studies.models import Study


@pytest.fixture
def study(make_study) -> Study:
    """A study of the cast's network."""
    return make_study()


@pytest.fixture
def run(study, cast) -> Run:
    """A run that waits for a worker."""
    return ask_for_run(study, cast.alice)
