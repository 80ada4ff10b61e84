"""Who stands behind the figures: what each anchor paid each supplier for what, and where each supplier is."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from ourplace.reports.disclosure import Column, Figure, Layout, Parts, Vector, stacked

WHOLE = "whole"
Amounts = Mapping[Hashable, Mapping[int, float]]
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Contributions:
    """What is behind every figure of a study, one row a sum of payments and one a place.

    `spend` has anchor_id, supplier_id, period_id, is_in_period (the study's own), kind, is_analysed, need_category_code,
    business_type, size, sic_section_code and amount_gbp, a float; payees that are redacted are left out. `places` has supplier_id,
    definition_id, band_id, known_probability and estimate_probability, as figures use them.
    """

    spend: pa.Table
    places: pa.Table

    @cached_property
    def supplier_index(self) -> Mapping[str, int]:
        """Return a number for each supplier."""
        return {supplier: place for place, supplier in enumerate(pc.unique(self.spend["supplier_id"]).to_pylist())}

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Return the spend row by row."""
        rows: list[dict[str, Any]] = self.spend.to_pylist()
        return rows

    def amounts(self, key: Callable[[dict[str, Any]], Hashable | None]) -> Amounts:
        """Return what suppliers are paid in each group that `key` puts spend into; spend of no group (None) is left out."""
        found: dict[Hashable, dict[int, float]] = {}
        for line in self.lines:
            group = key(line)
            if group is not None:
                sums = found.setdefault(group, {})
                place = self.supplier_index[line["supplier_id"]]
                sums[place] = sums.get(place, 0.0) + line["amount_gbp"]
        return found

    def weights(self, definition_id: str, bands: Sequence[str]) -> tuple[Weights, Weights]:
        """Return how probable each band is of each supplier, by the figures and by all evidence: suppliers by bands."""
        column = {band: place for place, band in enumerate(bands)}
        known = np.zeros((len(self.supplier_index), len(bands)))
        estimate = np.zeros_like(known)
        rows = self.places.filter(pc.equal(self.places["definition_id"], definition_id))
        for row in rows.to_pylist():
            place = self.supplier_index.get(row["supplier_id"])
            if place is not None:
                chance = row["estimate_probability"]
                known[place, column[row["band_id"]]] = row["known_probability"]
                estimate[place, column[row["band_id"]]] = row["known_probability"] if chance is None else chance
        return estimate, known


def parts_of(amounts: Amounts, keys: Sequence[Hashable], estimate: Weights, known: Weights) -> Parts:
    """Return the parts of a table, those of the first band first: one for each of its rows, then those of the next band."""
    suppliers, bands = estimate.shape
    rows = [place for place, key in enumerate(keys) for _ in amounts.get(key, {})]
    columns = [supplier for key in keys for supplier in amounts.get(key, {})]
    pounds = [amount for key in keys for amount in amounts.get(key, {}).values()]
    paid = sparse.csr_matrix((pounds, (rows, columns)), shape=(len(keys), suppliers))
    some = paid.copy()
    some.data = (np.abs(some.data) > 0).astype(float)

    def spread(matrix: Any, weights: Weights) -> sparse.csr_matrix:
        return stacked([matrix.multiply(weights[:, band][None, :]) for band in range(bands)])

    return Parts(spread(paid, estimate), spread(paid, known), spread(some, known))


def whole_parts(amounts: Amounts, keys: Sequence[Hashable], suppliers: int) -> Parts:
    """Return the parts of a table whose cells are not split by place."""
    everywhere = np.ones((suppliers, 1))
    return parts_of(amounts, keys, everywhere, everywhere)


@dataclass(frozen=True)
class Grid:
    """A table by rows and bands: which part is which. The last `open_bands` bands lie outside every ring, the very last unplaced."""

    keys: Sequence[Hashable]
    ring_ids: Sequence[str]
    open_bands: int = 2

    @property
    def band_count(self) -> int:
        """Return how many bands there are."""
        return len(self.ring_ids) + self.open_bands

    def sum_of(self, keys: Sequence[Hashable], first: int, last: int) -> Vector:
        """Return the parts of some rows from one band to another, both included."""
        vector = np.zeros(len(self.keys) * self.band_count)
        for key in keys:
            place = self.keys.index(key)
            vector[[band * len(self.keys) + place for band in range(first, last + 1)]] = 1.0
        return vector

    def cells(self, headline: str, worth: Mapping[Hashable, float]) -> list[Figure]:
        """Return the cells: of each row the whole, and what stays in each ring with the placed spend that it is a share of."""
        last = self.band_count - 1
        found = []
        for key in self.keys:
            found.append(Figure((key, WHOLE), [self.sum_of([key], 0, last)], (2.0, worth.get(key, 0.0))))
            for place, ring_id in enumerate(self.ring_ids):
                vectors = [self.sum_of([key], 0, place), self.sum_of([key], 0, max(last - 1, place))]
                rank = (float(ring_id == headline), worth.get(key, 0.0), -float(place))
                found.append(Figure((key, ring_id), vectors, rank, needs=(key, WHOLE)))
        return found

    def secrets(self, *, may_tell_unplaced: bool) -> list[Vector]:
        """Return every run of bands of every row: what the figures of two rings give away between them."""
        count = self.band_count
        runs = [(first, last) for first in range(count) for last in range(first, count)]
        told = [run for run in runs if run != (count - 1, count - 1) or not may_tell_unplaced]
        return [self.sum_of([key], first, last) for key in self.keys for first, last in told]

    def totals(self, shown_ring_ids: Sequence[str]) -> tuple[list[Figure], list[Column]]:
        """Return the sums over all rows that are known from elsewhere: the whole, and what stays in the rings shown there."""
        last = self.band_count - 1
        ends = {WHOLE: last, **{ring: place for place, ring in enumerate(self.ring_ids) if ring in shown_ring_ids}}
        every = {name: self.sum_of(self.keys, 0, end) for name, end in ends.items()}
        known = [Figure(("", name), [vector], is_known=True) for name, vector in every.items()]
        columns = [Column(vector, [(key, name) for key in self.keys]) for name, vector in every.items()]
        return known, columns

    def layout(
        self, parts: Parts, *, headline: str, worth: Mapping[Hashable, float], shown_ring_ids: Sequence[str] | None
    ) -> Layout:
        """Return the table to be shown, with the totals of its rows where they are known.

        Where they are not, it is itself about all spend together. How much of that nobody could place is told always: it is
        nobody's place, and without it no share can be judged.
        """
        is_whole = shown_ring_ids is None
        known, columns = ([], []) if shown_ring_ids is None else self.totals(shown_ring_ids)
        secrets = self.secrets(may_tell_unplaced=is_whole)
        return Layout(parts, [*self.cells(headline, worth), *known], columns, secrets)
