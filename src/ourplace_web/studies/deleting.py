"""Deleting a study: its row, what hangs on it, and its folder, whoever deletes it and however."""

import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

AN_HOUR = 3600.0


@transaction.atomic
def delete_study(study: Study, person: Person | None) -> None:
    """Delete a study with its files, runs, figures, reports and judgements. The log keeps that it was there, and who deleted it."""
    details = {
        "files": study.uploads.count(),
        "runs": study.runs.count(),
        "judgements": study.judgements.count(),
        "was_public": study.published_at is not None,
    }
    record(person, Verb.STUDY_DELETED, study, network_id=study.network.public_id, details=details)
    Study.objects.filter(pk=study.pk).delete()


@receiver(post_delete, sender=Study)
def delete_folder(instance: Study, **_sent: Any) -> None:
    """Delete a study's folder once its row is surely gone, also where its network is deleted or somebody uses a shell."""
    transaction.on_commit(partial(shutil.rmtree, study_folder(instance), ignore_errors=True))


def delete_folder_of_deleted(study: Study) -> None:
    """Delete what a job wrote into the folder of a study that was deleted meanwhile."""
    if not Study.objects.filter(public_id=study.public_id).exists():
        shutil.rmtree(study_folder(study), ignore_errors=True)


def sweep(*, now: float | None = None) -> int:
    """Delete the folders of studies that are no more, where deleting them was interrupted, and return how many."""
    before, folder = (now or time.time()) - AN_HOUR, Path(settings.STUDIES_FOLDER)
    if not folder.is_dir():
        return 0
    known = {str(public_id) for public_id in Study.objects.values_list("public_id", flat=True)}
    left = [
        path
        for path in folder.iterdir()
        if is_uuid(path.name) and path.name not in known and path.lstat().st_mtime < before
    ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def is_uuid(name: str) -> bool:
    """Return whether a folder is named as studies' folders are; others are not ours to delete."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
