"""A study of the cast's network."""

import pytest

from ourplace_web.studies.models import Study


@pytest.fixture
def study(make_study) -> Study:
    """Preston's study, made by its analyst."""
    return make_study(
        rings=[{"name": "Preston", "areas": ["Preston"]}, {"name": "Lancashire", "areas": ["Lancashire"]}],
        registers=[{"id": "public-bodies"}],
    )
