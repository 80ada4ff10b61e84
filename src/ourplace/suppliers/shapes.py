"""What tells at a glance that two words are not near: their lengths, how they begin, and the letters they hold."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Bytes, Flags, Hashes, Ints
from ourplace.suppliers.hashing import bytes_of
from ourplace.suppliers.pairs import LEAST_PREFIX, SLIPS_BY_LENGTH
from ourplace.suppliers.ragged import Ragged

LONGEST = 255


class WordShapes(NamedTuple):
    """The shapes of many words: letters, the first four bytes as a number, one bit for each letter held, whether it can be near any."""

    lengths: Bytes
    beginnings: Ints
    letters: Hashes
    is_word: Flags
    is_ascii: Flags


def shapes_of(words: pa.Array) -> WordShapes:
    """Return the shapes of words."""
    data, offsets = bytes_of(words)
    sizes = np.diff(offsets)
    letters = Ragged(data, offsets).any_bits(np.uint64(1) << (data & np.uint8(63)).astype(np.uint64))
    padded = np.append(data, np.zeros(LEAST_PREFIX, np.uint8)).astype(np.uint32)
    beginnings = np.zeros(len(sizes), dtype=np.uint32)
    for place in range(LEAST_PREFIX):
        beginnings = beginnings << np.uint32(8) | np.where(sizes > place, padded[offsets[:-1] + place], np.uint32(0))
    has_digit = pc.match_substring_regex(words, r"\p{Nd}|\p{No}").to_numpy(zero_copy_only=False)
    lengths = pc.utf8_length(words).to_numpy()
    shortest = min(LEAST_PREFIX, *(length for length, _ in SLIPS_BY_LENGTH))
    return WordShapes(
        np.minimum(lengths, LONGEST).astype(np.uint8),
        beginnings,
        letters,
        ~np.asarray(has_digit, dtype=bool) & (lengths >= shortest),
        np.asarray(pc.string_is_ascii(words).to_numpy(zero_copy_only=False), dtype=bool),
    )


def slips_allowed(shorter: Ints) -> Ints:
    """Return how many slips a word of each length may have."""
    slips = np.zeros(len(shorter), dtype=np.int64)
    for length, allowed in sorted(SLIPS_BY_LENGTH):
        slips[shorter >= length] = allowed
    return slips


def may_be_near(one: WordShapes, other: WordShapes) -> Flags:
    """Return whether words with these shapes may be near each other; none that are is left out.

    A slip changes at most one letter into another, so that the sets of letters differ by two at most; a letter beyond ASCII counts as
    several.
    """
    begins = one.beginnings == other.beginnings
    differ = np.bitwise_count(one.letters ^ other.letters)
    length, other_length = one.lengths.astype(np.int64), other.lengths.astype(np.int64)
    slips = slips_allowed(np.minimum(length, other_length))
    most = np.where(one.is_ascii & other.is_ascii, 2 * slips, 8 * slips)
    is_word = one.is_word & other.is_word
    return np.asarray(is_word & (begins | ((slips > 0) & (np.abs(length - other_length) <= slips) & (differ <= most))))
