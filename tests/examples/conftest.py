from pathlib import Path

import pytest

from ourplace.examples.preston import InventedStudy, invent_preston, write_preston


@pytest.fixture(scope="session")
def preston() -> InventedStudy:
    return invent_preston()


@pytest.fixture(scope="session")
def preston_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_preston(tmp_path_factory.mktemp("preston")).parent
