"""Where files lie: under random names outside everything that is served, and linked by their own names for the library."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder
from ourplace_web.uploads.models import Upload

INCOMING = "incoming"
KEPT = "kept"
OWNER_FOLDER = 0o700
AN_HOUR = 3600.0


def uploads_folder(part: str) -> Path:
    """Return the folder of files that are arriving or kept, readable by its owner only."""
    folder = Path(settings.UPLOADS_FOLDER) / part
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    return folder


def new_incoming_folder() -> Path:
    """Return a new folder for one file that is arriving, on the disk where it will be kept."""
    return Path(tempfile.mkdtemp(dir=uploads_folder(INCOMING)))


def stored_path(upload: Upload) -> Path:
    """Return where a file lies."""
    return uploads_folder(KEPT) / upload.stored_name


def store(path: Path, stored_name: str) -> None:
    """Move a file that arrived to where it is kept, in one step and surely on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(uploads_folder(KEPT) / stored_name)


def discard(stored_name: str) -> None:
    """Delete a file that is kept, if it is there."""
    (uploads_folder(KEPT) / stored_name).unlink(missing_ok=True)


def spend_folder(study: Study, anchor: Organisation) -> Path:
    """Return the folder in which a study finds an anchor's files."""
    return study_folder(study) / "spend" / anchor.slug


def place(upload: Upload) -> Path:
    """Put a file where its study finds it, by its own name, and return the path. It is a link where the disk has them."""
    folder = spend_folder(upload.study, upload.organisation)
    folder.mkdir(parents=True, exist_ok=True)
    source, target = stored_path(upload), folder / upload.file_name
    if target.exists() and target.samefile(source):
        return target
    beside = Path(tempfile.mkdtemp(dir=study_folder(upload.study), prefix=".placing-")) / "file"
    try:
        try:
            os.link(source, beside)
        except OSError:
            shutil.copy2(source, beside)
        beside.replace(target)
    finally:
        shutil.rmtree(beside.parent, ignore_errors=True)
    return target


def place_all(study: Study) -> None:
    """Make the study's folder hold the files of all its anchors, and none that was removed."""
    uploads = list(study.uploads.select_related("organisation", "study"))
    expected = {place(upload) for upload in uploads}
    for path in (study_folder(study) / "spend").glob("*/*"):
        if path not in expected and path.is_file():
            path.unlink()


def paths_of(upload: Upload) -> tuple[list[Path], Path | None]:
    """Return where a file lies and is linked, and the folder of what was read from it, if anything was."""
    link = spend_folder(upload.study, upload.organisation) / upload.file_name
    return [stored_path(upload), link], reading_folder(upload) if upload.reading_key else None


def delete_paths(paths: Iterable[Path]) -> None:
    """Delete files and folders, where they are there."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def reading_folder(upload: Upload) -> Path:
    """Return the folder in the study's cache with the payments and the receipt of a file that was read."""
    return study_folder(upload.study) / ".ourplace" / "read" / upload.reading_key


def sweep(*, now: float | None = None) -> int:
    """Delete what interrupted requests and deletions left behind, and return how many files and folders it was."""
    before = (now or time.time()) - AN_HOUR
    known = set(Upload.objects.values_list("stored_name", flat=True))
    leftovers = [*old(uploads_folder(INCOMING).iterdir(), before)]
    leftovers += [path for path in old(uploads_folder(KEPT).iterdir(), before) if path.name not in known]
    leftovers += old(Path(settings.STUDIES_FOLDER).glob("*/.placing-*"), before)
    delete_paths(leftovers)
    return len(leftovers)


def old(paths: Iterable[Path], before: float) -> list[Path]:
    """Return the paths that were last changed before a time."""
    return [path for path in paths if path.lstat().st_mtime < before]
