import hashlib
import io
import os
import re
import resource
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ourplace.registers.download import download
from ourplace.registers.exceptions import DownloadError, NotOfferedError


def archive_of(content: bytes) -> bytes:
    """Return a ZIP archive that holds the content as it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("BasicCompanyData.csv", content)
    return packed.getvalue()


CONTENT = archive_of(os.urandom(300_000))
OTHER_CONTENT = archive_of(os.urandom(300_000))


@dataclass
class Publisher:
    """A publisher's server, its habits set by each test, and the requests it saw."""

    content: bytes = CONTENT
    tag: str = '"v1"'
    content_type: str = "application/zip"
    drops_after: list[int] = field(default_factory=list)
    honours_ranges: bool = True
    answers: list[int] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    url: str = ""

    def replace_content(self, content: bytes) -> None:
        self.content, self.tag = content, '"v2"'


def handler_of(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.ranges.append(self.headers.get("Range"))
            status = publisher.answers.pop(0) if publisher.answers else 200
            if publisher.tag and self.headers.get("If-None-Match") == publisher.tag:
                self.send_response(304)
                self.end_headers()
                return
            if status != 200:
                self.send_error(status)
                return
            self.send_file()

        def send_file(self) -> None:
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            start = int(asked[1]) if asked and publisher.honours_ranges else 0
            if start and self.headers.get("If-Range") != publisher.tag:
                start = 0
            body, size = publisher.content[start:], len(publisher.content)
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", publisher.content_type)
            self.send_header("ETag", publisher.tag)
            self.send_header("Last-Modified", "Sun, 01 Nov 2026 06:00:00 GMT")
            self.end_headers()
            sent = publisher.drops_after.pop(0) if publisher.drops_after else len(body)
            self.wfile.write(body[:sent])

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the standard library's name
            """Keep quiet."""

    return Handler


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    shown = Publisher()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(shown))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    shown.url = f"http://127.0.0.1:{server.server_port}/data/BasicCompanyData-2026-11-01.zip"
    yield shown
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_arrives_whole_with_a_record_beside_it(publisher: Publisher, tmp_path: Path) -> None:
    got = download(publisher.url, tmp_path)

    assert got.path.read_bytes() == CONTENT
    assert (got.size, got.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert got.last_modified == "Sun, 01 Nov 2026 06:00:00 GMT"
    assert sorted(path.name for path in tmp_path.iterdir()) == [got.path.name, got.path.name + ".json"]


def test_a_dropped_connection_goes_on_where_it_stopped(publisher: Publisher, tmp_path: Path) -> None:
    publisher.drops_after = [100_000, 50_000]

    got = download(publisher.url, tmp_path, wait_seconds=0)

    assert got.path.read_bytes() == CONTENT
    assert publisher.ranges == [None, "bytes=100000-", "bytes=150000-"]


def test_what_arrived_is_kept_for_the_next_run(publisher: Publisher, tmp_path: Path) -> None:
    publisher.drops_after = [100_000, 20_000]
    with pytest.raises(DownloadError, match="it goes on from what has arrived"):
        download(publisher.url, tmp_path, attempts=2, wait_seconds=0)
    assert not (tmp_path / "BasicCompanyData-2026-11-01.zip").exists()

    got = download(publisher.url, tmp_path, wait_seconds=0)

    assert got.path.read_bytes() == CONTENT
    assert publisher.ranges[-1] == "bytes=120000-"


def test_a_file_replaced_while_resuming_starts_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.drops_after = [100_000]
    with pytest.raises(DownloadError):
        download(publisher.url, tmp_path, attempts=1, wait_seconds=0)
    publisher.replace_content(OTHER_CONTENT)

    got = download(publisher.url, tmp_path, wait_seconds=0)

    assert got.path.read_bytes() == OTHER_CONTENT


def test_a_server_without_ranges_starts_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.honours_ranges, publisher.drops_after = False, [100_000]

    assert download(publisher.url, tmp_path, wait_seconds=0).path.read_bytes() == CONTENT


def test_a_busy_server_is_asked_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [503, 429, 502]

    assert download(publisher.url, tmp_path, wait_seconds=0).path.read_bytes() == CONTENT


@pytest.mark.parametrize("answer", [404, 410, 403])
def test_a_missing_file_is_not_asked_for_twice(publisher: Publisher, tmp_path: Path, answer: int) -> None:
    publisher.answers = [answer]

    with pytest.raises(NotOfferedError, match=f"the answer was {answer}"):
        download(publisher.url, tmp_path, wait_seconds=0)

    assert len(publisher.ranges) == 1


def test_the_wrong_content_is_refused_and_not_kept(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="not the one expected"):
        download(publisher.url, tmp_path, sha256="0" * 64)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_in_the_file_s_place_is_refused_and_not_kept(
    publisher: Publisher, tmp_path: Path, content_type: str
) -> None:
    publisher.content, publisher.content_type = b"\n<!DOCTYPE html><title>Moved</title>", content_type

    with pytest.raises(NotOfferedError, match="a web page in place of the file") as refused:
        download(publisher.url, tmp_path, wait_seconds=0)

    assert "look for its new address on the publisher's page" in refused.value.next_step
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("content", "why"), [(CONTENT[:-30], "its end"), (b"CompanyName\nA\n", "begins otherwise")])
def test_an_archive_that_is_none_or_not_whole_is_not_kept(
    publisher: Publisher, tmp_path: Path, content: bytes, why: str
) -> None:
    publisher.content = content

    with pytest.raises(DownloadError, match=why):
        download(publisher.url, tmp_path, wait_seconds=0)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    first = download(publisher.url, tmp_path)
    publisher.content = b"must not be sent"

    assert download(publisher.url, tmp_path) == first


