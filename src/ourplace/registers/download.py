"""Fetching a publisher's file: what has arrived is kept, so a broken connection costs minutes and not the morning."""

import datetime as dt
import errno
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

import httpx

from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.registers.exceptions import DownloadError, NotOfferedError

_BLOCK = 1 << 20
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)


@dataclass(frozen=True)
class Downloaded:
    """A file that came whole, and what to print beside figures made from it."""

    path: Path
    url: str
    sha256: str
    size: int
    last_modified: str


@dataclass(frozen=True)
class _Partial:
    """What has arrived, and the publisher's mark of the version it is part of."""

    path: Path
    mark_path: Path

    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def mark(self) -> str:
        return str(json.loads(self.mark_path.read_text("utf-8"))["mark"]) if self.mark_path.is_file() else ""

    def restart(self, mark: str) -> None:
        self.path.unlink(missing_ok=True)
        self.mark_path.write_text(json.dumps({"mark": mark}), "utf-8")

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.mark_path.unlink(missing_ok=True)


def download(
    url: str,
    folder: Path,
    *,
    sha256: str = "",
    attempts: int = 5,
    wait_seconds: float = 2.0,
    progress: Progress = silent,
    transport: httpx.BaseTransport | None = None,
) -> Downloaded:
    """Fetch a file into `folder` under its own name, going on from where an earlier fetch stopped.

    The file appears under its name only when all of it is there; `<name>.json` beside it records address, date and hash.

    Args:
        url: the publisher's address.
        folder: where to put it; made where it is not there.
        sha256: what the content must hash to, where the publisher says.
        attempts: how often to go on after a broken connection before giving up.
        wait_seconds: how long to wait before the second attempt; doubled each time.
        progress: told of bytes.
        transport: how to reach the network, where not as usual (a proxy, a certificate).

    Raises:
        DownloadError: no network, not found, refused, the disk is full, or the content is not what was promised.
            What has arrived is kept, unless it is wrong.
    """
    name = httpx.URL(url).path.rsplit("/", 1)[-1] or "download"
    final = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    partial = _Partial(folder / f".{name}.part", folder / f".{name}.part.json")
    with httpx.Client(follow_redirects=True, timeout=_TIMEOUT, transport=transport) as client:
        last_modified = _explained(
            url, lambda: _fetch(client, url, partial, attempts=attempts, wait_seconds=wait_seconds, progress=progress)
        )
    digest = _hash(partial.path)
    if sha256 and digest != sha256.lower():
        partial.remove()
        raise _error(
            url,
            "The file is not the one expected",
            f"its SHA-256 is {digest}, not {sha256}",
            "fetch it again; if it stays so, the publisher has changed the file",
        )
    size = partial.size()
    partial.path.replace(final)
    partial.remove()
    result = Downloaded(final, url, digest, size, last_modified)
    record = asdict(result) | {"path": final.name}
    (folder / f"{name}.json").write_text(json.dumps(record, indent=2), "utf-8")
    return result


def day_of_download(path: Path, *, sha256: str) -> dt.date | None:
    """Return the day on which the publisher made a file, as it said when the file was fetched; None where nobody knows."""
    try:
        record = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
        if record["sha256"] != sha256:
            return None
        return parsedate_to_datetime(record["last_modified"]).date()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fetch(
    client: httpx.Client, url: str, partial: _Partial, *, attempts: int, wait_seconds: float, progress: Progress
) -> str:
    """Fetch until all is there, going on after each broken connection; return the publisher's date of the file."""
    for attempt in range(1, attempts):
        try:
            return _fetch_rest(client, url, partial, progress)
        except httpx.ConnectError:
            if attempt == 1:
                raise
        except httpx.HTTPStatusError as error:
            if not error.response.is_server_error:
                raise
        except (httpx.TransportError, _ChangedMeanwhileError):
            pass
        time.sleep(wait_seconds * 2 ** (attempt - 1))
    return _fetch_rest(client, url, partial, progress)


class _ChangedMeanwhileError(Exception):
    """The publisher replaced the file between two parts of it."""


