"""A run of a study: who asked for it, how far it is, what it gave."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ourplace_web.jobs.models import Job, JobState
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder


class Run(Job):
    """One run. `figures_key` names the tables in the study's cache; `reports` maps what each report is to its file's name.

    `row_count` is how many payments it was of, which says how long it may take beside others.
    """

    task_path = "ourplace_web.runs.tasks.carry_out_run"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="runs")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    figures_key = models.CharField(max_length=64, default="", editable=False)
    reports = models.JSONField(default=dict, editable=False)
    headline = models.TextField(default="", editable=False)
    findings = models.JSONField(default=list, editable=False)
    row_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """Newest first. A study has one run under way at a time, and one waiting behind it."""

        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("study",), condition=Q(state=JobState.WORKING), name="one_run_of_a_study_under_way"
            ),
            models.UniqueConstraint(
                fields=("study",), condition=Q(state=JobState.WAITING), name="one_run_of_a_study_waiting"
            ),
        )

    def __str__(self) -> str:
        """Return the name of the study that is run."""
        return self.study.name

    def get_absolute_url(self) -> str:
        """Return the address of the run's page."""
        return reverse("run", args=[self.study.network.slug, self.study.slug, self.public_id])

    @property
    def figures_folder(self) -> Path:
        """Return the folder of the tables that the run made."""
        return study_folder(self.study) / ".ourplace" / "figures" / self.figures_key

    @property
    def reports_folder(self) -> Path:
        """Return the folder of the reports that the run made, which no later run writes to."""
        return study_folder(self.study) / "reports" / str(self.public_id)

    @property
    def seconds_taken(self) -> int:
        """Return how long a finished run took, in seconds; 0 for one that was never taken up."""
        return (
            round((self.finished_at - self.started_at).total_seconds()) if self.finished_at and self.started_at else 0
        )

    @property
    def seconds_left_of_stage(self) -> int | None:
        """Return how many seconds the stage will take from here at its pace so far; None where that cannot be told."""
        if not self.stage_total or not self.stage_done or self.stage_started_at is None or self.heartbeat_at is None:
            return None
        return round(self.seconds_in_stage / self.stage_done * (self.stage_total - self.stage_done))

    @property
    def seconds_in_stage(self) -> float:
        """Return how long the stage has gone on, as far as its worker has said."""
        if self.stage_started_at is None or self.heartbeat_at is None:
            return 0.0
        return max(0.0, (self.heartbeat_at - self.stage_started_at).total_seconds())


def latest_result(study: Study) -> Run | None:
    """Return the newest run of a study that was finished, or None: what the picture of the study shows."""
    return Run.objects.filter(study=study, state=JobState.DONE).order_by("-finished_at", "-id").first()
