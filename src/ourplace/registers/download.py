"""Fetching a publisher's file: what has arrived is kept, so a broken connection costs minutes and not the morning."""

import datetime as dt
import errno
import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.registers.exceptions import DownloadError, NotOfferedError

_BLOCK = 1 << 20
_ROOM_TO_SPARE = 1 << 26
# A store that does not tell strangers what it holds answers 403 for what is not there.
_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN)
_BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
BY_HAND = "fetch it with a browser and give the file's path to `ourplace registers add`"
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)


@dataclass(frozen=True)
class Downloaded:
    """A file that came whole, and what to print beside figures made from it."""

    path: Path
    url: str
    sha256: str
    size: int
    last_modified: str
    mark: str = ""


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
    name: str = "",
    sha256: str = "",
    attempts: int = 5,
    wait_seconds: float = 2.0,
    progress: Progress = silent,
    transport: httpx.BaseTransport | None = None,
) -> Downloaded:
    """Fetch a file into `folder` under its own name, going on from where an earlier fetch stopped.

    The file appears under its name only when all of it is there; `<name>.json` beside it records address, date and hash.
    A file that is there already, and has not changed at the publisher's, is not fetched again.

    Args:
        url: the publisher's address.
        folder: where to put it; made where it is not there.
        name: what to call it, where the address does not end in its name.
        sha256: what the content must hash to, where the publisher says.
        attempts: how often to go on after a broken connection before giving up.
        wait_seconds: how long to wait before the second attempt; doubled each time.
        progress: told of bytes.
        transport: how to reach the network, where not as usual (a proxy, a certificate).

    Raises:
        NotOfferedError: not found, refused, or a web page in its place.
        DownloadError: no network, the disk is full, or the content is not what was promised. What has arrived is kept,
            unless it is wrong.
    """
    name = name or httpx.URL(url).path.rsplit("/", 1)[-1] or "download"
    final = folder / name
    partial = _Partial(folder / f".{name}.part", folder / f".{name}.part.json")
    with _explained(url), httpx.Client(follow_redirects=True, timeout=_TIMEOUT, transport=transport) as client:
        folder.mkdir(parents=True, exist_ok=True)
        held = _held(final, url) if not partial.size() else None
        got = _fetch(client, url, partial, held=held, attempts=attempts, wait_seconds=wait_seconds, progress=progress)
        if got is held is not None:
            progress(_step_of(partial), held.size, held.size)
            return _checked(held, partial, sha256)
        _check_start(url, partial, name)
        result = _checked(replace(got, path=final, sha256=_hash(partial.path), size=partial.size()), partial, sha256)
        partial.path.replace(final)
        partial.remove()
        record = asdict(result) | {"path": final.name}
        final.with_name(f"{name}.json").write_text(json.dumps(record, indent=2), "utf-8")
    return result


def _held(path: Path, url: str) -> Downloaded | None:
    """Return the file that an earlier fetch brought from this address; None where it is not there or not as it was."""
    record = _record_of(path)
    try:
        held = Downloaded(**record | {"path": path})
    except TypeError:
        return None
    is_same = held.url == url and path.is_file() and path.stat().st_size == held.size and _hash(path) == held.sha256
    return held if is_same and held.mark else None


def _record_of(path: Path) -> dict[str, Any]:
    """Return what was kept of a file's download; nothing where nothing was, or it cannot be read."""
    try:
        record = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _checked(got: Downloaded, partial: _Partial, sha256: str) -> Downloaded:
    if sha256 and got.sha256 != sha256.lower():
        partial.remove()
        raise _error(
            got.url,
            "The file is not the one expected",
            f"its SHA-256 is {got.sha256}, not {sha256}",
            "fetch it again; if it stays so, the publisher has changed the file",
        )
    return got


def _check_start(url: str, partial: _Partial, name: str) -> None:
    """Refuse, and throw away, a web page that came in the file's place, and an archive that is none or not whole."""
    with partial.path.open("rb") as file:
        start = file.read(512)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith((b"<!doctype", b"<html")):
        partial.remove()
        raise _not_offered(url, "The publisher sent a web page in place of the file", "the answer begins as HTML")
    if name.lower().endswith(".zip") and not zipfile.is_zipfile(partial.path):
        partial.remove()
        raise _error(
            url,
            "What came is no whole ZIP archive",
            "it begins otherwise"
            if not start.startswith(b"PK")
            else "its end, where the contents are listed, is missing",
            f"fetch it again; if it stays so, {BY_HAND}",
        )