def test_a_file_that_has_changed_since_is_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    download(publisher.url, tmp_path)
    publisher.replace_content(OTHER_CONTENT)

    assert download(publisher.url, tmp_path).path.read_bytes() == OTHER_CONTENT


def test_a_file_that_somebody_has_altered_is_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    download(publisher.url, tmp_path).path.write_bytes(b"altered")

    assert download(publisher.url, tmp_path).path.read_bytes() == CONTENT


def test_the_file_may_be_called_otherwise_than_its_address(publisher: Publisher, tmp_path: Path) -> None:
    assert download(publisher.url, tmp_path, name="companies.zip").path == tmp_path / "companies.zip"


def test_too_little_room_is_said_before_anything_is_fetched(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))

    with pytest.raises(DownloadError, match="The disk is full") as refused:
        download(publisher.url, tmp_path, wait_seconds=0)

    assert "0 MB are still to come, and 1 MB are free" in refused.value.why
    assert not list(tmp_path.glob(".*.part"))


def test_a_folder_that_cannot_be_made_is_said(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "registers").write_text("a file, not a folder", "utf-8")

    with pytest.raises(DownloadError, match="The file cannot be written"):
        download(publisher.url, tmp_path / "registers", wait_seconds=0)


def test_no_network_says_how_to_go_on_without(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="give the file's path to `ourplace registers add`"):
        download("http://127.0.0.1:9/nothing.zip", tmp_path, wait_seconds=0)


@pytest.fixture
def tight_quota() -> Iterator[None]:
    """A limit on the size of files, which the system reports as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("tight_quota")
def test_no_room_is_said_and_what_arrived_is_kept(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="The disk is full"):
        download(publisher.url, tmp_path, wait_seconds=0)

    assert 0 < (tmp_path / ".BasicCompanyData-2026-11-01.zip.part").stat().st_size <= 200_000


def test_progress_counts_up_to_the_whole(publisher: Publisher, tmp_path: Path) -> None:
    publisher.drops_after = [100_000]
    reports: list[tuple[int, int | None]] = []

    download(publisher.url, tmp_path, wait_seconds=0, progress=lambda _, done, total: reports.append((done, total)))

    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert reports == sorted(reports)
