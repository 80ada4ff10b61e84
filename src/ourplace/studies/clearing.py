"""Deleting what earlier runs of a study left, which its last finished run does not need."""

import shutil
from collections.abc import Container, Iterator
from pathlib import Path

from ourplace.studies.cache import newest_change
from ourplace.studies.finished import LastRun, last_run
from ourplace.studies.study_file import Study, StudyFile

# Each of these names payees; what is made of registers names none of them, and is dear to make again.
TABLES = ("figures", "gathered", "resolved", "reports", "ledger", "left_out")
READINGS = "read"


def clear_replaced(folder: Path, *, readings_kept: Container[str], older_than_seconds: float, now: float) -> int:
    """Delete the tables and readings of the study in a folder that nothing needs any more, and return how many folders it was.

    The tables of the last finished run stay, and the readings whose keys are given or that it used; so does what changed
    within some seconds before `now` (seconds since 1970). Where no run has finished, only readings are deleted. Nothing of
    the study may be running meanwhile.
    """
    run = last_run(folder)
    cache = Study(StudyFile.model_construct(), folder / "study.toml", folder).cache_folder
    needed = set(folders_of(run)) if run else set()
    found = [path for path in cache.glob(f"{READINGS}/*") if path.name not in readings_kept]
    found += [path for table in TABLES for path in cache.glob(f"{table}/*")] if run else []
    unneeded = [path for path in found if path not in needed and now - newest_change(path) > older_than_seconds]
    for path in unneeded:
        shutil.rmtree(path, ignore_errors=True)
    return len(unneeded)


def folders_of(run: LastRun) -> Iterator[Path]:
    """Yield the folders in which a run left its tables, and those of the readings that it used."""
    yield from (run.result.folder, run.gathered, run.resolved)
    yield from (path.parent for path in run.result.reports.values())
    for file in run.result.files:
        yield from (path.parent for path in (file.ledger_path, file.left_out_path) if path)
        if file.folder:
            yield file.folder
