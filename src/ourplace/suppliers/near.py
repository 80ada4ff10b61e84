"""Words that may be one, mistyped, cut short or in another ending, over many pairs of names at once.

`ourplace.suppliers.pairs.is_near` is the definition; here each distinct pair of words is looked at once, those whose letters
differ too much not at all.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import cpdist

from ourplace.suppliers.arrays import Flags, Ints
from ourplace.suppliers.pairs import LEAST_PREFIX, SLIPS_BY_LENGTH
from ourplace.suppliers.queries import BatchWords
from ourplace.suppliers.ragged import Ragged, ranges
from ourplace.suppliers.shapes import may_be_near, slips_allowed

MOST_SLIPS = max(slips for _, slips in SLIPS_BY_LENGTH)


class NearWords(NamedTuple):
    """Words taken as near: the pair of names, our word and theirs."""

    pair: Ints
    ours: Ints
    theirs: Ints


def near_words(ours: Ragged, theirs: Ragged, words: BatchWords) -> NearWords:
    """Return, for each pair of names, which word of ours is near which of theirs; each word is used once, the first first.

    `ours` and `theirs` hold, for each pair, the words that the other name lacks, in the names' order.
    """
    pair, one, other = combinations(ours, theirs)
    left, right = ours.values[one].astype(np.int64), theirs.values[other].astype(np.int64)
    maybe = np.flatnonzero(may_be_near(words.shapes(left), words.shapes(right)))
    pair, left, right = pair[maybe], left[maybe], right[maybe]
    every = words.count
    distinct, back = np.unique(left * every + right, return_inverse=True)
    if not len(distinct):
        return NearWords(pair, left, right)
    one, other = np.divmod(distinct, every)
    is_near = are_near(words.texts(one), words.texts(other))[back]
    return _each_once(pair[is_near], left[is_near], right[is_near])


def combinations(ours: Ragged, theirs: Ragged) -> tuple[Ints, Ints, Ints]:
    """Return every value of ours beside every value of theirs: the place of the list, and the places of both values."""
    width = theirs.lengths.astype(np.int64)
    counts = ours.lengths * width
    pair = np.repeat(np.arange(len(counts)), counts)
    one = np.repeat(np.arange(len(ours.values)), np.repeat(width, ours.lengths))
    starts = np.repeat(theirs.offsets[:-1].astype(np.int64), ours.lengths)
    return pair, one, ranges(starts, np.repeat(width, ours.lengths))


def are_near(one: pa.Array, other: pa.Array) -> Flags:
    """Return whether words without digits are near each other, pair by pair."""
    shorter = np.minimum(pc.utf8_length(one).to_numpy(), pc.utf8_length(other).to_numpy())
    slips = slips_allowed(shorter)
    left, right = one.to_pylist(), other.to_pylist()
    scorer = DamerauLevenshtein.distance
    distance = cpdist(left, right, scorer=scorer, score_cutoff=MOST_SLIPS, dtype=np.int32)
    begins = np.array([a.startswith(b) or b.startswith(a) for a, b in zip(left, right, strict=True)], dtype=bool)
    return np.asarray((begins & (shorter >= LEAST_PREFIX)) | ((slips > 0) & (distance <= slips)))


def _each_once(pair: Ints, ours: Ints, theirs: Ints) -> NearWords:
    """Return the words near each other, each used once in a pair: the first of ours takes the first of theirs that is left."""
    kept = np.ones(len(pair), dtype=bool)
    used: set[tuple[int, bool, int]] = set()
    for place in np.flatnonzero(np.bincount(pair, minlength=1)[pair] > 1):
        left, right = (int(pair[place]), False, int(ours[place])), (int(pair[place]), True, int(theirs[place]))
        kept[place] = left not in used and right not in used
        if kept[place]:
            used |= {left, right}
    return NearWords(pair[kept], ours[kept], theirs[kept])
