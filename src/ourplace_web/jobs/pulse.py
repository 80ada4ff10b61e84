"""The sign of life of a job: progress and heartbeat written while it works, and the word to stop when it is no longer wanted."""

import logging
import threading
import time
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connection
from django.utils import timezone

from ourplace_web.jobs.models import Job

LEAST_SECONDS_BETWEEN_WRITES = 0.5
HEARTBEAT_SECONDS = 5.0

log = logging.getLogger(__name__)


class JobStoppedError(Exception):
    """The job was cancelled, its study was deleted, or another worker has taken it up."""


class Pulse:
    """Keeps a job alive while a block runs. Call it with progress, as the library does.

    What it is told is written at most twice a second; a thread beats on where the library is silent for long. Once the job
    is no longer this worker's, the next report of progress raises `JobStoppedError`.
    """

    def __init__(self, job: Job) -> None:
        """Begin with nothing told."""
        self.job = job
        self.is_wanted = True
        self.told: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        self.told_at = time.monotonic()
        self.written: dict[str, Any] = {}
        self.next_write = 0.0
        self.next_beat = time.monotonic() + HEARTBEAT_SECONDS
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.beat_on, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        """Begin to beat."""
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop beating, and count the last stage to its end."""
        self.count_seconds()
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Take one report of progress.

        Raises:
            JobStoppedError: the job is no longer this worker's.
        """
        self.count_seconds()
        self.seconds.setdefault(step, 0.0)
        began = self.told.get("stage_started_at") if self.told.get("stage") == step else timezone.now()
        self.told = {
            "stage": step,
            "stage_done": done,
            "stage_total": total,
            "stage_started_at": began,
            "stage_seconds": dict(self.seconds),
        }
        self.write_if_due()
        if not self.is_wanted:
            raise JobStoppedError

    def count_seconds(self) -> None:
        """Add the time since the last report to the stage that it was of."""
        now, stage = time.monotonic(), self.told.get("stage")
        if stage:
            self.seconds[stage] = round(self.seconds[stage] + now - self.told_at, 3)
        self.told_at = now

    def beat_on(self) -> None:
        """Write what is due until the block is over."""
        try:
            while not self.over.wait(LEAST_SECONDS_BETWEEN_WRITES):
                try:
                    self.write_if_due()
                except DatabaseError:
                    log.warning("a heartbeat could not be written; the next one will be tried")
        finally:
            connection.close()

    def write_if_due(self) -> None:
        """Write progress that is new, or a heartbeat that is due, unless the last write was just now."""
        with self.lock:
            now, told = time.monotonic(), self.told
            if now < self.next_write or (told == self.written and now < self.next_beat):
                return
            self.next_write, self.next_beat = now + LEAST_SECONDS_BETWEEN_WRITES, now + HEARTBEAT_SECONDS
            self.is_wanted = bool(self.job.as_taken_up().update(heartbeat_at=timezone.now(), **told))
            self.written = told
