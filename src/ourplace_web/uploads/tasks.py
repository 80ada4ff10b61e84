"""The job of a file: reading it with the library, so that its receipt is there and a run later finds it read."""

from typing import Any

from django_tasks import task

from ourplace.exceptions import OurPlaceError
from ourplace.studies import ReadFile, check_file, load_study
from ourplace_web.jobs.models import JobState
from ourplace_web.jobs.pulse import JobStoppedError, Pulse
from ourplace_web.studies.deleting import delete_folder_of_deleted
from ourplace_web.studies.study_folder import write_study_folder
from ourplace_web.uploads.correcting import note_layout
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.storage import place

NO_LONGER_WANTED = "the file is no longer wanted"


@task(queue_name="reading")
def read_upload(upload_id: int) -> str:
    """Read one file and keep its receipt; return in a few words what came of it.

    A file that was removed, or whose study was deleted, ends the job quietly. A file that is being read elsewhere is left alone.
    """
    upload = Upload.objects.select_related("study__network", "organisation").filter(pk=upload_id).first()
    if upload is None:
        return NO_LONGER_WANTED
    study = upload.study
    if not upload.claim():
        return NO_LONGER_WANTED
    try:
        return attempt(upload)
    finally:
        delete_folder_of_deleted(study)


def attempt(upload: Upload) -> str:
    """Read a claimed file, and note what it gave or why it stopped."""
    try:
        with Pulse(upload) as pulse:
            pulse("Reading files", 0, 1)
            file = read(upload)
    except JobStoppedError:
        return NO_LONGER_WANTED
    except OurPlaceError as error:
        return "a problem was noted" if upload.finish(JobState.FAILED, problem=str(error)) else NO_LONGER_WANTED
    except Exception:
        # Somebody removed it, or its study, while it was being read; anything else is a defect, and is raised.
        if Upload.objects.filter(pk=upload.pk).exists():
            raise
        return NO_LONGER_WANTED
    return "read" if note_reading(upload, file) else NO_LONGER_WANTED


def read(upload: Upload) -> ReadFile:
    """Return a file after reading it as its study does, with what was said before about columns of its layout."""
    path = place(upload)
    note_layout(upload, path)
    folder = write_study_folder(upload.study)
    return check_file(load_study(folder), upload.organisation.slug, path)


def note_reading(upload: Upload, file: ReadFile) -> bool:
    """Write down what reading a file gave, and return whether it was still wanted."""
    if file.receipt is None or file.folder is None:
        return upload.finish(JobState.FAILED, problem=file.problem)
    return upload.finish(JobState.DONE, **found_in(file))


def found_in(file: ReadFile) -> dict[str, Any]:
    """Return the columns of an upload that come from a reading."""
    receipt, folder = file.receipt, file.folder
    if receipt is None or folder is None:
        return {}
    totals: dict[str, Any] = {}
    for outcome in ("used", "set_aside", "rejected"):
        totals[f"{outcome}_count"] = receipt.row_count_of(outcome)
        totals[f"{outcome}_gbp"] = receipt.amount_gbp_of(outcome)
    return totals | {
        "reading_key": folder.name,
        "warning_count": len(receipt.warnings),
        "decision_count": len(receipt.decisions),
    }
