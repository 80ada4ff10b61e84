"""Serving from nothing: one command makes the database, loads the example and answers."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ourplace_web import serving
from ourplace_web.exceptions import PortInUseError
from ourplace_web.serving import Background, make_ready

TWO_GIGABYTES = 2_000_000_000
PIECE = b"Firm Ltd,13/04/2024,1.00\n" * 40_000
HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="big.csv"\r\n\r\n'
FILES = "/networks/preston/studies/preston-2012-13/files/preston-city-council/"


@dataclass(frozen=True)
class Served:
    """A website that is served from nothing: its port, its data folder, what it printed, its process."""

    port: int
    home: Path
    said: Path
    process: "subprocess.Popen[bytes]"


def free_port() -> int:
    """Return a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def port() -> int:
    """A port that is free."""
    return free_port()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    """The website with its example, as one command serves it."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    home, said = folder / "home", folder / "said"
    command = [sys.executable, "-m", "ourplace.cli", "serve", "--port", str(port), "--home", str(home)]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("OURPLACE_", "DATABASE_"))
    }
    with said.open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 (our own program)
    try:
        yield Served(port, home, said, server)
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.slow
def test_one_command_serves_the_example_and_says_how_to_sign_in(served) -> None:
    answers = [ask(served.port, path) for path in ("/", "/networks/preston/")]
    sheet = ask(served.port, re.search(r'href="(/static/ourplace/site\.\w+\.css)"', answers[0].text)[1])

    text = served.said.read_text()
    assert f"OurPlace is at http://127.0.0.1:{served.port}/" in text
    assert (served.home / "demo-password").read_text() in text
    assert [answer.status for answer in answers] == [200, 302]
    assert (sheet.status, sheet.headers["Cache-Control"]) == (200, "max-age=315360000, public, immutable")


def test_background_work_goes_on_after_its_keeper_was_killed(monkeypatch) -> None:
    monkeypatch.setattr(serving, "SECONDS_BETWEEN_STARTS", 0.0)
    background = Background()
    first = background.process
    background.keep_up()
    is_left_alone = background.process is first
    first.kill()
    first.wait()

    background.keep_up()

    second = background.process
    background.end()
    assert is_left_alone
    assert second is not first
    assert second.returncode is not None


def test_a_keeper_that_dies_at_once_is_not_started_again_without_a_pause() -> None:
    background = Background()
    first = background.process
    first.kill()
    first.wait()

    background.keep_up()

    assert background.process is first


@pytest.mark.slow
@pytest.mark.parametrize("length", [f"Content-Length: {TWO_GIGABYTES}", "Transfer-Encoding: chunked"])
def test_an_upload_of_two_gigabytes_is_stopped_with_little_of_it_sent(length, served) -> None:
    ask(served.port, "/")
    cookies, token = signed_in(served)
    chunked = "chunked" in length
    head = (
        f"POST {FILES}send/ HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {cookies}\r\nX-CSRFToken: {token}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\n{length}\r\n\r\n"
    )
    before = memory_of(served.process.pid)

    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(head.encode() + (framed(HEAD) if chunked else HEAD))
        sent = stream(connection, framed(PIECE) if chunked else PIECE)

    assert sent < TWO_GIGABYTES / 20
    assert memory_of(served.process.pid) - before < TWO_GIGABYTES / 10
    assert (
        sum(path.stat().st_size for path in (served.home / "uploads" / "incoming").rglob("*") if path.is_file()) == 0
    )
    assert ask(served.port, "/").status == 200


def framed(piece: bytes) -> bytes:
    """Return a piece of a body whose length nobody knows beforehand."""
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def stream(connection: socket.socket, piece: bytes) -> int:
    """Send a piece again and again until two gigabytes are sent or the other side stops listening; return how much was sent."""
    sent = 0
    connection.settimeout(5)
    while sent < TWO_GIGABYTES:
        try:
            sent += connection.send(piece)
        except OSError:
            break
    return sent


def memory_of(process_id: int) -> int:
    """Return how many bytes of memory a process and its children hold."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    own = int(Path(f"/proc/{process_id}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return own + sum(memory_of(int(child)) for child in children)


def signed_in(served: Served) -> tuple[str, str]:
    """Return the cookies of the example's editor, and the token that goes with its forms."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/account/login/")
    cookies = cookies_of(connection.getresponse())
    password = (served.home / "demo-password").read_text()
    body = urlencode({"login": "bob@demo.example", "password": password})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": cookies["csrftoken"]}
    connection.request("POST", "/account/login/", body, headers | {"Cookie": joined(cookies)})
    cookies |= cookies_of(connection.getresponse())
    connection.close()
    return joined(cookies), cookies["csrftoken"]


def cookies_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Return the cookies that an answer sets."""
    answer.read()
    found = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie") or ():
        found.load(header)
    return {name: morsel.value for name, morsel in found.items()}


def joined(cookies: dict[str, str]) -> str:
    """Return cookies as a browser sends them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_a_port_that_is_taken_is_refused_before_anything_is_made(port, tmp_path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        with pytest.raises(PortInUseError, match=f"--port {port + 1}"):
            make_ready(port=port, with_demo=False)


def ask(port: int, path: str) -> http.client.HTTPResponse:
    """Return the answer to one request, waiting until the server is there."""
    for _attempt in range(240):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            connection.close()
        except ConnectionRefusedError:
            time.sleep(0.25)
        else:
            return answer
    pytest.fail("the server did not answer within a minute")
