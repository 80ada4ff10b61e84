"""Deleting files: their rows, what was read from them, and the files themselves, whoever deletes them and however."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import Organisation
from ourplace_web.uploads.correcting import set_overrides
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.storage import delete_paths, paths_of


@transaction.atomic
def delete_file(upload: Upload, person: Person | None, *, details: Mapping[str, Any] | None = None) -> None:
    """Delete a file with the payments read from it and what was said of it. The log keeps that it was there, and who deleted it."""
    said = {"study": upload.study.name, "anchor": upload.organisation.name, **(details or {})}
    record(person, Verb.FILE_REMOVED, upload, network_id=upload.study.network.public_id, details=said)
    set_overrides(upload.study, upload.organisation, {upload.file_name: None})
    Upload.objects.filter(pk=upload.pk).delete()


@transaction.atomic
def delete_files_of(organisation: Organisation, person: Person | None) -> int:
    """Delete every file of an organisation in all studies, each with its entry in the log, and return how many there were."""
    files = list(Upload.objects.filter(organisation=organisation).select_related("study__network", "organisation"))
    for upload in files:
        delete_file(upload, person)
    return len(files)


def delete_expired(*, now: dt.datetime | None = None) -> int:
    """Delete the files that were sent longer ago than the website keeps any (`KEEP_DAYS`; 0 is for ever), and return how many."""
    if not settings.KEEP_DAYS:
        return 0
    before = (now or timezone.now()) - dt.timedelta(days=settings.KEEP_DAYS)
    files = list(Upload.objects.filter(sent_at__lt=before).select_related("study__network", "organisation"))
    for upload in files:
        delete_file(upload, None, details={"kept_days": settings.KEEP_DAYS})
    return len(files)


@receiver(pre_delete, sender=Upload)
def delete_from_disk(instance: Upload, **_sent: Any) -> None:
    """Delete a file from the disk once its row is surely gone, also where its study, organisation or network is deleted."""
    paths, reading = paths_of(instance)
    transaction.on_commit(partial(delete_unless_shared, paths, reading, instance.study_id, instance.reading_key))


def delete_unless_shared(paths: list[Path], reading: Path | None, study_id: int, reading_key: str) -> None:
    """Delete a file, and what was read from it unless another anchor of its study has sent the same."""
    shared = Upload.objects.filter(study=study_id, reading_key=reading_key).exists()
    delete_paths([*paths, *([reading] if reading and not shared else [])])
