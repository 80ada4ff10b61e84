"""The report gathered from a finished run, and what the public may see of it, kept in the process."""

from functools import lru_cache
from pathlib import Path

from ourplace.reports import Report, suppressed
from ourplace.studies import LastRun, last_run, report_of

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
    run = last_run(folder)
    if run is None:
        raise FileNotFoundError(folder)
    return report_of(run)


@lru_cache(maxsize=REPORTS_KEPT)
def _suppressed(folder: Path, key: str) -> Report:
    return suppressed(_gathered(folder, key))
