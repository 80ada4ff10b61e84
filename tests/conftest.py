"""What every test may ask for: an engine, and the published files where they are present."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ourplace.engine import Engine, open_engine
from ourplace.examples import write_preston
from ourplace.studies import LastRun, last_run, load_study, run_study

# How long one example takes depends on what else the machine is doing; tests here are not timed.
settings.register_profile("ourplace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ourplace")

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


@pytest.fixture(scope="session")
def preston_run(tmp_path_factory: pytest.TempPathFactory) -> LastRun:
    """The bundled example, run once for the session and opened again from what the run left."""
    folder = write_preston(tmp_path_factory.mktemp("preston-run")).parent
    run_study(load_study(folder))
    found = last_run(folder)
    assert found is not None
    return found
