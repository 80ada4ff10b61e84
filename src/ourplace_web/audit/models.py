"""The log's entries. They name people and things by value, so that an entry outlives what it is about."""

import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What can be done that is worth keeping. An app adds its verbs here, so that the log has one list of them."""

    NETWORK_MADE = "network_made", _("made the network")
    ORGANISATION_ADDED = "organisation_added", _("added the organisation")
    ORGANISATION_CHANGED = "organisation_changed", _("changed the organisation")
    PERSON_INVITED = "person_invited", _("invited")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("withdrew the invitation of")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted the invitation of")
    ROLE_CHANGED = "role_changed", _("changed the role of")
    MEMBERSHIP_ENDED = "membership_ended", _("ended the membership of")
    STUDY_MADE = "study_made", _("made the study")
    STUDY_DELETED = "study_deleted", _("deleted the study")
    FILE_UPLOADED = "file_uploaded", _("uploaded")
    COLUMNS_CORRECTED = "columns_corrected", _("corrected the columns of")
    FILE_REMOVED = "file_removed", _("removed the file")
    RUN_STARTED = "run_started", _("started a run of")
    RUN_CANCELLED = "run_cancelled", _("cancelled a run of")
    STUDY_PUBLISHED = "study_published", _("published the study")
    STUDY_UNPUBLISHED = "study_unpublished", _("took from the public the study")
    PAYMENTS_TAKEN = "payments_taken", _("took away payments of the study")
    SUPPLIERS_TAKEN = "suppliers_taken", _("took away the suppliers of the study")
    SUPPLIERS_JUDGED = "suppliers_judged", _("judged suppliers of the study")
    TOKEN_MADE = "token_made", _("made the token")
    TOKEN_ENDED = "token_ended", _("ended the token")
    JUDGEMENT_WITHDRAWN = "judgement_withdrawn", _("withdrew a judgement of the study")


class AppendOnlyError(TypeError):
    """Something tried to change or delete an entry of the log."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries can be read and added."""

    def update(self, **fields: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"an entry of the audit log is never changed (asked to set {', '.join(fields)})")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError("an entry of the audit log is never deleted")


class Entry(models.Model):
    """One thing that somebody did in a network.

    `person_id` and `person_name` say who, as they were called then; `object_kind`, `object_id` and `object_name` say
    to what; `details` holds what else a reader needs, and never a supplier's name.
    """

    at = models.DateTimeField(_("When"), auto_now_add=True)
    network_id = models.UUIDField(default=uuid.uuid4)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=40, choices=Verb)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    object_name = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        """Read by network, newest first."""

        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("network_id", "-at"), name="entries_of_a_network"),)

    def __str__(self) -> str:
        """Return who did what."""
        return f"{self.person_name} {self.get_verb_display()} {self.object_name}"

    def save(self, **options: Any) -> None:
        """Add the entry.

        Raises:
            AppendOnlyError: it is in the log already.
        """
        if not self._state.adding:
            raise AppendOnlyError("an entry of the audit log is never changed")
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002, FBT001, FBT002 (as Django has it)
        """Refuse."""
        raise AppendOnlyError("an entry of the audit log is never deleted")
