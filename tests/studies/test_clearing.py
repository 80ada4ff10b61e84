"""Deleting what earlier runs left."""

import shutil
import time
from pathlib import Path

import pytest

from ourplace.studies import clear_replaced, last_run, load_study, new_study, run_study

LATER = 2.0


def payments(payee: str) -> str:
    """Return a file with one payment."""
    return f"Supplier,Date,Amount\n{payee},13/04/2024,100.00\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A study that was run with one file, and again after its content had changed."""
    folder = tmp_path_factory.mktemp("study")
    new_study(folder, place="Preston")
    anchor = load_study(folder).settings.anchors[0]
    pattern = anchor.files[0]
    path = folder / pattern.replace("*", "april.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    for payee in ("Before Ltd", "After Ltd"):
        path.write_text(payments(payee))
        run_study(load_study(folder))
    return folder


@pytest.fixture
def twice_run(kept: Path, tmp_path: Path) -> Path:
    """A copy of the study that was run twice."""
    return Path(shutil.copytree(kept, tmp_path / "study"))


def tables_in(folder: Path) -> dict[str, int]:
    """Return how many folders of each stage there are."""
    cache = folder / ".ourplace"
    return {
        name: len(list((cache / name).iterdir())) for name in ("read", "ledger", "gathered", "resolved", "figures")
    }


def names_before(folder: Path) -> bool:
    """Return whether any file of the cache's tables and readings still holds the payee of the first run."""
    stages = ("read", "ledger", "gathered", "resolved", "figures", "reports")
    files = [path for stage in stages for path in (folder / ".ourplace" / stage).rglob("*") if path.is_file()]
    return any(b"Before Ltd" in path.read_bytes() or b"BEFORE" in path.read_bytes() for path in files)


def test_only_what_the_last_run_needs_stays(twice_run) -> None:
    before = tables_in(twice_run)

    deleted = clear_replaced(twice_run, readings_kept=(), older_than_seconds=0, now=time.time() + LATER)

    assert before == dict.fromkeys(before, 2)
    assert tables_in(twice_run) == dict.fromkeys(before, 1)
    assert deleted >= len(before)
    assert last_run(twice_run) is not None


def test_a_payee_of_replaced_tables_is_nowhere_in_them(twice_run) -> None:
    assert names_before(twice_run)

    clear_replaced(twice_run, readings_kept=(), older_than_seconds=0, now=time.time() + LATER)

    assert not names_before(twice_run)


def test_what_is_new_or_asked_for_stays(twice_run) -> None:
    readings = {path.name for path in (twice_run / ".ourplace" / "read").iterdir()}

    deleted = clear_replaced(twice_run, readings_kept=readings, older_than_seconds=3600, now=time.time())
    clear_replaced(twice_run, readings_kept=readings, older_than_seconds=0, now=time.time() + LATER)

    assert deleted == 0
    assert tables_in(twice_run) == {"read": 2, "ledger": 1, "gathered": 1, "resolved": 1, "figures": 1}


def test_a_study_that_never_finished_a_run_keeps_its_tables(twice_run) -> None:
    (twice_run / ".ourplace" / "last-run.json").unlink()

    clear_replaced(twice_run, readings_kept=(), older_than_seconds=0, now=time.time() + LATER)

    assert tables_in(twice_run) == {"read": 0, "ledger": 2, "gathered": 2, "resolved": 2, "figures": 2}
