"""The results of a study: its newest finished run, and the report gathered from it, kept in the process."""

from functools import lru_cache
from pathlib import Path

from ourplace.reports import Report, suppressed
from ourplace.studies import LastRun, last_run, last_run_stamp, report_of
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

REPORTS_KEPT = 8


def latest_results(study: Study) -> LastRun | None:
    """Return the newest finished run of a study, or None where it has none."""
    folder = study_folder(study)
    stamp = last_run_stamp(folder)
    run = None if stamp is None else _opened(folder, stamp)
    return run if run is not None and run.result.folder.is_dir() else None


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
def _opened(folder: Path, stamp: int) -> LastRun | None:  # noqa: ARG001 (the stamp tells one run from the next)
    return last_run(folder)


@lru_cache(maxsize=REPORTS_KEPT)
def _gathered(folder: Path, key: str) -> Report:  # noqa: ARG001 (the key tells one run from the next)
    run = last_run(folder)
    if run is None:
        raise FileNotFoundError(folder)
    return report_of(run)


@lru_cache(maxsize=REPORTS_KEPT)
def _suppressed(folder: Path, key: str) -> Report:
    return suppressed(_gathered(folder, key))
