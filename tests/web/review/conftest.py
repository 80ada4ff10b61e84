"""A study whose results are small, invented tables in its folder, and a register of one organisation."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ourplace.registers import ENTITY_SCHEMA
from ourplace_web.studies.models import Study


@pytest.fixture
def study(study_with_results) -> Study:
    """The study under review."""
    return study_with_results


@pytest.fixture
def entities(tmp_path) -> Path:
    """A register of one organisation, which is the first candidate of the first supplier."""
    path = tmp_path / "entities.parquet"
    row = {
        "entity_id": "GB-COH-s-alarms-1", "status": "active", "legal_form": "private_company", "sic_codes": ["43210"],
        "postcode": "PR1 2HE", "town_name": "Preston",
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row], schema=ENTITY_SCHEMA), path)
    return path
