"""A file that an anchor's people sent for a study, and what reading it gave."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ourplace_web.jobs.models import Job
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study


def random_name() -> str:
    """Return a name that nobody can guess, for a file on disk."""
    return uuid.uuid4().hex


class Upload(Job):
    """One file, kept once for each content. Its state is that of reading it; `failed` means that it could not be read.

    `file_name` is what people see and what the study's folder calls it; `stored_name` is what it is called where it lies.
    `reading_key` names the reading in the study's cache, which holds the receipt; the counts and sums are the receipt's.
    """

    task_path = "ourplace_web.uploads.tasks.read_upload"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="uploads")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="uploads")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("Name"), max_length=160)
    stored_name = models.CharField(max_length=32, unique=True, default=random_name, editable=False)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    layout_key = models.CharField(max_length=32, default="")
    reading_key = models.CharField(max_length=64, default="")
    used_count = models.PositiveIntegerField(default=0)
    used_gbp = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    set_aside_count = models.PositiveIntegerField(default=0)
    set_aside_gbp = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    rejected_gbp = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    warning_count = models.PositiveIntegerField(default=0)
    decision_count = models.PositiveIntegerField(default=0)

    class Meta:
        """By name; one content and one name once for each anchor of a study."""

        ordering = ("file_name", "id")
        constraints = (
            models.UniqueConstraint(fields=("study", "organisation", "sha256"), name="one_upload_a_content"),
            models.UniqueConstraint(fields=("study", "organisation", "file_name"), name="one_upload_a_name"),
        )

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the address of the file's receipt."""
        study = self.study
        return reverse("file", args=[study.network.slug, study.slug, self.organisation.slug, self.public_id])


class RememberedColumns(models.Model):
    """What somebody said about the columns of an anchor's files of one layout, for the next file that has it.

    `layout_key` is a short name for the columns' names in their order; `overrides` is in the words of a study file.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="remembered_columns")
    layout_key = models.CharField(max_length=32)
    overrides = models.JSONField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The last word counts."""

        constraints = (models.UniqueConstraint(fields=("organisation", "layout_key"), name="one_memory_a_layout"),)

    def __str__(self) -> str:
        """Return the anchor's name."""
        return str(self.organisation)