def _fetch_rest(client: httpx.Client, url: str, partial: _Partial, progress: Progress) -> str:
    have, mark = partial.size(), partial.mark()
    # Compressed in transit, the bytes that arrive would not be the file's, and could not be counted or resumed.
    headers = {"Accept-Encoding": "identity"}
    if have and mark:
        headers |= {"Range": f"bytes={have}-", "If-Range": mark}
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            if _total_of(response) == have:
                return _last_modified(response)
            partial.restart("")
            raise _ChangedMeanwhileError
        response.raise_for_status()
        new_mark = _mark_of(response)
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            if (new_mark and new_mark != mark) or _start_of(response) != have:
                partial.restart("")
                raise _ChangedMeanwhileError
        else:
            have = 0
            partial.restart(new_mark)
        length = response.headers.get("content-length")
        total = have + int(length) if length else None
        _append(response, partial, have, total, progress)
        return _last_modified(response)


def _append(response: httpx.Response, partial: _Partial, have: int, total: int | None, progress: Progress) -> None:
    step = f"Downloading {partial.path.name[1:].removesuffix('.part')}"
    with partial.path.open("ab") as file:
        # In pieces as they come: a larger block would be lost whole when the connection breaks.
        for block in response.iter_raw():
            file.write(block)
            have += len(block)
            progress(step, have, total)
    if total is not None and have != total:
        message = f"{have:,} of {total:,} bytes arrived"
        raise httpx.RemoteProtocolError(message)


def _mark_of(response: httpx.Response) -> str:
    """Return what tells this version of the file from another; weak marks do not promise the same bytes."""
    tag = str(response.headers.get("etag", ""))
    return tag if tag and not tag.startswith("W/") else _last_modified(response)


def _last_modified(response: httpx.Response) -> str:
    return str(response.headers.get("last-modified", ""))


def _start_of(response: httpx.Response) -> int | None:
    first = response.headers.get("content-range", "").removeprefix("bytes ").split("-")[0]
    return int(first) if first.isdigit() else None


def _total_of(response: httpx.Response) -> int | None:
    total = response.headers.get("content-range", "").rpartition("/")[2]
    return int(total) if total.isdigit() else None


def _hash(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def _explained(url: str, fetch: Callable[[], str]) -> str:
    """Turn what the network and the disk raise into one error that says what to do."""
    try:
        return fetch()
    except (httpx.HTTPError, _ChangedMeanwhileError, OSError) as error:
        raise _explanation(url, error) from error


def _explanation(url: str, error: Exception) -> DownloadError:
    by_hand = "or fetch it with a browser and give the file's path to `ourplace registers add`"
    said = str(error) or type(error).__name__
    match error:
        case httpx.HTTPStatusError() if error.response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return NotOfferedError(
                "The publisher does not have the file",
                why=f"the answer was {error.response.status_code}",
                next_step=f"look for its new address on the publisher's page, {by_hand}",
                where=Where(url),
            )
        case httpx.HTTPStatusError():
            why = f"the answer was {error.response.status_code}"
            return _error(url, "The publisher refused the file", why, f"try again later, {by_hand}")
        case _ChangedMeanwhileError():
            why = "each part came from another version"
            return _error(url, "The file kept changing while it was fetched", why, f"try again later, {by_hand}")
        case httpx.ConnectError():
            why = f"there is no connection ({said})"
            return _error(url, "The publisher cannot be reached", why, f"check the network, {by_hand}")
        case OSError():
            is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            what = "The disk is full" if is_full else "The file cannot be written"
            act = (
                "make room and run the same again: it goes on from what has arrived"
                if is_full
                else "choose another folder"
            )
            return _error(url, what, said, act)
        case _:
            next_step = f"run the same again: it goes on from what has arrived; {by_hand}"
            return _error(url, "The connection kept breaking", said, next_step)


def _error(url: str, what: str, why: str, next_step: str) -> DownloadError:
    return DownloadError(what, why=why, next_step=next_step, where=Where(url))
