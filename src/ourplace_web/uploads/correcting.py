"""What people say about how a file is read: kept with the study, remembered for the anchor's files of the same layout."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from ourplace.spend import Overrides, SheetPreview, SpendError, preview_sheets
from ourplace.studies.cache import key_of
from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.jobs.models import JobState
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import RememberedColumns, Upload
from ourplace_web.uploads.reading_form import SHAPE
from ourplace_web.uploads.storage import place
from ourplace_web.uploads.trying import can_be_read, source_of


def overrides_of(upload: Upload) -> Overrides:
    """Return what was said about how a file is read."""
    own = upload.study.file_overrides.get(upload.organisation.slug, {})
    return Overrides.model_validate(own.get(upload.file_name, {}))


def sheet_to_correct(
    path: Path, overrides: Overrides, *, name: str | None = None, lines: Collection[int] = ()
) -> SheetPreview | None:
    """Return a sheet with its first rows, or those at some lines: the sheet of a name, or the likeliest list of payments.

    That is the one with the most columns among those with rows that are to be read; None where no sheet has any.

    Raises:
        SpendError: the file is no table.
    """
    sheets = [sheet for sheet in preview_sheets(source_of(path), overrides=overrides, lines=lines) if sheet.rows]
    chosen = [sheet for sheet in sheets if overrides.sheets is None or sheet.sheet_name in overrides.sheets]
    named = [sheet for sheet in chosen if sheet.sheet_name == name]
    return max(named or chosen or sheets, key=lambda sheet: len(sheet.headers), default=None)


def note_layout(upload: Upload, path: Path) -> None:
    """Write down a file's layout, and take over what was said about it before, unless this file has its own."""
    layout_key = layout_of(path, Overrides())
    if not layout_key:
        return
    upload.layout_key = layout_key
    Upload.objects.filter(pk=upload.pk).update(layout_key=layout_key)
    if upload.file_name in upload.study.file_overrides.get(upload.organisation.slug, {}):
        return
    remembered = remembered_for(upload, path)
    if remembered is not None:
        set_overrides(upload.study, upload.organisation, {upload.file_name: remembered.overrides})


def layout_of(path: Path, overrides: Overrides) -> str:
    """Return a short name for the names of a file's columns in their order; '' where it has no rows or is no table."""
    try:
        sheet = sheet_to_correct(path, overrides)
    except SpendError:
        return ""
    return key_of(sheet.headers) if sheet else ""


def remembered_for(upload: Upload, path: Path) -> RememberedColumns | None:
    """Return what was said before about files of this one's layout, if it can be read so.

    Where somebody said on which line the names of the columns stand, the names on that line are the layout.
    """
    own = RememberedColumns.objects.filter(organisation=upload.organisation)
    found = own.filter(layout_key=upload.layout_key).first()
    for one in own.filter(overrides__has_key="header_line") if found is None else ():
        if layout_of(path, Overrides.model_validate(one.overrides)) == one.layout_key:
            found = one
    return found if found and fits(found.overrides, path, upload.study) else None


def fits(said: Mapping[str, Any], path: Path, study: Study) -> bool:
    """Return whether a file can be read as was said of another of its layout: where its table stands may differ."""
    return not set(SHAPE) & set(said) or can_be_read(path, Overrides.model_validate(said), study=study)


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

    What was said is remembered for files of the same layout that come later, in whatever study; which sheets are read is
    said of this file alone, for others have sheets of other names.
    """
    said = overrides.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    of_layout = {name: value for name, value in said.items() if name != "sheets"}
    others = [
        file
        for file in alike(upload).exclude(pk=upload.pk).select_related("organisation", "study")
        if fits(of_layout, place(file), upload.study)
    ]
    known = {file.file_name: of_layout for file in others} | {upload.file_name: said}
    set_overrides(upload.study, upload.organisation, known)
    remember(upload, of_layout, person)
    for file in [upload, *others]:
        file.rows().filter(pk=file.pk).update(state=JobState.WAITING, attempt=0)
        file.put_in_queue()
    details = {
        "study": upload.study.name,
        "anchor": upload.organisation.name,
        "columns": dict(overrides.columns),
        "settings": {name: value for name, value in said.items() if name not in {"columns", "ignore_columns"}},
    }
    record(person, Verb.COLUMNS_CORRECTED, upload, network_id=upload.study.network.public_id, details=details)
    return len(known)


def alike(upload: Upload) -> Any:
    """Return the anchor's files of a file's layout in its study that are not being read at the moment."""
    own = Upload.objects.filter(study=upload.study, organisation=upload.organisation).exclude(state=JobState.WORKING)
    return own.filter(layout_key=upload.layout_key) if upload.layout_key else own.filter(pk=upload.pk)


def remember(upload: Upload, said: Mapping[str, Any], person: Person | None) -> None:
    """Keep what was said for files of the layout that come later: of the names that were recognised, and of those that were said."""
    keys = {upload.layout_key}
    if "header_line" in said:
        keys.add(layout_of(place(upload), Overrides.model_validate(said)))
    for key in keys - {""}:
        RememberedColumns.objects.update_or_create(
            organisation=upload.organisation,
            layout_key=key,
            defaults={"overrides": said, "said_by": person, "said_at": timezone.now()},
        )
