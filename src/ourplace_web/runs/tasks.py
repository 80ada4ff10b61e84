"""The job of a run: writing the study's folder, having the library run it, and noting where the result is."""

from collections.abc import Mapping
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django_tasks import task

from ourplace.exceptions import OurPlaceError
from ourplace.studies import StudyResult, load_study, run_study
from ourplace_web.jobs.models import JobState
from ourplace_web.jobs.pulse import JobStoppedError, Pulse
from ourplace_web.review.exchange import write_judgements
from ourplace_web.runs.asking import let_next_begin
from ourplace_web.runs.models import Run
from ourplace_web.studies.deleting import delete_folder_of_deleted
from ourplace_web.studies.study_folder import write_study_folder
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.storage import place_all
from ourplace_web.uploads.tasks import found_in

NO_LONGER_WANTED = "the run is no longer wanted: it was cancelled, or its study was deleted"


@task(queue_name="runs")
def carry_out_run(run_id: int) -> str:
    """Run a study, and return in a few words what came of it.

    A run that finds another of its study under way waits, and is queued again when that one ends.
    """
    run = Run.objects.select_related("study__network").filter(pk=run_id).first()
    if run is None:
        return NO_LONGER_WANTED
    study = run.study
    try:
        with transaction.atomic():
            if not run.claim():
                return NO_LONGER_WANTED
    except IntegrityError:
        return "another run of the study is under way"
    try:
        return attempt(run)
    finally:
        delete_folder_of_deleted(study)
        let_next_begin(run.study_id)


def attempt(run: Run) -> str:
    """Carry a claimed run out, and note what it gave or why it stopped."""
    try:
        with Pulse(run) as pulse:
            result = result_of(run, pulse)
    except JobStoppedError:
        return NO_LONGER_WANTED
    except OurPlaceError as error:
        noted = run.finish(JobState.FAILED, problem=str(error))
        return "a problem was noted" if noted else NO_LONGER_WANTED
    except FileNotFoundError:
        sentence = _("A file was deleted while the study was being run. Run it again.")
        return "a file was deleted meanwhile" if run.finish(JobState.FAILED, problem=sentence) else NO_LONGER_WANTED
    except Exception:
        if not Run.objects.filter(pk=run.pk).exists():
            # Whatever broke, it broke because its study's files went.
            return NO_LONGER_WANTED
        run.finish(JobState.FAILED, problem=own_failure())
        raise
    return "finished" if note_result(run, result, pulse.seconds) else NO_LONGER_WANTED


def result_of(run: Run, pulse: Pulse) -> StudyResult:
    """Return what the library makes of the study as it is now."""
    run.study.refresh_from_db()
    if not run.study.uploads.exists():
        raise OurPlaceError(
            _("There is no file to run the study on"),
            why=_("no anchor has uploaded any"),
            next_step=_("upload files on the page Files, and run the study again"),
        )
    run.as_taken_up().update(row_count=run.study.uploads.aggregate(rows=Sum("used_count", default=0))["rows"])
    folder = write_study_folder(run.study)
    write_judgements(run.study)
    place_all(run.study)
    return run_study(load_study(folder), output_folder=run.reports_folder, command=_("the website"), progress=pulse)


def note_result(run: Run, result: StudyResult, seconds: Mapping[str, float]) -> bool:
    """Write down where the result is, what it says and how long each stage took, and bring the numbers of its files up to date."""
    noted = run.finish(
        JobState.DONE,
        figures_key=result.folder.name,
        reports={label: path.name for label, path in result.reports.items()},
        headline=result.headline.sentence,
        findings=[asdict(finding) for finding in result.findings],
        stage_seconds=dict(seconds),
    )
    for file in result.files if noted else ():
        found = found_in(file)
        if found:
            same = Upload.objects.filter(study=run.study, organisation__slug=file.anchor_id, sha256=file.content_hash)
            same.filter(state=JobState.DONE).exclude(reading_key=found["reading_key"]).update(**found)
    return noted


def own_failure() -> str:
    """Return what to say where OurPlace itself failed."""
    return _(
        "OurPlace itself failed, and whoever runs this website can see where in its log. Nothing that was uploaded or decided "
        "is lost. Try again; if it fails again, tell them the time."
    )
