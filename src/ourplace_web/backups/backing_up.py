"""One file with everything: a `tar.gz` of rows as JSON Lines, the files, and at its end what should be in it.

The rows do not depend on the database, so that a website moves from SQLite to PostgreSQL by being put back there.
"""

import datetime as dt
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import transaction

from ourplace import __version__
from ourplace.exceptions import Where
from ourplace_web.backups.contents import kept_files, kept_models, migrations, rows_of
from ourplace_web.backups.exceptions import BackupError
from ourplace_web.environment import OWNER_ONLY

FORMAT = 1
MANIFEST = "manifest.json"
ROWS, FILES = "rows", "files"


@dataclass(frozen=True)
class Backup:
    """What was kept: the file, the number of rows by model, and the number of files."""

    path: Path
    row_counts: Mapping[str, int]
    file_count: int


def back_up(path: Path) -> Backup:
    """Write everything that the website holds into one file, readable by its owner only, and return what is in it.

    Rows are read in one transaction, so that they belong together; people can go on meanwhile. The file takes its name
    when it is whole.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise BackupError(
            "The backup was not written",
            why="there is a file of that name",
            next_step="choose another name; nothing is ever written over",
            where=Where(str(path)),
        )
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            made = _write(file, path)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except OSError as error:
        raise BackupError(
            "The backup was not written",
            why=error.strerror or str(error),
            next_step="make room or choose another folder, and run the same again",
            where=Where(str(path)),
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return made


def _write(file: IO[bytes], path: Path) -> Backup:
    hashes: dict[str, str] = {}
    counts: dict[str, int] = {}
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        with transaction.atomic():
            for model in kept_models():
                label = model._meta.label_lower  # noqa: SLF001 (the name that fixtures use)
                with tempfile.TemporaryFile() as rows:
                    counts[label] = sum(1 for line in rows_of(model) if rows.write(line.encode()))
                    hashes[f"{ROWS}/{label}.jsonl"] = _add(archive, f"{ROWS}/{label}.jsonl", rows)
        kept = list(kept_files())
        for name, source in kept:
            with source.open("rb") as content:
                hashes[f"{FILES}/{name}"] = _add(archive, f"{FILES}/{name}", content)
        about = {
            "format": FORMAT,
            "version": __version__,
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "migrations": migrations(),
            "row_counts": counts,
            "sha256": hashes,
        }
        _add(archive, MANIFEST, io.BytesIO(json.dumps(about, indent=1).encode()))
    return Backup(path, counts, len(kept))


class _Read:
    """What has been read of a file, as a hash: a file may grow while it is kept, and what is kept counts."""

    def __init__(self, content: IO[bytes]) -> None:
        self.sha256 = hashlib.sha256()
        self._content = content

    def read(self, count: int = -1) -> bytes:
        part = self._content.read(count)
        self.sha256.update(part)
        return part


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes]) -> str:
    """Add a file to the archive, as long as it is now, and return its hash."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = content.seek(0, os.SEEK_END), OWNER_ONLY
    content.seek(0)
    reading = _Read(content)
    archive.addfile(member, reading)
    return reading.sha256.hexdigest()
