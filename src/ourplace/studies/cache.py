"""The cache of a study: folders named by the content of what made them, so that a result is either right or absent."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


def key_of(*parts: Any) -> str:
    """Return a short name for a stage's inputs: equal inputs, equal name.

    Examples:
        >>> key_of("read", {"b": 2, "a": 1}) == key_of("read", {"a": 1, "b": 2})
        True
    """
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@cache
def method_version(packages: Sequence[str]) -> str:
    """Return the version of a method: a name for the content of the packages that carry it out."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(str(files("ourplace") / package))
        members = sorted(root.rglob("*")) if root.is_dir() else [root.with_suffix(".py")]
        for member in members:
            if member.suffix in {".py", ".yaml", ".csv", ".json", ".j2", ".css", ".js"}:
                digest.update(member.relative_to(root.parent).as_posix().encode())
                digest.update(member.read_bytes())
    return digest.hexdigest()[:16]


def stage_folder(cache_folder: Path, stage: str, key: str, *, make: Callable[[Path], None]) -> Path:
    """Return the folder of a finished stage, making it first where it is not there.

    `make` fills a folder beside the final one, which takes its name in one step when all is written and flushed: a killed
    run leaves nothing that could be mistaken for a result, and of two runs at once the first to finish wins.
    """
    final = cache_folder / stage / key
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{key}.", suffix=".unfinished", dir=final.parent))
    try:
        make(unfinished)
        flush(unfinished)
        try:
            unfinished.rename(final)
        except OSError:
            if not final.is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return final


def flush(folder: Path) -> None:
    """Force everything in a folder to the disk."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_unfinished(cache_folder: Path, *, older_than_seconds: float, now: float) -> None:
    """Delete what killed runs left behind; a run that is still writing has touched its folder since."""
    for path in cache_folder.glob("*/*.unfinished"):
        if now - newest_change(path) > older_than_seconds:
            shutil.rmtree(path, ignore_errors=True)


def newest_change(folder: Path) -> float:
    """Return when anything in a folder last changed, in seconds since 1970 (0 where it has gone meanwhile)."""
    try:
        return max(path.stat().st_mtime for path in [folder, *folder.rglob("*")])
    except FileNotFoundError:
        return 0.0


def content_hash(path: Path, *, memory: dict[str, list[Any]] | None = None) -> str:
    """Return the SHA-256 of a file's content; `memory` spares reading a file whose size and time have not changed."""
    status = path.stat()
    stamp = [status.st_size, status.st_mtime_ns]
    name = str(path.resolve())
    if memory is not None and memory.get(name, [None])[:2] == stamp:
        return str(memory[name][2])
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    if memory is not None:
        memory[name] = [*stamp, digest]
    return digest


def content_hashes(paths: Sequence[Path], *, memory: dict[str, list[Any]]) -> list[str]:
    """Return the SHA-256 of each file's content, several files at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path: content_hash(path, memory=memory), paths))


def load_memory(cache_folder: Path) -> dict[str, list[Any]]:
    """Return what is remembered of files' content; empty where nothing is, or it cannot be read."""
    try:
        content: dict[str, list[Any]] = json.loads((cache_folder / "files.json").read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content


def save_memory(cache_folder: Path, memory: dict[str, list[Any]]) -> None:
    """Keep what is remembered of files' content."""
    write_atomically(cache_folder / "files.json", json.dumps(memory))


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old content or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(path)
