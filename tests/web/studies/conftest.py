"""A study of the cast's network."""

import datetime as dt

import pytest

from ourplace_web.studies.models import Study


@pytest.fixture
def study(cast) -> Study:
    """Preston's study, made by its analyst."""
    return Study.objects.create(
        network=cast.network,
        name="Preston 2024/25",
        slug="preston-2024-25",
        period_start=dt.date(2024, 4, 1),
        period_end=dt.date(2025, 3, 31),
        place_code="E07000123",
        place_name="Preston",
        rings=[{"name": "Preston", "areas": ["Preston"]}, {"name": "Lancashire", "areas": ["Lancashire"]}],
        registers=[{"id": "public-bodies"}],
        made_by=cast.alice,
    )
