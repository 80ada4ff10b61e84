"""Judgements as the history shows them: what each says, whether it still stands, and who may see and undo it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ourplace.studies.reviewing import state_of_suppliers
from ourplace.suppliers import Judgements, not_withdrawn
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.predicates import Reviewer, may_judge, may_see_names
from ourplace_web.review.words import said


@dataclass(frozen=True)
class PastJudgement:
    """One judgement of the history. `supplier_name` is empty where the reader may not see whom it is about."""

    kept: KeptJudgement
    supplier_name: str
    sentence: str
    stands: bool
    may_undo: bool
    is_listed: bool


def past_judgements(
    rows: Sequence[KeptJudgement], reviewer: Reviewer, figures: Path | None, *, standing: Collection[str]
) -> list[PastJudgement]:
    """Return judgements for one reader: analysts see and undo all, others those of suppliers their institutions pay or edit.

    A supplier that the last results do not have, and one that nobody looked at here, is known to analysts only.
    """
    wanted = {row.supplier_id for row in rows if row.supplier_id}
    suppliers: Any = {}
    names: dict[str, str] = {}
    if figures and wanted:
        state = state_of_suppliers(figures, Judgements(), supplier_ids=wanted)
        suppliers = state.suppliers
        names = {one["entity_id"]: one["entity_name"] for found in state.candidates.values() for one in found}
    return [past(row, suppliers.get(row.supplier_id), names, reviewer=reviewer, standing=standing) for row in rows]


def past(
    row: KeptJudgement, supplier: Any, names: dict[str, str], *, reviewer: Reviewer, standing: Collection[str]
) -> PastJudgement:
    """Return one judgement for one reader."""
    anchors = supplier["anchor_ids"] if supplier else ()
    is_seen = may_see_names(reviewer, anchors)
    name = supplier["supplier_name"] if supplier else row.payee_names[0]
    is_open = is_seen or bool(supplier and not supplier["is_individual"])
    return PastJudgement(
        kept=row,
        supplier_name=name if is_open else "",
        sentence=said(row.judgement, names=names) if is_open else "",
        stands=row.judgement_id in standing,
        may_undo=may_judge(reviewer, anchors),
        is_listed=supplier is not None,
    )


def standing_ids(judgements: Judgements) -> frozenset[str]:
    """Return the ids of the judgements that nothing withdraws; those of withdrawals that stand are among them."""
    withdrawn = {one.withdraws for one in judgements.judgements if one.withdraws}
    kept = {one.judgement_id for one in not_withdrawn(judgements.judgements)}
    undoing = {one.judgement_id for one in judgements.judgements if one.withdraws} - withdrawn
    return frozenset(kept | undoing)
