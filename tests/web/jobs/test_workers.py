"""The processes that do background work, and what whoever keeps them does besides."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import DatabaseError

from ourplace_web.jobs import workers
from ourplace_web.jobs.workers import Worker, Workers, do_chores, quietly
from ourplace_web.uploads import storage


def test_chores_tidy_away_what_nobody_needs(settings, tmp_path, monkeypatch) -> None:
    settings.UPLOADS_FOLDER = tmp_path
    monkeypatch.setattr(storage, "AN_HOUR", -1.0)
    (storage.uploads_folder("kept") / "orphan").write_text("orphan")

    assert do_chores() == 1
    assert list(storage.uploads_folder("kept").iterdir()) == []


def test_a_database_that_does_not_answer_stops_nobody(caplog) -> None:
    def fail() -> int:
        raise DatabaseError

    quietly(fail)

    assert "the database did not answer" in caplog.text


@pytest.fixture
def sleeping(monkeypatch) -> list[str]:
    """Workers that sleep, and the queues for which one was started, in their order."""
    started = []

    def start(queue: str) -> Worker:
        started.append(queue)
        sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
        return Worker(f"worker {len(started)}", subprocess.Popen(sleep, start_new_session=True))  # noqa: S603 (our own program)

    monkeypatch.setattr(workers, "start_worker", start)
    return started


def test_a_worker_that_dies_is_replaced_and_what_it_was_at_is_looked_for(sleeping, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(workers, "recover_from", asked.append)
    kept = Workers(queues=("reading", "runs"))
    kept.replace_the_dead()
    kept.processes[1].process.send_signal(signal.SIGKILL)
    kept.processes[1].process.wait()

    kept.replace_the_dead()
    kept.replace_the_dead()
    kept.end_all()

    assert sleeping == ["reading", "runs", "runs"]
    assert asked[0] == "worker 2"
    assert [worker.process.poll() is None for worker in kept.processes.values()] == [False, False]


def test_a_worker_whose_keeper_is_gone_before_it_has_loaded_ends(tmp_path) -> None:
    environment = {**os.environ, "OURPLACE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ourplace_web.settings"}
    work = [sys.executable, "-m", "ourplace_web", "work", "--beside", str(os.getpid() + 1), "--queue", "runs"]

    worker = subprocess.Popen(work, env=environment, start_new_session=True)  # noqa: S603 (our own program)

    assert worker.wait(timeout=60) == -signal.SIGKILL
