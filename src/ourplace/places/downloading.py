"""Fetching a publisher's file: it resumes where it stopped, checks what it got, and appears whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import httpx

from ourplace.places.exceptions import DownloadError
from ourplace.progress import Progress, silent
from ourplace.yaml_files import read_yaml

BLOCK = 1 << 20
PARTIAL_CONTENT = 206
RANGE_NOT_SATISFIABLE = 416


@dataclass(frozen=True)
class ReferenceFile:
    """A file of reference data at its publisher's address."""

    title: str
    publisher: str
    licence: str
    url: str
    file_name: str
    page: str


@cache
def reference_files() -> Mapping[str, ReferenceFile]:
    """Return the files that deprivation needs, by id: `postcode_directory` and `english_indices_of_deprivation`."""
    return {
        file_id: ReferenceFile(**fields)
        for file_id, fields in read_yaml(files("ourplace.places") / "reference_files.yaml").items()
    }


def download_reference(file_id: str, *, folder: Path, progress: Progress = silent) -> Path:
    """Return the path of a reference file in `folder`, fetching it from its publisher where it is not there yet.

    Raises:
        DownloadError: the publisher could not be reached, answered with an error, or sent another length.
    """
    wanted = reference_files()[file_id]
    target = folder / wanted.file_name
    return target if target.exists() else download(wanted.url, target, progress=progress)


def download(url: str, target: Path, *, sha256: str | None = None, progress: Progress = silent) -> Path:
    """Return `target` after fetching it from `url`, going on from an earlier attempt where the server allows.

    The bytes are gathered beside the target in `NAME.partial`; the target appears once the length, and the SHA-256
    where one is given, agree.

    Raises:
        DownloadError: the server could not be reached or answered with an error, or what came is not whole.
    """
    partial = target.with_name(f"{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        expected = _fetch(url, partial, progress)
    except httpx.HTTPStatusError as error:
        raise _failed(url, f"the server answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise _failed(url, f"the connection failed ({type(error).__name__})") from error
    _check(url, partial, expected=expected, sha256=sha256)
    partial.replace(target)
    _tag_path(partial).unlink(missing_ok=True)
    return target


def _fetch(url: str, partial: Path, progress: Progress) -> int | None:
    """Add what is missing to `partial` and return the whole length, None where the server does not say."""
    have = partial.stat().st_size if partial.exists() else 0
    with (
        httpx.Client(follow_redirects=True, timeout=60) as client,
        client.stream("GET", url, headers=_resuming(partial, have)) as answer,
    ):
        if answer.status_code == RANGE_NOT_SATISFIABLE:
            partial.unlink()
            return _fetch(url, partial, progress)
        answer.raise_for_status()
        resumed = answer.status_code == PARTIAL_CONTENT
        done = have if resumed else 0
        length = answer.headers.get("content-length")
        total = done + int(length) if length and "content-encoding" not in answer.headers else None
        _tag_path(partial).write_text(answer.headers.get("etag") or answer.headers.get("last-modified") or "", "utf-8")
        with partial.open("ab" if resumed else "wb") as file:
            for block in answer.iter_bytes(BLOCK):
                done += file.write(block)
                progress(f"Downloading {partial.name.removesuffix('.partial')}", done, total)
    return total


def _resuming(partial: Path, have: int) -> dict[str, str]:
    """Return the headers that ask for the rest, and only if the file has not changed since."""
    tag = _tag_path(partial).read_text("utf-8") if _tag_path(partial).exists() else ""
    return {"Range": f"bytes={have}-", "If-Range": tag} if have and tag else {}


def _tag_path(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.tag")


def _check(url: str, partial: Path, *, expected: int | None, sha256: str | None) -> None:
    size = partial.stat().st_size
    if expected is not None and size != expected:
        raise _failed(url, f"{size:,} of {expected:,} bytes came")
    if sha256 is not None and (found := _sha256(partial)) != sha256:
        partial.unlink()
        raise _failed(url, f"its SHA-256 is {found}, not {sha256}, so it is not the file that was expected")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _failed(url: str, why: str) -> DownloadError:
    return DownloadError(
        f"{url} could not be downloaded",
        why=why,
        next_step="try again, which goes on from where it stopped, or download it by hand and give its path",
    )
