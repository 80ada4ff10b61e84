"""Two finished runs of the same place side by side: whether they were made alike, and what changed."""

from ourplace.reports import Report, changed_since
from ourplace.studies.finished import LastRun


def report_since(run: LastRun, report: Report, *, earlier: LastRun, before: Report) -> Report:
    """Return a run's report with its change since an earlier run of the same place, or the reason why there is none to tell."""
    return changed_since(report, before, refusal=why_not_alike(run, earlier))


def why_not_alike(run: LastRun, earlier: LastRun) -> str:
    """Return why two runs of one place cannot be compared, because they were made in different ways; empty where they can."""
    now, then = run.study.settings, earlier.study.settings
    if now.rings != then.rings:
        return f"its rings are not those of {then.title}"
    if now.thresholds != then.thresholds:
        return f"{then.title} counts payments from another amount on"
    registers, before = ({one.register_id for one in each.registers} for each in (run, earlier))
    if registers != before:
        return f"{then.title} finds suppliers in other registers"
    return ""
