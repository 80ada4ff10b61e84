"""Putting a backup back: looked through whole before anything is touched, then all of it or nothing."""

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction

from ourplace.exceptions import Where
from ourplace_web.accounts.models import Person
from ourplace_web.backups.backing_up import FILES, FORMAT, MANIFEST, ROWS, Backup
from ourplace_web.backups.contents import kept_models, migrations
from ourplace_web.backups.exceptions import BackupError


def restore(path: Path) -> Backup:
    """Put everything of a backup into this website, which must be empty, and return what was put back.

    Raises:
        BackupError: the file is no backup, is damaged, or is of another version, or somebody is in this website already.
            Nothing has been changed then.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=home) as folder, _opened(path) as archive:
        about = _looked_through(path, archive, Path(folder))
        _refuse_what_does_not_fit(path, about)
        with transaction.atomic():
            _load_rows(Path(folder) / ROWS)
            files = _move_files(Path(folder) / FILES, home)
    return Backup(path, about["row_counts"], files)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except (OSError, EOFError, tarfile.TarError) as error:
        raise _damaged(path, str(error)) from error


def _looked_through(path: Path, archive: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    """Return what the backup says of itself, with everything in it unpacked into a folder and held against that."""
    archive.extractall(folder, filter="data")
    try:
        about: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        expected = dict(about["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "it does not say what should be in it") from error
    found = {
        place.relative_to(folder).as_posix(): _hash(place)
        for place in folder.rglob("*")
        if place.is_file() and place != folder / MANIFEST
    }
    wrong = sorted(set(found.items()) ^ set(expected.items()))
    if wrong:
        raise _damaged(path, f"{wrong[0][0]} is not what was kept")
    return about


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_what_does_not_fit(path: Path, about: dict[str, Any]) -> None:
    if about.get("format") != FORMAT or about.get("migrations") != migrations():
        raise BackupError(
            "The backup is of another version of OurPlace",
            why=f"version {about.get('version')} made it, and its tables are not this version's",
            next_step=f"install version {about.get('version')}, put it back there, and then install this one again",
            where=Where(str(path)),
        )
    if Person.objects.exists():
        raise BackupError(
            "This website is not empty",
            why="it has people, and a backup is never mixed with what is there",
            next_step="give an empty folder with OURPLACE_HOME, or an empty database with DATABASE_URL, and run the same again",
            where=Where(str(path)),
        )


def _load_rows(folder: Path) -> None:
    """Write the rows of every model as they were, keys and all."""
    models = kept_models()
    with connection.constraint_checks_disabled():
        for model in models:
            # Rows that `migrate` itself made are in the backup too.
            if model._default_manager.exists():  # noqa: SLF001 (the manager of any model)
                model._default_manager.all().delete()  # noqa: SLF001
            lines = folder / f"{model._meta.label_lower}.jsonl"  # noqa: SLF001
            if lines.is_file():
                with lines.open(encoding="utf-8") as file:
                    for row in serializers.deserialize("jsonl", file):
                        row.save(force_insert=True)
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _move_files(folder: Path, home: Path) -> int:
    """Move the files to their places; what stands in the way is a file that the empty website made for itself."""
    count = 0
    for source in sorted(folder.rglob("*")):
        if source.is_file():
            place = home / source.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, place)
            count += 1
    return count


def _damaged(path: Path, why: str) -> BackupError:
    return BackupError(
        "The backup cannot be put back",
        why=why,
        next_step="take another backup; this website was not changed",
        where=Where(str(path)),
    )
