"""Placing every supplier at random, many times over, to see how far an expected sum could be from the truth."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Suppliers placed at a time: their numbers and one ring's outcomes fit in a processor's cache.
CHUNK = 1024
# A group of at most so many uncertain suppliers is drawn in full, so that its possible outcomes stay exact.
DRAWN_IN_FULL = 100
WEIGHT_DIGITS = 9


@dataclass(frozen=True)
class Cells:
    """Pounds by group and supplier, sorted by both; groups and suppliers are numbered from 0."""

    group: Integers
    supplier: Integers
    amount: Floats
    group_count: int


@dataclass(frozen=True, eq=False)
class Chances:
    """How probable it is that each supplier is within each ring; the last column is *placed at all*."""

    cumulative: Floats

    @property
    def level_count(self) -> int:
        """Return the number of rings and one more, for the placed."""
        return int(self.cumulative.shape[1])


@dataclass(frozen=True)
class Task:
    """Groups whose pounds are to be simulated, and the chances of their suppliers."""

    cells: Cells
    chances: Chances


def uniforms(supplier_ids: Sequence[str], draws: int, seed: int) -> NDArray[np.float32]:
    """Return random numbers in [0, 1), one row per supplier.

    A supplier's numbers depend on its id and the seed alone: its place in a draw is the same in every ring,
    anchor and category, whatever other suppliers there are.
    """
    numbers = np.empty((len(supplier_ids), draws), dtype=np.float32)
    for row, supplier_id in enumerate(supplier_ids):
        key = int.from_bytes(hashlib.blake2b(supplier_id.encode(), digest_size=8).digest(), "little")
        generator = np.random.Generator(np.random.Philox(key=np.array([seed, key], dtype=np.uint64)))
        generator.random(draws, dtype=np.float32, out=numbers[row])
    return numbers


def expectations(cells: Cells, chances: Chances) -> Floats:
    """Return the expected pounds by group and level."""
    return _by_group(cells, lambda level: cells.amount * chances.cumulative[cells.supplier, level], chances)


def closed_form_variance(cells: Cells, chances: Chances) -> Floats:
    """Return the sum of a²P(1 - P) by group and level, suppliers being independent of one another."""
    return _by_group(cells, lambda level: _contributions(cells, chances, level), chances)


def simulate(
    supplier_ids: Sequence[str], tasks: Sequence[Task], *, draws: int, seed: int, drawn_share: float
) -> list[Floats]:
    """Return, per task, simulated pounds by group, level and draw.

    Only the largest contributions to each group's variance are drawn, up to `drawn_share` of it. The others stay at
    their expectation, and the spread is widened so that its variance is that of the closed form.
    """
    drawn = [_drawn_cells(task.cells, task.chances, drawn_share) for task in tasks]
    totals = [np.zeros((task.cells.group_count, task.chances.level_count, draws)) for task in tasks]
    everyone = np.unique(np.concatenate([np.array([], dtype=np.int64), *(cells.supplier for cells in drawn)]))
    for start in range(0, len(everyone), CHUNK):
        suppliers = everyone[start : start + CHUNK]
        numbers = uniforms([supplier_ids[number] for number in suppliers], draws, seed)
        for chances in {id(task.chances): task.chances for task in tasks}.values():
            chosen = [index for index, task in enumerate(tasks) if task.chances is chances]
            parts = [(totals[index], *_matrix(drawn[index], suppliers)) for index in chosen]
            _add_outcomes(parts, numbers, chances.cumulative[suppliers])
    for task, cells, total in zip(tasks, drawn, totals, strict=True):
        _centre_and_widen(total, task, cells)
    return totals


def quantiles(samples: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the ends of the central interval over the last axis, each end one of the samples.

    Samples that are not numbers are left out; where none is left the ends are not numbers either.
    """
    ordered = np.sort(samples, axis=-1)
    count = np.sum(~np.isnan(ordered), axis=-1)
    tail = (1.0 - level) / 2.0

    def end(probability: float) -> Floats:
        # The tolerance keeps 0.95 x 2000 from becoming the 1901st sample.
        position = np.clip(np.ceil(probability * count - 1e-9).astype(np.int64) - 1, 0, None)
        return np.asarray(np.take_along_axis(ordered, position[..., None], axis=-1)[..., 0], dtype=np.float64)

    return end(tail), end(1.0 - tail)


def _by_group(cells: Cells, weights: Callable[[int], Floats], chances: Chances) -> Floats:
    """Return the sums of a weight by group and level."""
    sums = [_sums(cells.group, weights(level), cells.group_count) for level in range(chances.level_count)]
    return np.column_stack(sums)


