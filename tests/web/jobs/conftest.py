"""A run that waits, as a job to try things on."""

import datetime as dt

import pytest

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.studies.models import Study


@pytest.fixture
def study(cast) -> Study:
    """A study of the cast's network."""
    return Study.objects.create(
        network=cast.network,
        name="Preston 2024/25",
        slug="preston-2024-25",
        period_start=dt.date(2024, 4, 1),
        period_end=dt.date(2025, 3, 31),
        place_code="E07000123",
        place_name="Preston",
        rings=[{"name": "Preston", "areas": ["Preston"]}],
    )


@pytest.fixture
def run(study, cast) -> Run:
    """A run that waits for a worker."""
    return ask_for_run(study, cast.alice)
