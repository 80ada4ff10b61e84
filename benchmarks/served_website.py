"""The website served for a benchmark from a data folder of its own, people signed in, and files for them to send."""

import csv
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import httpx

from council_files import LAYOUTS, council_files, load_words, write_month
from measuring import WORK

HOME = WORK / "website"
PORT = 8471
ADDRESS = f"http://127.0.0.1:{PORT}"
STUDY = "/networks/preston/studies/preston-2012-13/"
FILES = f"{STUDY}files/preston-city-council/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LONGEST_WAIT = 600
Server = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Sent:
    """One file that was uploaded, with the rows and pounds in it."""

    path: Path
    rows: int
    gbp: Decimal


@contextmanager
def website() -> Iterator[str]:
    """Serve the example from a new data folder, and give the password of its people."""
    shutil.rmtree(HOME, ignore_errors=True)
    server = start_server()
    try:
        yield password()
    finally:
        server.terminate()
        server.wait(timeout=60)


def start_server() -> Server:
    """Return `ourplace serve` as soon as it answers."""
    environment = {**os.environ, "OURPLACE_HOME": str(HOME), "OURPLACE_CACHE": str(WORK / "demo-cache")}
    environment.pop("OURPLACE_HOSTS", None)
    command = [str(Path(sys.executable).parent / "ourplace"), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_server(server)
    return server


def password() -> str:
    """Return the password of the example's people."""
    return (HOME / "demo-password").read_text("ascii").strip()


def wait_for_server(server: Server) -> None:
    """Return as soon as the website answers."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"`ourplace serve` ended with exit code {server.returncode}")
        try:
            if httpx.get(f"{ADDRESS}/", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise SystemExit("the website did not answer")


def sign_in(email: str, password: str) -> httpx.Cookies:
    """Return the cookies of somebody who signed in."""
    with httpx.Client(base_url=ADDRESS, follow_redirects=True, timeout=60) as client:
        token = token_of(client.get("/account/login/").text)
        fields = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        answer = client.post("/account/login/", data=fields, headers={"Referer": f"{ADDRESS}/account/login/"})
        if "sessionid" not in client.cookies:
            raise SystemExit(f"{email} could not sign in: {answer.status_code}")
        return client.cookies


def token_of(page: str) -> str:
    """Return the token that a page's form has to send back."""
    found = TOKEN.search(page)
    if found is None:
        raise SystemExit("a page has no form where one was expected")
    return found[1]


def make_files(count: int, rows: int) -> list[Sent]:
    """Return so many files of so many invented payments each, in the layouts of different councils."""
    folder = WORK / f"website-files-{rows}"
    folder.mkdir(parents=True, exist_ok=True)
    council_files(WORK / "council-files-1000000", rows=1_000_000)
    made = []
    with duckdb.connect(config={"threads": 2}) as connection:
        load_words(connection)
        for number, layout in zip(range(count), itertools.cycle(LAYOUTS), strict=False):
            path = folder / f"{layout.council_id}-{number}.csv"
            if not path.exists():
                write_month(connection, layout, path, number=number, rows=rows)
            made.append(sent(path, layout.amount, layout.delimiter, len(layout.preamble)))
    return made


def sent(path: Path, amount: str, delimiter: str, preamble: int) -> Sent:
    """Return what a file holds, counted with Python's own reader."""
    with path.open(encoding="utf-8", newline="") as file:
        for _ in range(preamble):
            next(file)
        values = [Decimal(row[amount].replace(",", "")) for row in csv.DictReader(file, delimiter=delimiter)]
    return Sent(path, len(values), sum(values, Decimal(0)))
