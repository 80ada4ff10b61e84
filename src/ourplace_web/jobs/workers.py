"""The processes that do background work, kept running: one that dies is replaced, and what it left is started again."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from ourplace_web.jobs.recovery import recover, recover_from

# Receipts come within seconds although a run goes on, because runs have a worker of their own.
QUEUES = ("reading", "reading", "runs")
SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_RECOVERIES = 5
LOOKS_BETWEEN_CHORES = 3600
SECONDS_TO_END = 10.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """A process that works on a queue, and the name under which it takes tasks up."""

    worker_id: str
    process: "subprocess.Popen[bytes]"


@dataclass
class Workers:
    """The worker processes of one machine, one for each entry of `queues`."""

    queues: tuple[str, ...] = QUEUES
    processes: dict[int, "Worker"] = field(default_factory=dict)
    is_wanted: bool = True

    def keep_running(self, *, beside: int | None = None) -> None:
        """Start the workers, and look after them until told to stop, or until the process `beside`, which started this one, is gone."""
        for sort in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sort, lambda _number, _frame: self.stop())
        looks = 0
        try:
            while self.is_wanted and beside in {None, os.getppid()}:
                self.replace_the_dead()
                if looks % LOOKS_BETWEEN_RECOVERIES == 0:
                    quietly(recover)
                if looks % LOOKS_BETWEEN_CHORES == 0:
                    quietly(do_chores)
                looks += 1
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            self.end_all()

    def stop(self) -> None:
        """Ask the loop to end."""
        self.is_wanted = False

    def replace_the_dead(self) -> None:
        """Start a process for each place without one. Whatever helpers a dead one has left end first."""
        for place, queue in enumerate(self.queues):
            worker = self.processes.get(place)
            if worker is not None and worker.process.poll() is None:
                continue
            if worker is not None:
                end_group(worker.process, signal.SIGKILL)
                log.warning("the worker of the queue '%s' ended and is replaced", queue)
                quietly(partial(recover_from, worker.worker_id))
            self.processes[place] = start_worker(queue)

    def end_all(self) -> None:
        """End every worker; one that does not end by itself is killed, and its job is started again next time."""
        for worker in self.processes.values():
            worker.process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for worker in self.processes.values():
            try:
                worker.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("a worker was stopped in the middle of its job, which is started again next time")
            end_group(worker.process, signal.SIGKILL)
            quietly(partial(recover_from, worker.worker_id))


def start_worker(queue: str) -> Worker:
    """Return a new process that works on one queue, in a group of its own with whatever helpers it starts."""
    worker_id = get_random_string(32)
    # Its keeper is named, since one that is killed while the worker still loads is no longer there to be asked for.
    command = [sys.executable, "-m", "ourplace_web", "work", "--beside", str(os.getpid())]
    command += ["--queue", queue, "--worker-id", worker_id]
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own program)
    return Worker(worker_id, process)


def end_group(process: "subprocess.Popen[bytes]", sort: signal.Signals) -> None:
    """Send a signal to a worker and to the helpers it started, where any are left."""
    try:
        os.killpg(process.pid, sort)
    except (ProcessLookupError, PermissionError):
        return


def quietly(look_after: Callable[[], int]) -> None:
    """Look after something; a database that does not answer now is asked again later."""
    close_old_connections()
    try:
        look_after()
    except DatabaseError:
        log.warning("the database did not answer, and is asked again later")


def do_chores() -> int:
    """Do what is to be done once an hour (`CHORES` in the settings), and return how much was tidied away."""
    call_command("prune_db_task_results", verbosity=0)
    return sum(import_string(chore)() for chore in settings.CHORES)


def work_on(queue: str, worker_id: str, *, beside: int | None = None) -> None:
    """Work on one queue until told to stop, or until the process `beside`, which started this one, is gone."""
    if beside is not None:
        threading.Thread(target=end_with, args=(beside,), name="keeper", daemon=True).start()
    call_command(
        "db_worker",
        queue_name=queue,
        interval=0.5,
        startup_delay=False,
        reload=False,
        verbosity=0,
        worker_id=worker_id,
    )


def end_with(keeper: int) -> None:
    """End this process and its helpers when the process that started it has gone, for nobody would end them otherwise."""
    while os.getppid() == keeper:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.killpg(0, signal.SIGKILL)
