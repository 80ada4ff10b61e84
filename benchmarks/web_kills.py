"""The website killed in the middle of what it does, again and again: nothing lost, nothing counted twice, nothing stuck.

    python benchmarks/web_kills.py [--kills 20] [--rows 20000]

Serves the bundled example with `ourplace serve` from a data folder of its own. For each kill an editor sends one more file and
an analyst asks for a run; then, by turns, a worker that reads, a worker that runs, the keeper of the workers, the web
processes while they receive the file, or the whole service is killed without a word (and, where it was the whole, started
again). What was being sent when nobody answered is sent again. After each kill every job must end by itself. At the end every
file that was sent must be there once, with its rows and pounds to the penny, and the figures must be those of the command line
on the same files.
"""

import argparse
import io
import itertools
import math
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyarrow.parquet as pq

from measuring import HERE, PROC, WORK, describe_machine, print_table, verdict
from ourplace.studies.finished import last_run
from served_website import (
    ADDRESS,
    FILES,
    HOME,
    PORT,
    STUDY,
    Sent,
    Server,
    make_files,
    password,
    sign_in,
    start_server,
    token_of,
)

BY_HAND = WORK / "website-by-hand"
KINDS = (
    "a worker that reads",
    "a worker that runs",
    "the keeper of the workers",
    "the web processes",
    "the whole service",
)
READING, RUNNING, KEEPING, ANSWERING, ALL = KINDS
OPEN_UPLOADS = "select 1 from uploads_upload where state in ('waiting', 'working')"
OPEN_RUNS = "select 1 from runs_run where state in ('waiting', 'working')"
OPEN_TASKS = "select 1 from django_tasks_database_dbtaskresult where status in ('READY', 'RUNNING')"
READS_NOW = "select 1 from uploads_upload where state = 'working'"
RUNS_NOW = "select 1 from runs_run where state = 'working' and stage <> ''"
LONGEST_WAIT = 300
PIECE_BYTES = 65_536


@dataclass
class Killed:
    """What was killed how often, how often it was in the middle of its work, and how long it took until all was done after each."""

    times: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    in_the_middle: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    seconds: list[float] = field(default_factory=list)
    sent_again: int = 0


class SlowFile(io.BytesIO):
    """A file that takes a second to be sent, so that something can be killed meanwhile."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next piece, after a while."""
        time.sleep(PIECE_BYTES / max(1, len(self.getbuffer())))
        return super().read(min(size, PIECE_BYTES) if size and size > 0 else PIECE_BYTES)


def ask(query: str) -> list[tuple]:
    """Return the rows that a query of the website's database finds."""
    with sqlite3.connect(HOME / "ourplace.sqlite3", timeout=20) as database:
        return database.execute(query).fetchall()


