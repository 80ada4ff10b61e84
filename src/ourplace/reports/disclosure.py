"""Which figures of a table may be shown, so that none that must not be can be worked out from those that are.

A figure adds up parts, and to each part suppliers contribute. It is safe where enough suppliers stand behind it and the second
largest of them could not work out the largest: the p% rule. What is not safe is hidden, and then more, one figure at a time and the
least worthy first, until no sum or difference of what is shown and known gives away a figure that is not safe.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ourplace.parameters import parameter_value

Vector = npt.NDArray[np.float64]
HALF_A_PENNY = 0.005
NEXT_TO_NOTHING = 1e-7


@dataclass(frozen=True)
class Rule:
    """What makes a figure safe: how many suppliers, and how much of the largest the rest but the second must come to, in percent."""

    fewest: int
    percent: float
    probability: float

    @classmethod
    def in_force(cls) -> "Rule":
        """Return the rule that the parameters give today."""
        return cls(
            fewest=parameter_value("public_fewest_suppliers"),
            percent=parameter_value("public_dominance_percent"),
            probability=parameter_value("indicators_local_probability"),
        )

    def allows(self, amounts: Vector) -> bool:
        """Return whether the amounts of suppliers hide one another: nobody's amount could be worked out to within p percent by another.

        >>> Rule(3, 10, 0.5).allows(np.array([100.0, 30.0, 10.0])), Rule(3, 10, 0.5).allows(np.array([100.0, 30.0, 9.0]))
        (True, False)
        """
        sizes = np.sort(np.abs(amounts))[::-1]
        if not sizes.size or sizes[0] < HALF_A_PENNY:
            return True
        return bool(sizes[2:].sum() >= self.percent / 100 * sizes[0])

    def is_safe(self, estimate: Vector, known: Vector, presence: Vector) -> bool:
        """Return whether a sum may be told: nobody is behind it, or enough suppliers are and none dominates.

        Pounds by supplier as figures and as all evidence have them, and the probability that a supplier stands there. Where
        nobody more probably than not does, the sum is made of small chances of many, and it is enough that none dominates.
        """
        if all(np.abs(amounts).max(initial=0.0) < HALF_A_PENNY for amounts in (estimate, known)):
            return True
        count = np.count_nonzero(presence >= self.probability - NEXT_TO_NOTHING)
        return not 0 < count < self.fewest and self.allows(estimate) and self.allows(known)


@dataclass(frozen=True)
class Parts:
    """What each supplier contributes to each part: matrices of parts by suppliers.

    `estimate` and `known` hold pounds, by the probabilities of figures and by all evidence; `presence` the probability that a
    supplier which is paid anything is there.
    """

    estimate: sparse.csr_matrix
    known: sparse.csr_matrix
    presence: sparse.csr_matrix

    def is_safe(self, vector: Vector, rule: Rule) -> bool:
        """Return whether the sum, or the difference, of some parts may be told."""
        return rule.is_safe(vector @ self.estimate, vector @ self.known, np.abs(vector) @ self.presence)


@dataclass(frozen=True)
class Figure:
    """A cell of a table as sums of parts: which, how much it is worth to readers, and the cell without which it is not shown.

    One that is known from another table cannot be hidden here.
    """

    name: Hashable
    vectors: Sequence[Vector]
    worth: tuple[float, ...] = (0.0,)
    needs: Hashable | None = None
    is_known: bool = False


@dataclass(frozen=True)
class Column:
    """Cells that add up to a total which is known, so that what is hidden of them is known in sum."""

    total: Vector
    names: Sequence[Hashable]


@dataclass(frozen=True)
class Layout:
    """A table as it may be shown: its cells, the totals they add up to, and sums that must not be told though they are no cells."""

    parts: Parts
    figures: Sequence[Figure]
    columns: Sequence[Column] = ()
    secrets: Sequence[Vector] = field(default_factory=list)


def showable(layout: Layout, rule: Rule) -> frozenset[Hashable]:
    """Return the names of the cells that may be shown together; what is known from elsewhere is among them."""
    parts = layout.parts
    kept = {
        figure.name: figure
        for figure in layout.figures
        if figure.is_known or all(parts.is_safe(vector, rule) for vector in figure.vectors)
    }
    unsafe = [figure.vectors for figure in layout.figures if figure.name not in kept]
    every = [*layout.secrets, *(vector for vectors in unsafe for vector in vectors)]
    secrets = [vector for vector in every if not parts.is_safe(vector, rule)]
    while True:
        kept = {name: one for name, one in kept.items() if one.needs is None or one.needs in kept}
        hidden = _giving_away(kept, [*secrets, *_left(kept, layout, rule)])
        if not hidden:
            return frozenset(kept)
        kept = {name: one for name, one in kept.items() if name not in hidden}


def _left(kept: Mapping[Hashable, Figure], layout: Layout, rule: Rule) -> list[Vector]:
    """Return what is left of each known total when the cells shown are taken off, where that is not safe."""
    found = []
    for column in layout.columns:
        shown = [kept[name].vectors[0] for name in column.names if name in kept]
        left = column.total - sum(shown, np.zeros_like(column.total))
        if not layout.parts.is_safe(left, rule):
            found.append(left)
    return found


def _giving_away(kept: Mapping[Hashable, Figure], secrets: Sequence[Vector]) -> set[Hashable]:
    """Return cells without which the secrets that are told now could not be worked out in the same way; none where none is told.

    Of the cells from which a secret is worked out the least worthy is taken. Where only what is known from elsewhere tells it,
    hiding cells here would not help, and it is passed over.
    """
    names = [name for name, figure in kept.items() for _ in figure.vectors]
    rows = [vector for figure in kept.values() for vector in figure.vectors]
    if not rows or not secrets:
        return set()
    shown, wanted = np.array(rows).T, np.array(secrets).T
    solved, *_ = np.linalg.lstsq(shown, wanted, rcond=None)
    missed = np.abs(shown @ solved - wanted).max(axis=0)
    hidden: set[Hashable] = set()
    for place in np.flatnonzero(missed < NEXT_TO_NOTHING):
        used = np.flatnonzero(np.abs(solved[:, place]) > NEXT_TO_NOTHING)
        involved = {names[one] for one in used if not kept[names[one]].is_known}
        if involved and not involved & hidden:
            hidden.add(min(involved, key=lambda name: (kept[name].worth, str(name))))
    return hidden


def stacked(parts: Sequence[Any]) -> sparse.csr_matrix:
    """Return matrices one upon another."""
    return sparse.csr_matrix(sparse.vstack(parts, format="csr"))
