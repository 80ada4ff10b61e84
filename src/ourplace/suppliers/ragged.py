"""Lists of different lengths in two flat arrays, and the few operations on them that whole columns are worked with."""

from typing import NamedTuple

import numpy as np

from ourplace.suppliers.arrays import Array, Flags, Floats, Hashes, Ints


class Ragged(NamedTuple):
    """Lists one after another: list i is `values[offsets[i]:offsets[i + 1]]`."""

    values: Array
    offsets: Ints

    @property
    def lengths(self) -> Ints:
        """Return the length of each list."""
        return np.diff(self.offsets)

    def lengths_of(self, rows: Ints) -> Ints:
        """Return the length of the lists at these places."""
        return np.asarray(self.offsets[rows + 1] - self.offsets[rows])

    def take(self, rows: Ints) -> "Ragged":
        """Return the lists at these places, in this order."""
        starts = self.offsets[rows].astype(np.int64)
        counts = self.offsets[rows + 1] - starts
        return Ragged(self.values[ranges(starts, counts)], offsets_of(counts))

    def keep(self, mask: Flags) -> "Ragged":
        """Return the lists with only those values for which `mask` holds."""
        before = np.concatenate([[0], np.cumsum(mask)])
        return Ragged(self.values[mask], before[self.offsets])

    def parents(self) -> Ints:
        """Return, for each value, the place of its list."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.lengths)

    def sums(self, weights: Floats) -> Floats:
        """Return the sum of `weights`, one a value, over each list."""
        return np.bincount(self.parents(), weights, minlength=len(self.offsets) - 1).astype(np.float64)

    def any(self, flags: Flags) -> Flags:
        """Return whether `flags`, one a value, holds anywhere in each list."""
        before = np.concatenate([[0], np.cumsum(flags)])
        return np.asarray(before[self.offsets[1:]] > before[self.offsets[:-1]])

    def any_bits(self, bits: Hashes) -> Hashes:
        """Return the bits that are set in any of `bits`, one a value, in each list."""
        found = np.zeros(len(self.offsets) - 1, dtype=np.uint64)
        held = np.flatnonzero(self.lengths)
        if len(held):
            found[held] = np.bitwise_or.reduceat(bits, self.offsets[:-1][held])
        return found


def offsets_of(counts: Ints) -> Ints:
    """Return where each list begins, and where the last one ends.

    >>> offsets_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Return the numbers from each start on, as many as counted, one range after another.

    >>> ranges(np.array([5, 9]), np.array([3, 2])).tolist()
    [5, 6, 7, 9, 10]
    """
    total = int(counts.sum())
    ends = np.cumsum(counts)
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - counts), counts))


def sorting_order(keys: Hashes) -> Ints:
    """Return the order that sorts the keys, equal ones by their place: as a stable sort, in a third of the time.

    >>> sorting_order(np.array([3, 1, 3, 0], dtype=np.uint64)).tolist()
    [3, 1, 0, 2]
    """
    return sorted_keys(keys)[1]


def sorted_keys(keys: Hashes) -> tuple[Hashes, Ints]:
    """Return the keys in order, and the order that sorts them, equal ones by their place.

    NumPy sorts numbers far faster than it finds their order: so the place of each key stands in for its lowest bits, and
    the few keys that differ in those alone are put in order afterwards.
    """
    bits = np.uint64(max(len(keys) - 1, 1).bit_length())
    places = (np.uint64(1) << bits) - np.uint64(1)
    packed = keys & ~places
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    order = (packed & places).view(np.int64)
    ordered = keys[order]
    wrong = np.flatnonzero(ordered[1:] < ordered[:-1])
    if len(wrong):
        run = np.cumsum(first_of_each(packed >> bits))
        members = np.flatnonzero(np.isin(run, run[wrong]))
        order[members] = order[members][np.lexsort((order[members], ordered[members], run[members]))]
        ordered[members] = keys[order[members]]
    return ordered, order


def first_of_each(keys: Ints) -> Flags:
    """Return, for keys in which equal ones stand together, whether each is the first of its kind.

    >>> first_of_each(np.array([4, 4, 7])).tolist()
    [True, False, True]
    """
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    return first
