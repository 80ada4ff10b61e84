"""What every job has in common: a state that only one worker at a time may change, and a heartbeat that says it lives."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# A heartbeat is written every few seconds, also while a stage says nothing; six missed ones are no coincidence.
PRESUMED_DEAD_AFTER = dt.timedelta(seconds=30)
# What has killed its worker three times would kill it for ever.
MOST_ATTEMPTS = 3


class JobState(models.TextChoices):
    """Where a job is on its way."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by a problem")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (JobState.WAITING, JobState.WORKING)


class Job(models.Model):
    """A piece of background work. `attempt` numbers the workers that took it up, and only the last may write to it.

    `task_path` names the task that does it; `task_id` is the last one that was put into the queue.
    """

    task_path: ClassVar[str]

    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    task_id = models.UUIDField(null=True, editable=False)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    stage = models.CharField(max_length=60, default="", editable=False)
    stage_done = models.PositiveIntegerField(default=0, editable=False)
    stage_total = models.PositiveIntegerField(null=True, editable=False)
    stage_started_at = models.DateTimeField(null=True, editable=False)
    # By stage, how long each has taken so far.
    stage_seconds = models.JSONField(default=dict, editable=False)
    problem = models.TextField(default="", editable=False)

    class Meta:
        """Each sort of job has a table of its own."""

        abstract = True

    @property
    def is_open(self) -> bool:
        """Return whether something is still to come of it."""
        return self.state in OPEN_STATES

    @classmethod
    def rows(cls) -> QuerySet[Self]:
        """Return all jobs of this sort."""
        return cls._default_manager.all()

    def as_taken_up(self) -> QuerySet[Self]:
        """Return the job's row, as long as it is still for this attempt to write to; else nothing."""
        return self.rows().filter(pk=self.pk, attempt=self.attempt, state=JobState.WORKING)

    def put_in_queue(self) -> None:
        """Queue the task that does the job. In the transaction that makes the job, neither is kept without the other."""
        result = import_string(self.task_path).enqueue(self.pk)
        self.task_id, self.queued_at = result.id, timezone.now()
        self.rows().filter(pk=self.pk).update(task_id=self.task_id, queued_at=self.queued_at)

    def claim(self) -> bool:
        """Take a waiting job up, and return whether that is done: of several workers one gets it.

        Raises:
            IntegrityError: another job that excludes this one is under way.
        """
        now = timezone.now()
        claimed = (
            self.rows()
            .filter(pk=self.pk, state=JobState.WAITING)
            .update(
                state=JobState.WORKING, attempt=F("attempt") + 1, started_at=now, heartbeat_at=now, finished_at=None,
                stage="", stage_done=0, stage_total=None, stage_started_at=None, stage_seconds={}, problem="",
            )
        )  # fmt: skip
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def finish(self, state: JobState, *, problem: str = "", **found: Any) -> bool:
        """Close the job with what was found, and return whether it was still for this attempt to do so."""
        closed = self.as_taken_up().update(state=state, problem=problem, finished_at=timezone.now(), **found)
        return bool(closed)