def day_of_download(path: Path, *, sha256: str) -> dt.date | None:
    """Return the day on which the publisher made a file, as it said when the file was fetched; None where nobody knows."""
    record = _record_of(path)
    if record.get("sha256") != sha256:
        return None
    try:
        return parsedate_to_datetime(str(record.get("last_modified"))).date()
    except ValueError:
        return None


def _fetch(
    client: httpx.Client,
    url: str,
    partial: _Partial,
    *,
    held: Downloaded | None,
    attempts: int,
    wait_seconds: float,
    progress: Progress,
) -> Downloaded:
    """Fetch until all is there, going on after each broken connection; return what the publisher says of the file.

    That is `held` itself where it has not changed.
    """
    for attempt in range(1, attempts):
        try:
            return _fetch_rest(client, url, partial, held=held, progress=progress)
        except httpx.ConnectError:
            if attempt == 1:
                raise
        except httpx.HTTPStatusError as error:
            if not error.response.is_server_error and error.response.status_code not in _BUSY:
                raise
        except (httpx.TransportError, _ChangedMeanwhileError):
            pass
        time.sleep(wait_seconds * 2 ** (attempt - 1))
    return _fetch_rest(client, url, partial, held=held, progress=progress)


class _ChangedMeanwhileError(Exception):
    """The publisher replaced the file between two parts of it."""


def _fetch_rest(
    client: httpx.Client, url: str, partial: _Partial, *, held: Downloaded | None, progress: Progress
) -> Downloaded:
    have, mark = partial.size(), partial.mark()
    # Compressed in transit, the bytes that arrive would not be the file's, and could not be counted or resumed.
    headers = {"Accept-Encoding": "identity"}
    if have and mark:
        headers |= {"Range": f"bytes={have}-", "If-Range": mark}
    elif held is not None:
        headers["If-None-Match" if held.mark.startswith('"') else "If-Modified-Since"] = held.mark
    with client.stream("GET", url, headers=headers) as response:
        if held is not None and response.status_code == HTTPStatus.NOT_MODIFIED:
            return held
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            if _total_of(response) == have:
                return _described(url, partial, response)
            partial.restart("")
            raise _ChangedMeanwhileError
        response.raise_for_status()
        if response.headers.get("content-type", "").startswith("text/html"):
            raise _not_offered(
                url, "The publisher sent a web page in place of the file", "the answer is marked as HTML"
            )
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
        _check_room(partial, int(length) if length else 0)
        _append(response, partial, have, total, progress)
        return _described(url, partial, response)


def _described(url: str, partial: _Partial, response: httpx.Response) -> Downloaded:
    """Return what the publisher says of the file; hash and size are known when all of it is there."""
    return Downloaded(partial.path, url, "", 0, _last_modified(response), _mark_of(response) or partial.mark())


def _check_room(partial: _Partial, needed: int) -> None:
    """Refuse to begin what cannot end: half an hour's download that does not fit.

    Raises:
        OSError: the disk has less room than the rest of the file needs.
    """
    free = shutil.disk_usage(partial.path.parent).free
    if needed and free < needed + _ROOM_TO_SPARE:
        message = f"{needed / 1e6:,.0f} MB are still to come, and {free / 1e6:,.0f} MB are free"
        raise OSError(errno.ENOSPC, message)


def _append(response: httpx.Response, partial: _Partial, have: int, total: int | None, progress: Progress) -> None:
    step = _step_of(partial)
    with partial.path.open("ab") as file:
        # In pieces as they come: a larger block would be lost whole when the connection breaks.
        for block in response.iter_raw():
            file.write(block)
            have += len(block)
            progress(step, have, total)
    if total is not None and have != total:
        message = f"{have:,} of {total:,} bytes arrived"
        raise httpx.RemoteProtocolError(message)


def _step_of(partial: _Partial) -> str:
    return f"Downloading {partial.path.name[1:].removesuffix('.part')}"


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


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what the network and the disk raise into one error that says what to do."""
    try:
        yield
    except (httpx.HTTPError, _ChangedMeanwhileError, OSError) as error:
        raise _explanation(url, error) from error


def _explanation(url: str, error: Exception) -> DownloadError:
    by_hand = f"or {BY_HAND}"
    said = str(error) or type(error).__name__
    match error:
        case httpx.HTTPStatusError() if error.response.status_code in _ABSENT:
            why = f"the answer was {error.response.status_code}"
            return _not_offered(url, "The publisher does not have the file", why)
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


def _not_offered(url: str, what: str, why: str) -> NotOfferedError:
    next_step = f"look for its new address on the publisher's page, or {BY_HAND}"
    return NotOfferedError(what, why=why, next_step=next_step, where=Where(url))


def _error(url: str, what: str, why: str, next_step: str) -> DownloadError:
    return DownloadError(what, why=why, next_step=next_step, where=Where(url))
