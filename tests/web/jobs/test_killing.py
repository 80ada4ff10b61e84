"""Real workers, killed in the middle of what they do: nothing is lost, nothing is counted twice, nothing is stuck."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ourplace.examples import write_preston
from ourplace.studies import load_study, run_study

pytestmark = pytest.mark.slow

MAKE = "from ourplace_web.serving import make_ready; make_ready(port=8000, with_demo=True)"
# Rows and pence of the example's files as the library's own test of it counts them.
PAYMENTS, POUNDS = 14_662, "1083266600.00"
OPEN_TASKS = "select id from django_tasks_database_dbtaskresult where status in ('READY', 'RUNNING')"


class Website:
    """A website on disk with the Preston example, whose database the test looks into."""

    def __init__(self, home: Path) -> None:
        """Make it."""
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OURPLACE_", "DATABASE_"))}
        self.environment = kept | {"OURPLACE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ourplace_web.settings"}
        subprocess.run([sys.executable, "-c", MAKE], env=self.environment, check=True)  # noqa: S603 (our own program)

    def ask(self, query: str) -> list[tuple]:
        """Return the rows that a query finds."""
        with sqlite3.connect(self.home / "ourplace.sqlite3", timeout=20) as database:
            return database.execute(query).fetchall()

    @contextmanager
    def at_work(self) -> Iterator[subprocess.Popen]:
        """Have its workers work while the block runs."""
        command = [sys.executable, "-m", "ourplace_web", "work"]
        keeper = subprocess.Popen(command, env=self.environment)  # noqa: S603 (our own program)
        try:
            yield keeper
        finally:
            keeper.terminate()
            keeper.wait(timeout=30)


@pytest.fixture
def website(tmp_path) -> Website:
    """A website of the test's own."""
    return Website(tmp_path / "home")


def until(is_so: Callable[[], object], *, seconds: float = 180) -> object:
    """Return what a function returns as soon as that is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := is_so():
            return found
        time.sleep(0.05)
    pytest.fail("it did not come to that")


def workers_of(keeper: subprocess.Popen, queue: str) -> list[int]:
    """Return the processes that work on a queue."""
    children = Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text().split()
    return [int(pid) for pid in children if f"--queue\0{queue}" in Path(f"/proc/{pid}/cmdline").read_text()]


def kill(keeper: subprocess.Popen, queue: str) -> None:
    """Kill every worker of a queue without a word."""
    for pid in workers_of(keeper, queue):
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Return whether a process still runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_workers_killed_while_they_read_and_run_lose_nothing_and_count_nothing_twice(
    website, figures_in, tmp_path
) -> None:
    with website.at_work() as keeper:
        until(lambda: website.ask("select 1 from uploads_upload where state = 'working'"))
        kill(keeper, "reading")
        for attempt in (1, 2):
            until(
                lambda number=attempt: website.ask(
                    f"select 1 from runs_run where state = 'working' and stage <> '' and attempt = {number}"
                )
            )
            kill(keeper, "runs")
        until(lambda: website.ask("select 1 from runs_run where state in ('done', 'failed')"))
        until(lambda: not website.ask("select 1 from uploads_upload where state in ('waiting', 'working')"))
        # A task that was queued twice is taken up once more, finds its job done, and ends.
        until(lambda: not website.ask(OPEN_TASKS))

    ((state, attempt, problem, key),) = website.ask("select state, attempt, problem, figures_key from runs_run")
    uploads = website.ask(
        "select state, count(*), sum(used_count), printf('%.2f', sum(used_gbp)) from uploads_upload group by 1"
    )
    by_hand = run_study(load_study(write_preston(tmp_path / "by-hand")))
    (folder,) = website.home.glob("studies/*/.ourplace/figures")
    assert (state, attempt, problem) == ("done", 3, "")
    assert uploads == [("done", 24, PAYMENTS, POUNDS)]
    assert figures_in(folder / key) == figures_in(by_hand.folder)
    assert website.ask(OPEN_TASKS) == []


def test_a_keeper_killed_with_its_workers_leaves_nothing_running_and_the_next_goes_on(website) -> None:
    with website.at_work() as keeper:
        until(lambda: website.ask("select 1 from runs_run where state = 'working'"))
        workers = [*workers_of(keeper, "reading"), *workers_of(keeper, "runs")]
        keeper.kill()
        keeper.wait()
        until(lambda: not any(map(is_alive, workers)), seconds=30)
    assert len(workers) == 3

    with website.at_work():
        until(lambda: website.ask("select 1 from runs_run where state = 'done'"))

    assert website.ask("select state, count(*) from uploads_upload group by 1") == [("done", 24)]