def comes_true(is_so: Callable[[], object], *, seconds: float = LONGEST_WAIT) -> bool:
    """Return whether something comes true within a time, as soon as it does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.01)
    return False


def is_settled() -> bool:
    """Return whether nothing is left to be done."""
    return not (ask(OPEN_UPLOADS) or ask(OPEN_RUNS) or ask(OPEN_TASKS))


def below(pid: int) -> Iterator[tuple[int, str]]:
    """Yield the processes that a process started, and those that they started, each with its command."""
    try:
        children = (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    except FileNotFoundError:
        return
    for child in map(int, children):
        try:
            command = (PROC / str(child) / "cmdline").read_text().replace("\0", " ")
        except FileNotFoundError:
            continue
        yield child, command
        yield from below(child)


def victims(kind: str, server: Server) -> list[int]:
    """Return the processes that are to be killed."""
    everything = list(below(server.pid))
    if kind == ALL:
        return [server.pid]
    if kind == ANSWERING:
        return [pid for pid, command in everything if "ourplace serve" in command]
    if kind == KEEPING:
        return [pid for pid, command in everything if " work " in command and "--queue" not in command]
    queue = "--queue reading" if kind == READING else "--queue runs"
    return [pid for pid, command in everything if queue in command]


def kill(kind: str, server: Server) -> Server:
    """Kill what is to be killed, and return the service, which is another one where the whole was killed."""
    for pid in victims(kind, server):
        os.kill(pid, signal.SIGKILL)
    if kind != ALL:
        return server
    server.wait()
    return start_again()


def start_again() -> Server:
    """Return the service started anew, once the processes of the one that was killed have noticed and ended."""
    if not comes_true(lambda: not is_answered(), seconds=60):
        raise SystemExit("the processes of the service that was killed did not end")
    return start_server()


def is_answered() -> bool:
    """Return whether anything listens where the website does."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def send(one: Sent, cookies: httpx.Cookies, *, slowly: bool = False) -> bool:
    """Send one file as the council's editor, and return whether it was taken in: kept, or recognised as sent before."""
    try:
        with httpx.Client(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
            content = one.path.read_bytes()
            answer = client.post(
                f"{FILES}send/",
                data={"csrfmiddlewaretoken": token_of(client.get(FILES).raise_for_status().text)},
                files={"files": (one.path.name, SlowFile(content) if slowly else content, "text/csv")},
                headers={"Referer": f"{ADDRESS}{FILES}"},
            )
    except httpx.HTTPError:
        return False
    return answer.is_success or answer.is_redirect


def ask_for_run(cookies: httpx.Cookies) -> None:
    """Ask for a run as an analyst, until somebody answers."""
    while True:
        try:
            with httpx.Client(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
                token = token_of(client.get(f"{STUDY}runs/").raise_for_status().text)
                answer = client.post(
                    f"{STUDY}runs/start/",
                    data={"csrfmiddlewaretoken": token},
                    headers={"Referer": f"{ADDRESS}{STUDY}runs/"},
                )
        except httpx.HTTPError:
            time.sleep(0.5)
            continue
        if answer.is_redirect:
            return
        raise SystemExit(f"asking for a run was answered with {answer.status_code}")


def kill_once(kind: str, one: Sent, server: Server, cookies: dict[str, httpx.Cookies], killed: Killed) -> Server:
    """Send a file, ask for a run, kill in the middle, and wait until everything is done."""
    if kind in {ANSWERING, ALL}:
        taken_in: list[bool] = []
        sender = threading.Thread(target=lambda: taken_in.append(send(one, cookies["bob"], slowly=True)))
        sender.start()
        time.sleep(0.6)
        is_in_the_middle = sender.is_alive()
        server = kill(kind, server)
        sender.join()
        while not taken_in[-1]:
            killed.sent_again += 1
            taken_in.append(send(one, cookies["bob"]))
        ask_for_run(cookies["alice"])
    else:
        while not send(one, cookies["bob"]):
            killed.sent_again += 1
        if kind != READING:
            ask_for_run(cookies["alice"])
        is_in_the_middle = comes_true(lambda: ask(READS_NOW if kind == READING else RUNS_NOW), seconds=60)
        server = kill(kind, server)
        if kind == READING:
            ask_for_run(cookies["alice"])
    started = time.monotonic()
    if not comes_true(is_settled):
        raise SystemExit(f"{kind} was killed, and after {LONGEST_WAIT} s something is still waiting")
    killed.times[kind] += 1
    killed.in_the_middle[kind] += is_in_the_middle
    killed.seconds.append(time.monotonic() - started)
    return server


def kept(files: Sequence[Sent]) -> list[Sent]:
    """Return the files that are kept once, with all their rows and pounds."""
    rows = "used_count + set_aside_count + rejected_count"
    gbp = "round((used_gbp + set_aside_gbp + rejected_gbp) * 100)"
    found = ask(f"select file_name, {rows}, {gbp} from uploads_upload where state = 'done'")
    return [one for one in files if [row for row in found if row[0] == one.path.name] == [row_of(one)]]


def row_of(one: Sent) -> tuple[str, int, float]:
    """Return what the database must say of a file: its name, rows and pence."""
    return one.path.name, one.rows, float(one.gbp * 100)


def tables_that_differ() -> list[str]:
    """Return the tables of the last run's figures that differ from those of the command line on the same files."""
    (folder,) = (HOME / "studies").iterdir()
    shutil.rmtree(BY_HAND, ignore_errors=True)
    shutil.copytree(folder, BY_HAND, ignore=shutil.ignore_patterns(".ourplace", "reports"))
    subprocess.run([sys.executable, str(HERE / "run_study.py"), str(BY_HAND)], check=True, stdout=subprocess.DEVNULL)
    by_hand, by_website = (results_of(one) for one in (BY_HAND, folder))
    return [path.name for path in sorted(by_hand.glob("*.parquet")) if not same(path, by_website / path.name)]


def results_of(study_folder: Path) -> Path:
    """Return the folder of figures of a study's last run."""
    last = last_run(study_folder)
    if last is None:
        raise SystemExit(f"{study_folder} holds no finished run")
    return last.result.folder


def same(left: Path, right: Path) -> bool:
    """Return whether two tables hold the same rows; sums of probabilities may differ in their last digits."""
    return all(
        a.keys() == b.keys() and all(close(a[name], b[name]) for name in a)
        for a, b in itertools.zip_longest(rows_of(left), rows_of(right), fillvalue={})
    )


def rows_of(path: Path) -> list[dict[str, object]]:
    """Return the rows of a table in the order of what they are about."""
    rows = pq.read_table(path).to_pylist()
    return sorted(rows, key=lambda row: str({name: one for name, one in row.items() if not isinstance(one, float)}))


def close(left: object, right: object) -> bool:
    """Return whether two values are the same, numbers to twelve digits."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-15)
    return left == right


def run(*, kills: int, rows: int) -> None:
    """Kill, and print what came of it."""
    files = make_files(kills, rows)
    shutil.rmtree(HOME, ignore_errors=True)
    server, killed = start_server(), Killed()
    try:
        cookies = {name: sign_in(f"{name}@demo.example", password()) for name in ("alice", "bob")}
        if not comes_true(is_settled):
            raise SystemExit("the example's run did not finish")
        before = len(ask("select 1 from uploads_upload"))
        for one, kind in zip(files, itertools.cycle(KINDS), strict=False):
            server = kill_once(kind, one, server, cookies, killed)
            print(f"{kind}: done {killed.seconds[-1]:.0f} s after", flush=True)
        uploads = len(ask("select 1 from uploads_upload")) - before
        unfinished = ask("select state, problem from runs_run where state <> 'done'")
    finally:
        server.terminate()
        server.wait(timeout=60)
    right, differing = len(kept(files)), tables_that_differ()
    middle = sum(killed.in_the_middle.values())
    print_table(
        f"{kills} kills while files of {rows:,} rows are sent, read and run",
        ("", "goal", "measured", "verdict"),
        [
            *((kind, "", f"{killed.times[kind]}", "") for kind in KINDS),
            ("killed in the middle", f"{kills}", f"{middle}", verdict(is_met=middle == kills)),
            ("files sent again since nobody answered", "", f"{killed.sent_again}", ""),
            (
                "files kept once, to the penny",
                f"{len(files)}",
                f"{right}",
                verdict(is_met=right == len(files) == uploads),
            ),
            ("runs not done", "none", f"{len(unfinished)}", verdict(is_met=not unfinished)),
            ("tables unlike the command line's", "none", f"{len(differing)}", verdict(is_met=not differing)),
            ("until all was done after a kill", "", f"{max(killed.seconds):.0f} s at most", ""),
        ],
    )
    for row in unfinished:
        print("a run ended as", *row)
    if differing:
        print("they differ in", ", ".join(differing))


def main() -> None:
    """Read the options and kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="how often something is killed")
    parser.add_argument("--rows", type=int, default=20_000, help="payments in each file")
    arguments = parser.parse_args()
    print(describe_machine())
    run(**vars(arguments))


if __name__ == "__main__":
    main()
