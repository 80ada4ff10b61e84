"""What the tests of places share: the whole directory, converted once, and a small one of our own."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from ibis.expr.types import Table

from ourplace.engine import Engine, open_engine
from ourplace.places import default_cache_folder, load_postcodes
from ourplace.places.postcode_directory import SCHEMA


@pytest.fixture(scope="session")
def directory_engine() -> Iterator[Engine]:
    """One database for all tests that ask the whole postcode directory."""
    opened = open_engine(threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def directory(directory_engine: Engine) -> Table:
    """Every UK postcode, from the cache where an earlier run left it."""
    return load_postcodes(directory_engine, cache_folder=default_cache_folder())


@pytest.fixture
def outline_folder(tmp_path: Path) -> Path:
    """An empty cache, so that nothing is read from an earlier run."""
    return tmp_path / "cache"


ROWS = [
    # postcode, easting, northing, grid, lad_code, nation, latitude, longitude
    ("BB5 1AA", 376000, 428000, "british", "E07000120", "England", 53.7480, -2.3650),
    ("BB5 9ZZ", 379000, 432000, "british", "E07000120", "England", 53.7840, -2.3200),
    ("PR1 2RL", 354034, 429508, "british", "E07000123", "England", 53.7599, -2.6987),
    ("M1 1AA", 384759, 398534, "british", "E08000003", "England", 53.4833, -2.2298),
    ("CF10 1AA", 318000, 176000, "british", "W06000015", "Wales", 51.4780, -3.1820),
    ("BT1 1AA", 334316, 374675, "irish", "N09000003", "Northern Ireland", 54.6024, -5.9223),
    ("IM1 1AA", None, None, None, None, "Isle of Man", None, None),
    ("M99 1AA", None, None, None, None, None, None, None),
]


@pytest.fixture
def small_directory(engine: Engine) -> Table:
    """Eight postcodes with places to measure from, one off the grids and one without a place."""
    schema = SCHEMA.set(6, pa.field("latitude", pa.float64())).set(7, pa.field("longitude", pa.float64()))
    columns = [pa.array(values, field.type) for values, field in zip(zip(*ROWS, strict=True), schema, strict=True)]
    return engine.table(pa.table(columns, schema=schema), name="small_directory")
