"""The report gathered from a finished run, and what the public may see of it, kept in the process."""

from functools import lru_cache
from pathlib import Path

from ourplace.reports import Report
from ourplace.studies import LastRun, last_run, public_report_of, report_of

REPORTS_KEPT = 8


def report_for(run: LastRun) -> Report:
    """Return the report of a run; gathered once for as long as the process keeps it."""
    return _gathered(run.study.folder, run.key)


def public_report_for(run: LastRun) -> Report:
    """Return what the public may see of a run's report.

    Raises:
        TooFewSuppliersError: that would hide the headline itself.
    """
    return _suppressed(run.study.folder, run.key)


@lru_cache(maxsize=REPORTS_KEPT)
def _gathered(folder: Path, key: str) -> Report:  # noqa: ARG001 (the key tells one run from the next)
    return report_of(_opened(folder))


@lru_cache(maxsize=REPORTS_KEPT)
def _suppressed(folder: Path, key: str) -> Report:
    return public_report_of(_opened(folder), report=_gathered(folder, key))


def _opened(folder: Path) -> LastRun:
    run = last_run(folder)
    if run is None:
        raise FileNotFoundError(folder)
    return run
