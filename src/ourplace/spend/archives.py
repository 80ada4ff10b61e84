"""Unpacking ZIP archives of spend files without trusting a word of what they say about themselves."""

import hashlib
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.spend.exceptions import SpendError, UnsafeArchiveError

_COPY_BLOCK = 1 << 20
_ARCHIVE_SUFFIXES = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_CLUTTER = (".ds_store", "thumbs.db", "desktop.ini")
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name inside, where it was unpacked, or why it was not."""

    name: str
    path: Path
    problem: SpendError | None = None


def expand_archive(archive: Path, work_folder: Path) -> list[Member]:
    """Return the archive's files, unpacked into a folder of their own under `work_folder`.

    Members are written under numbered names, so nothing in the archive decides where anything is written.

    Raises:
        UnsafeArchiveError: it has too many members, or would unpack to an unreasonable size or ratio.
    """
    limits = parameter_value("reading_archive_limits")
    where = Where(archive.name)
    with zipfile.ZipFile(archive) as opened:
        infos = [info for info in opened.infolist() if not info.is_dir() and not _is_clutter(info.filename)]
        if len(infos) > limits["members"]:
            raise _unsafe(f"it holds {len(infos)} files, more than {limits['members']}", where)
        stated_size = sum(info.file_size for info in infos)
        ratio = stated_size / max(1, archive.stat().st_size)
        if stated_size > limits["bytes"] or (stated_size > limits["ratio_from_bytes"] and ratio > limits["ratio"]):
            raise _unsafe(f"it would unpack to {stated_size:,} bytes, {ratio:,.0f} times its own size", where)
        folder = work_folder / f"archive-{hashlib.sha256(str(archive.resolve()).encode()).hexdigest()[:12]}"
        folder.mkdir(parents=True, exist_ok=True)
        return [_unpack(opened, info, folder / f"{index:04d}", archive.name) for index, info in enumerate(infos)]


def _unpack(opened: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, archive_name: str) -> Member:
    """Return the member on disk, stopping at the size it stated: archives lie about that too."""
    where = Where(f"{archive_name}/{info.filename}")
    problem = _refusal(info, where)
    if problem is not None:
        return Member(info.filename, target, problem)
    target = target.with_suffix(PurePosixPath(info.filename).suffix.lower()[:8])
    written = 0
    try:
        with opened.open(info) as packed, target.open("wb") as unpacked:
            while block := packed.read(_COPY_BLOCK):
                written += len(block)
                if written > info.file_size:
                    return Member(info.filename, target, _unsafe("it unpacks to more than it states", where))
                unpacked.write(block)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        return Member(info.filename, target, _unsafe(f"the archive is damaged there ({error})", where))
    return Member(info.filename, target)


def _refusal(info: zipfile.ZipInfo, where: Where) -> SpendError | None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return _unsafe("its name would place it outside the folder it is unpacked to", where)
    if stat.S_ISLNK(info.external_attr >> 16):
        return _unsafe("it is a link to another file, not a file", where)
    if path.suffix.lower() in _ARCHIVE_SUFFIXES:
        return UnsafeArchiveError(
            "An archive inside an archive is not opened",
            why="archives within archives hide their size",
            next_step="unpack the inner archive and give its files",
            where=where,
        )
    if info.flag_bits & _ENCRYPTED_FLAG:
        return UnsafeArchiveError(
            "The file in the archive is locked with a password",
            why="its content is encrypted",
            next_step="unpack the archive with its password and give the files",
            where=where,
        )
    return None


def _unsafe(why: str, where: Where) -> UnsafeArchiveError:
    return UnsafeArchiveError(
        "The archive was not unpacked, to be safe",
        why=why,
        next_step="check where it came from; if it is sound, unpack it yourself and give the files",
        where=where,
    )


def _is_clutter(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith("__macosx/") or lowered.rsplit("/", 1)[-1] in _CLUTTER