def _contributions(cells: Cells, chances: Chances, level: int) -> Floats:
    """Return what each cell adds to its group's variance at one level."""
    chance = chances.cumulative[cells.supplier, level]
    return np.asarray(cells.amount**2 * chance * (1.0 - chance), dtype=np.float64)


def _drawn_cells(cells: Cells, chances: Chances, drawn_share: float) -> Cells:
    """Return the cells that matter to their group's variance at one level or more, ordered by supplier."""
    kept = np.flatnonzero(_matters(cells, _weights(cells, chances), drawn_share))
    kept = kept[np.argsort(cells.supplier[kept], kind="stable")]
    return Cells(cells.group[kept], cells.supplier[kept], cells.amount[kept], cells.group_count)


def _sums(places: NDArray[np.int64], values: Floats, count: int) -> Floats:
    """Return the sum of the values at each place. NumPy's own count of nothing is whole numbers, which refuse shares."""
    return np.bincount(places, values, count).astype(np.float64, copy=False)


def _weights(cells: Cells, chances: Chances) -> Floats:
    """Return the largest share that each cell has in its group's variance at any level.

    Cells left out whose weights add up to one hundredth thus leave out one hundredth of the variance at most, at every level.
    """
    weights = np.zeros(len(cells.group))
    for level in range(chances.level_count):
        contribution = _contributions(cells, chances, level)
        whole = _sums(cells.group, contribution, cells.group_count)[cells.group]
        np.maximum(weights, np.divide(contribution, whole, out=np.zeros_like(weights), where=whole > 0), out=weights)
    return weights


def _matters(cells: Cells, weights: Floats, drawn_share: float) -> NDArray[np.bool_]:
    """Return which cells are drawn: all of a small group, else the largest until those left out are too few to matter."""
    is_uncertain = weights > 0
    counts = _sums(cells.group, is_uncertain.astype(np.float64), cells.group_count)[cells.group]
    is_drawn = is_uncertain & (counts <= DRAWN_IN_FULL)
    # Of a large group the tiniest are dropped unsorted: all together they are a tenth of what may be left out.
    allowance = 1.0 - drawn_share
    tried = np.flatnonzero((counts > DRAWN_IN_FULL) & (weights * counts > 0.1 * allowance))
    # Of cells that weigh the same to within rounding the first stands first, whatever their last digits.
    order = tried[np.lexsort((np.round(weights[tried], WEIGHT_DIGITS), cells.group[tried]))]
    running = np.cumsum(weights[order])
    starts = np.searchsorted(cells.group[order], cells.group[order])
    before = np.concatenate([[0.0], running])[starts]
    is_drawn[order[running - before > 0.9 * allowance]] = True
    return is_drawn


def _matrix(cells: Cells, suppliers: Integers) -> tuple[Integers, sparse.csr_array]:
    """Return the groups that these suppliers are in, and the pounds by such group and supplier."""
    first, last = np.searchsorted(cells.supplier, [suppliers[0], suppliers[-1] + 1])
    groups, rows = np.unique(cells.group[first:last], return_inverse=True)
    columns = np.searchsorted(suppliers, cells.supplier[first:last])
    shape = (len(groups), len(suppliers))
    return groups, sparse.csr_array((cells.amount[first:last], (rows, columns)), shape=shape)


def _add_outcomes(
    parts: Sequence[tuple[Floats, Integers, sparse.csr_array]], numbers: NDArray[np.float32], cumulative: Floats
) -> None:
    """Place the suppliers of `numbers` in every draw and add their pounds to the totals of their groups."""

    def add_level(level: int) -> None:
        is_inside = (numbers < cumulative[:, level, None]).astype(np.float64)
        for total, groups, pounds in parts:
            if len(groups):
                total[groups, level] += pounds @ is_inside

    # Levels share nothing, so that their sums are the same however many are added at a time.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(add_level, range(cumulative.shape[1])))


def _centre_and_widen(total: Floats, task: Task, drawn: Cells) -> None:
    """Bring totals of the drawn cells, in place, to the expectation and the variance of all cells."""
    variance = closed_form_variance(task.cells, task.chances)
    drawn_variance = closed_form_variance(drawn, task.chances)
    widening = np.sqrt(np.divide(variance, drawn_variance, out=np.ones_like(variance), where=drawn_variance > 0))
    total -= expectations(drawn, task.chances)[:, :, None]
    total *= widening[:, :, None]
    total += expectations(task.cells, task.chances)[:, :, None]
