"""Downloads, against a server of our own that can stop half way."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ourplace.places.downloading import download, download_reference, reference_files
from ourplace.places.exceptions import DownloadError

CONTENT = bytes(range(256)) * 20_000


@dataclass
class Server:
    """What the server sends, where it breaks off, and which ranges it was asked for."""

    url: str = ""
    content: bytes = CONTENT
    tag: str = '"one"'
    stop_after: int | None = None
    ranges: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            state.ranges.append(asked)
            if self.path == "/missing":
                self.send_error(404)
                return
            start = (
                int(asked.removeprefix("bytes=").rstrip("-"))
                if asked and self.headers.get("If-Range") == state.tag
                else 0
            )
            body = state.content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", state.tag)
            self.end_headers()
            self.wfile.write(body[: state.stop_after])

        def log_message(self, *_: object) -> None:
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{listening.server_port}/file.zip"
    yield state
    listening.shutdown()
    listening.server_close()


def test_a_file_arrives_whole_with_progress(server: Server, tmp_path: Path) -> None:
    reports: list[tuple[int, int | None]] = []

    def watch(step: str, done: int, total: int | None) -> None:
        assert step == "Downloading file.zip"
        reports.append((done, total))

    target = download(
        server.url, tmp_path / "new" / "file.zip", sha256=hashlib.sha256(CONTENT).hexdigest(), progress=watch
    )

    assert target.read_bytes() == CONTENT
    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in target.parent.iterdir()] == ["file.zip"]


def test_a_broken_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.stop_after = 2_000_000
    target = tmp_path / "file.zip"
    with pytest.raises(DownloadError, match="could not be downloaded"):
        download(server.url, target)
    assert not target.exists()
    have = (tmp_path / "file.zip.partial").stat().st_size

    server.stop_after = None
    download(server.url, target)

    assert have > 0
    assert server.ranges == [None, f"bytes={have}-"]
    assert target.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(server: Server, tmp_path: Path) -> None:
    server.stop_after = 2_000_000
    with pytest.raises(DownloadError):
        download(server.url, tmp_path / "file.zip")

    server.stop_after, server.tag, server.content = None, '"two"', b"another file"
    download(server.url, tmp_path / "file.zip")

    assert (tmp_path / "file.zip").read_bytes() == b"another file"


def test_a_wrong_checksum_is_refused_and_leaves_nothing(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="SHA-256"):
        download(server.url, tmp_path / "file.zip", sha256="0" * 64)

    assert not list(tmp_path.glob("file.zip")) + list(tmp_path.glob("file.zip.partial"))


def test_an_error_page_is_not_taken_for_the_file(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="the server answered 404"):
        download(server.url.replace("file.zip", "missing"), tmp_path / "file.zip")

    assert not (tmp_path / "file.zip").exists()


def test_no_server_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="the connection failed"):
        download("http://127.0.0.1:9/file.zip", tmp_path / "file.zip")


def test_a_reference_file_that_is_there_is_not_fetched(tmp_path: Path) -> None:
    wanted = reference_files()["english_indices_of_deprivation"]
    (tmp_path / wanted.file_name).write_text("here")

    assert download_reference("english_indices_of_deprivation", folder=tmp_path).read_text() == "here"
    assert all(each.licence == "Open Government Licence v3.0" for each in reference_files().values())
