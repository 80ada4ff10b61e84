"""What every test may ask for: an engine, and the published files where they are present."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ourplace.engine import Engine, open_engine

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty in-memory database that lives as long as the test."""
    opened = open_engine(threads=1, temporary_folder=tmp_path / "spill")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published files that tests may read but the repository does not hold."""
    folder = Path(os.environ.get("OURPLACE_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (folder / "spend" / "lancashire").is_dir():
        pytest.skip(f"the published files are not in {folder}; set OURPLACE_DATA to their folder")
    return folder
