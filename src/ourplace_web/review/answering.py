"""Taking answers about suppliers: each checked against the state it was given in, so that nobody overrules another unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from ourplace.studies.reviewing import ring_names, state_of_suppliers
from ourplace.suppliers import Judgement, ReviewState, judge_row, read_review_sheet
from ourplace_web.accounts.models import Person
from ourplace_web.review.judging import judgements_of, keep, queue_up
from ourplace_web.review.predicates import Reviewer, may_judge, reviewer_for
from ourplace_web.studies.models import Study


@dataclass(frozen=True)
class Refused:
    """An answer that was not taken, and why; in a conflict somebody else was faster."""

    supplier_id: str
    reason: str
    is_conflict: bool = False
    is_forbidden: bool = False
    line_number: int = 0


@dataclass(frozen=True)
class Answered:
    """What came of some answers: the judgements kept, and what was not taken."""

    kept: tuple[Judgement, ...] = ()
    refused: tuple[Refused, ...] = ()
    unanswered_count: int = 0


@transaction.atomic
def take_answers(person: Person, study: Study, figures: Path, rows: Sequence[Mapping[str, str]]) -> Answered:
    """Keep what rows of a review sheet say, each of another supplier, and return what came of it.

    A row whose supplier somebody else has judged since is refused as a conflict, as is one of a supplier that is not the person's to judge.
    """
    queue_up(study)
    reviewer = reviewer_for(person, study)
    state = state_of_suppliers(figures, judgements_of(study), supplier_ids=[row["Supplier id"] for row in rows])
    rings = list(ring_names(figures))
    kept: list[Judgement] = []
    refused: list[Refused] = []
    about: dict[str, str] = {}
    for row in rows:
        supplier_id = row["Supplier id"]
        problem = why_not(row, state, reviewer)
        judged = judge_row(row, state, judged_by=person.full_name, ring_ids=rings) if problem is None else None
        if judged and judged.judgements:
            kept += judged.judgements
            about |= {one.judgement_id: supplier_id for one in judged.judgements}
        else:
            said = judged.problem if judged and judged.problem else _("nothing was said of the supplier")
            refused.append(problem or Refused(supplier_id, said))
    keep(person, study, kept, supplier_ids=about)
    return Answered(tuple(kept), tuple(refused))


def why_not(row: Mapping[str, str], state: ReviewState, reviewer: Reviewer) -> Refused | None:
    """Return why an answer is not taken whatever it says, or None where it may be."""
    supplier_id = row["Supplier id"]
    if supplier_id not in state.suppliers:
        return Refused(supplier_id, _("the supplier is not in the last results"))
    if not may_judge(reviewer, state.suppliers[supplier_id]["anchor_ids"]):
        why = _("only analysts and editors of an institution that pays the supplier may judge it")
        return Refused(supplier_id, why, is_forbidden=True)
    if row["State (leave as it is)"] != state.fingerprint(supplier_id):
        return Refused(
            supplier_id, _("somebody has judged the supplier meanwhile, or a run has changed it"), is_conflict=True
        )
    return None


@transaction.atomic
def take_sheet(person: Person, study: Study, figures: Path, sheet: Path) -> Answered:
    """Keep what a filled-in review sheet says of the suppliers that are the person's to judge, and return what came of it.

    Raises:
        ReviewSheetError: the file is no review sheet.
    """
    queue_up(study)
    state = judged_by(reviewer_for(person, study), state_of_suppliers(figures, judgements_of(study)))
    read = read_review_sheet(sheet, state, judged_by=person.full_name, ring_ids=list(ring_names(figures)))
    by_names = {tuple(row["payee_names"]): supplier_id for supplier_id, row in state.suppliers.items()}
    about = {one.judgement_id: by_names[one.payee_names] for one in read.judgements}
    keep(person, study, read.judgements, supplier_ids=about)
    refused = tuple(Refused("", one.reason, line_number=one.line_number) for one in read.refused)
    return Answered(read.judgements, refused, read.unanswered_count)


def judged_by(reviewer: Reviewer, state: ReviewState) -> ReviewState:
    """Return the state of those suppliers that a reviewer may judge."""
    own = {name: row for name, row in state.suppliers.items() if may_judge(reviewer, row["anchor_ids"])}
    return ReviewState(own, state.candidates, state.postcodes, state.latest_judgement)
