"""Labelled payees, each with its true organisation or none, answered by the matching as it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ourplace.progress import Progress, silent
from ourplace.suppliers.decide import Candidate
from ourplace.suppliers.evaluate import Answer
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.lists import NO_NAME, OUTCOME_SENTENCES, PERSON, WITHHELD, decide_list

UNNUMBERED = (
    "names an organisation without a company or charity number, so nothing tells whether a link to it is right"
)
EVIDENCE = ("company_number", "charity_number", "postcode", "first_date", "last_date", "need_category_code")


class Truth(NamedTuple):
    """The numbers of the true organisation; both null where there is none."""

    company_number: str | None
    charity_number: str | None

    def is_of(self, one: Candidate) -> bool:
        """Return whether a candidate is this organisation: by its company number, else its charity number."""
        entity = one.entity
        if self.company_number and entity.company_number:
            return self.company_number == entity.company_number
        return self.charity_number is not None and self.charity_number == entity.charity_number

    def __str__(self) -> str:
        """Return the organisation's number with what sort it is."""
        return f"company {self.company_number}" if self.company_number else f"charity {self.charity_number}"


NONE = Truth(None, None)


@dataclass(frozen=True)
class LabelAnswers:
    """The answers on labelled payees, and the labels that could not count.

    `left_out` says for each reason how many labels. `absent_count` are labels whose organisation no register in use holds: for
    these the right answer is that there is no match.
    """

    answers: tuple[Answer, ...]
    left_out: dict[str, int]
    absent_count: int


def answer_labels(
    payees: pa.Table,
    *,
    truths: Sequence[Truth | None],
    amounts: Sequence[float],
    index: RegisterIndex,
    progress: Progress = silent,
) -> LabelAnswers:
    """Return what the matching says of each labelled payee; labels equal in all but the amount count once, with their sum.

    Args:
        payees: what is known of each payee, as for `lists.decide_list`.
        truths: the true organisation of each; null where the label names one that nothing can be held against.
        amounts: the pounds of each.
        index: the registers.
        progress: told of each step.
    """
    paid = _distinct(payees, truths, amounts)
    kept = [place for place, truth, _ in paid if truth is not None]
    decided = decide_list(payees.take(pa.array(kept, pa.int64())), index=index, progress=progress)
    held = _held(truths, index)
    left_out: dict[str, int] = defaultdict(int)
    if unnumbered := len(paid) - len(kept):
        left_out[UNNUMBERED] = unnumbered
    answers: list[Answer] = []
    absent = 0
    names = payees["payee_name"].to_pylist()
    known = [(place, truth, amount) for place, truth, amount in paid if truth is not None]
    for (place, truth, amount), row in zip(known, decided.places.tolist(), strict=True):
        outcome = decided.outcomes[row]
        if outcome in {PERSON, WITHHELD, NO_NAME}:
            left_out[OUTCOME_SENTENCES[outcome]] += 1
            continue
        is_there = truth in held
        absent += truth != NONE and not is_there
        best = decided.decisions[row].best
        answers.append(_answer(names[place], truth if is_there else NONE, best, amount))
    return LabelAnswers(tuple(answers), dict(left_out), absent)


def _distinct(
    payees: pa.Table, truths: Sequence[Truth | None], amounts: Sequence[float]
) -> list[tuple[int, Truth | None, float]]:
    """Return the labels that differ in more than the amount: the first place of each, its truth and its pounds together."""
    columns = [payees[name].to_pylist() for name in ("payee_name", *EVIDENCE) if name in payees.column_names]
    first: dict[tuple[object, ...], int] = {}
    total: dict[tuple[object, ...], float] = defaultdict(float)
    for place, key in enumerate(zip(*columns, truths, strict=True)):
        first.setdefault(key, place)
        total[key] += amounts[place]
    return [(place, truths[place], total[key]) for key, place in first.items()]


def _held(truths: Sequence[Truth | None], index: RegisterIndex) -> frozenset[Truth]:
    """Return those of the organisations that the registers hold."""
    asked = sorted({truth for truth in truths if truth is not None and truth != NONE}, key=str)
    held = np.zeros(len(asked), dtype=bool)
    for name in Truth._fields:
        hashes = hash_texts(pa.array([getattr(truth, name) or "" for truth in asked], pa.string()))
        held |= index.find_keys(name, hashes, most=1).lengths > 0
    return frozenset(truth for truth, is_held in zip(asked, held.tolist(), strict=True) if is_held)


def _answer(name: str, truth: Truth, best: Candidate | None, amount: float) -> Answer:
    said = None if truth == NONE else str(truth)
    if best is None:
        return Answer(name, said, None, 0.0, amount)
    chosen = said if truth.is_of(best) else best.entity.organisation
    return Answer(name, said, chosen, best.probability, amount, best.entity.entity_name)
