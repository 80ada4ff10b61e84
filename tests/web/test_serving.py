"""Serving from nothing: one command makes the database, loads the example and answers."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time

import pytest

from ourplace_web import serving
from ourplace_web.exceptions import PortInUseError
from ourplace_web.serving import Background, make_ready


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_one_command_serves_the_example_and_says_how_to_sign_in(port, tmp_path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "ourplace.cli", "serve", "--port", str(port), "--home", str(home)]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("OURPLACE_", "DATABASE_"))
    }

    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603 (our own program)
    try:
        answers = [ask(port, path) for path in ("/", "/networks/preston/")]
        sheet = ask(port, re.search(r'href="(/static/ourplace/site\.\w+\.css)"', answers[0].text)[1])
    finally:
        server.terminate()
        server.wait(timeout=20)

    text = (tmp_path / "said").read_text()
    assert f"OurPlace is at http://127.0.0.1:{port}/" in text
    assert (home / "demo-password").read_text() in text
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
