"""Deleting what earlier runs of studies left, once a newer one has finished: their tables name those who were paid."""

import datetime as dt
import shutil
import time

from django.conf import settings
from django.utils import timezone

from ourplace.studies import clear_replaced
from ourplace_web.jobs.models import OPEN_STATES, JobState
from ourplace_web.runs.models import Run, latest_result
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads.models import Upload

AN_HOUR = 3600.0


def sweep(*, now: float | None = None) -> int:
    """Delete what no study needs any more, and return how many folders it was. A study at which a job is working is left alone."""
    idle = Study.objects.all()
    idle = idle.exclude(pk__in=Run.objects.filter(state__in=OPEN_STATES).values_list("study_id"))
    idle = idle.exclude(pk__in=Upload.objects.filter(state__in=OPEN_STATES).values_list("study_id"))
    return sum(clear(study, now=now or time.time()) + delete_old_reports(study) for study in idle)


def clear(study: Study, *, now: float) -> int:
    """Delete the tables of runs before the last, and readings that belong to no file any more."""
    readings = set(study.uploads.values_list("reading_key", flat=True))
    return clear_replaced(study_folder(study), readings_kept=readings, older_than_seconds=AN_HOUR, now=now)


def delete_old_reports(study: Study) -> int:
    """Delete the reports of runs, but the newest, that are older than the website keeps any (`KEEP_DAYS`; 0 is for ever)."""
    newest = latest_result(study)
    if not settings.KEEP_DAYS or newest is None:
        return 0
    before = timezone.now() - dt.timedelta(days=settings.KEEP_DAYS)
    old = Run.objects.filter(study=study, state=JobState.DONE, finished_at__lt=before).exclude(pk=newest.pk)
    folders = [run.reports_folder for run in old.select_related("study") if run.reports_folder.is_dir()]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)
