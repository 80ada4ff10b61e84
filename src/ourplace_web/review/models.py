"""What people judged about the suppliers of a study: only ever added to, signed, dated, in the library's own fields."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from ourplace.suppliers import Judgement
from ourplace_web.audit.models import AppendOnlyError
from ourplace_web.studies.models import Study

NEVER_CHANGED = "a judgement is never changed or deleted: undo is a new one that withdraws it"


class KeptQuerySet(models.QuerySet["KeptJudgement"]):
    """Judgements can be read and added."""

    def update(self, **fields: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{NEVER_CHANGED} (asked to set {', '.join(fields)})")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(NEVER_CHANGED)


class KeptJudgement(models.Model):
    """One judgement of a study, as the library has it; the order of the rows is the order in which they count.

    `person_id` says whose account it was made with, none where it was taken in from a file; `supplier_id` says which
    supplier was looked at. A judgement speaks of names, so that it holds where suppliers are put together in another way.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="judgements")
    judgement_id = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    payee_names = models.JSONField()
    judged_by = models.CharField(_("Who"), max_length=200)
    judged_at = models.CharField(_("When"), max_length=40)
    entity_id = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    ring_id = models.CharField(max_length=120, blank=True)
    business_type = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    withdraws = models.CharField(max_length=16, blank=True)
    person_id = models.BigIntegerField(null=True)
    supplier_id = models.CharField(max_length=16, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        """In the order in which they were kept."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("study", "judgement_id"), name="judgements_of_a_study"),)

    def __str__(self) -> str:
        """Return the judgement's id."""
        return self.judgement_id

    def save(self, **options: Any) -> None:
        """Add the judgement.

        Raises:
            AppendOnlyError: it is kept already.
        """
        if not self._state.adding:
            raise AppendOnlyError(NEVER_CHANGED)
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002, FBT001, FBT002 (as Django has it)
        """Refuse."""
        raise AppendOnlyError(NEVER_CHANGED)

    @property
    def judgement(self) -> Judgement:
        """Return it as the library has it, equal to the one that was kept."""
        return Judgement(
            kind=self.kind,
            payee_names=tuple(self.payee_names),
            judged_by=self.judged_by,
            judged_at=self.judged_at,
            entity_id=self.entity_id or None,
            postcode=self.postcode or None,
            ring_id=self.ring_id or None,
            business_type=self.business_type or None,
            reason=self.reason,
            withdraws=self.withdraws or None,
        )


def row_of(judgement: Judgement, study: Study, *, person_id: int | None, supplier_id: str = "") -> KeptJudgement:
    """Return the row that keeps a judgement, not yet added."""
    return KeptJudgement(
        study=study,
        judgement_id=judgement.judgement_id,
        kind=judgement.kind,
        payee_names=list(judgement.payee_names),
        judged_by=judgement.judged_by,
        judged_at=judgement.judged_at,
        entity_id=judgement.entity_id or "",
        postcode=judgement.postcode or "",
        ring_id=judgement.ring_id or "",
        business_type=judgement.business_type or "",
        reason=judgement.reason,
        withdraws=judgement.withdraws or "",
        person_id=person_id,
        supplier_id=supplier_id,
    )
