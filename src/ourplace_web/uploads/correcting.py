"""What people say about a file's columns: kept with the study, remembered for the anchor's files of the same layout."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from ourplace.spend import Overrides, SheetPreview, Source, SpendError, list_sources, preview_sheets
from ourplace.studies.cache import key_of
from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.jobs.models import JobState
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import RememberedColumns, Upload


def overrides_of(upload: Upload) -> Overrides:
    """Return what was said about how a file is read."""
    own = upload.study.file_overrides.get(upload.organisation.slug, {})
    return Overrides.model_validate(own.get(upload.file_name, {}))


def sheet_to_correct(path: Path, overrides: Overrides) -> SheetPreview | None:
    """Return the sheet with the most columns among those with rows, which is the list of payments; None where none has any.

    Raises:
        SpendError: the file is no table.
    """
    sheets = [sheet for sheet in preview_sheets(source_of(path), overrides=overrides) if sheet.rows]
    return max(sheets, key=lambda sheet: len(sheet.headers), default=None)


def source_of(path: Path) -> Source:
    """Return a file as the library reads it; files that are kept are never archives."""
    return list_sources([path], work_folder=path.parent)[0]


def note_layout(upload: Upload, path: Path) -> None:
    """Write down a file's layout, and take over what was said about it before, unless this file has its own."""
    try:
        sheet = sheet_to_correct(path, Overrides())
    except SpendError:
        return
    if sheet is None:
        return
    upload.layout_key = key_of(sheet.headers)
    Upload.objects.filter(pk=upload.pk).update(layout_key=upload.layout_key)
    own = upload.study.file_overrides.get(upload.organisation.slug, {})
    remembered = RememberedColumns.objects.filter(
        organisation=upload.organisation, layout_key=upload.layout_key
    ).first()
    if remembered is not None and upload.file_name not in own:
        set_overrides(upload.study, upload.organisation, {upload.file_name: remembered.overrides})


@transaction.atomic
def set_overrides(study: Study, anchor: Organisation, said: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Keep what was said about an anchor's files, by name; None forgets it. What others say meanwhile is kept as well."""
    kept = Study.objects.select_for_update().get(pk=study.pk)
    own = {**kept.file_overrides.get(anchor.slug, {}), **said}
    own = {name: overrides for name, overrides in own.items() if overrides}
    study.file_overrides = {**kept.file_overrides, anchor.slug: own}
    Study.objects.filter(pk=study.pk).update(file_overrides=study.file_overrides)


@transaction.atomic
def correct(upload: Upload, overrides: Overrides, person: Person | None) -> int:
    """Read a file and all of the anchor's files of its layout in this study as somebody says, and return how many those are.

    What was said is remembered for files of the same layout that come later, in whatever study.
    """
    said = overrides.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    alike = Upload.objects.filter(study=upload.study, organisation=upload.organisation).exclude(state=JobState.WORKING)
    alike = alike.filter(layout_key=upload.layout_key) if upload.layout_key else alike.filter(pk=upload.pk)
    files = list(alike)
    set_overrides(upload.study, upload.organisation, {file.file_name: said for file in files})
    if upload.layout_key:
        RememberedColumns.objects.update_or_create(
            organisation=upload.organisation,
            layout_key=upload.layout_key,
            defaults={"overrides": said, "said_by": person, "said_at": timezone.now()},
        )
    for file in files:
        file.rows().filter(pk=file.pk).update(state=JobState.WAITING, attempt=0)
        file.put_in_queue()
    details = {"study": upload.study.name, "anchor": upload.organisation.name, "columns": dict(overrides.columns)}
    record(person, Verb.COLUMNS_CORRECTED, upload, network_id=upload.study.network.public_id, details=details)
    return len(files)
