"""The report gathered from a finished run, and what the public may see of it, kept in the process."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ourplace.reports import Report
from ourplace.studies import LastRun, last_run, public_report_of, report_of, report_since
from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results

REPORTS_KEPT = 8


def report_for(run: LastRun) -> Report:
    """Return the report of a run; gathered once for as long as the process keeps it."""
    return _gathered(run.study.folder, run.key)


def report_since_last_study(study: Study, run: LastRun) -> Report:
    """Return the report of a study's run with its change since the network's last study of the same place before it."""
    report = report_for(run)
    earlier = last_study_before(study)
    if earlier is not None:
        return report_since(run, report, earlier=earlier, before=report_for(earlier))
    reason = "the study has one period, and the network no earlier study of this place that has been run"
    return replace(report, unknown_reasons={"change": reason, **report.unknown_reasons})


def last_study_before(study: Study) -> LastRun | None:
    """Return the results of the network's last study of the same place that begins before a study; None where there are none."""
    same = Study.objects.select_related("network").filter(network=study.network, place_code=study.place_code)
    earlier = same.filter(period_start__lt=study.period_start).order_by("-period_start", "-pk")
    return next((run for run in map(latest_results, earlier) if run is not None), None)


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
