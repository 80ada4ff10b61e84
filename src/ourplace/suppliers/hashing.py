"""Texts as numbers of 64 bits, a whole column at a time: equal numbers mean equal texts, for all that can be met here.

The number of a text is the sum, over its bytes, of a fixed random number for the byte and its place (tabulation hashing:
Zobrist 1970; Pătraşcu and Thorup 2012), so that the numbers of a text with one letter changed follow from sums already made.
Two of n different texts share a number with a probability of about n² / 2⁶⁵: one in a million for six million names.
"""

from functools import cache

import numpy as np
import pyarrow as pa

from ourplace.suppliers.arrays import Bytes, Hashes, Ints
from ourplace.suppliers.ragged import first_of_each, sorted_keys

PLACES = 256
# So few that what is worked out for them stays in the processor's own memory: twice as fast as all at once.
TEXTS_AT_A_TIME = 4096
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(numbers: Hashes) -> Hashes:
    """Return numbers with their bits scattered: SplitMix64 (Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        mixed = numbers + GOLDEN
        mixed ^= mixed >> np.uint64(30)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        return mixed


@cache
def byte_numbers() -> Hashes:
    """Return the number of each byte in each place, a row a place; longer texts begin again at the first."""
    return mix(np.arange(PLACES * 256, dtype=np.uint64)).reshape(PLACES, 256)


def hash_texts(texts: pa.Array) -> Hashes:
    """Return the number of each text; that of an empty or missing one is 0."""
    if texts.null_count == len(texts):
        return np.zeros(len(texts), dtype=np.uint64)
    return hash_bytes(*bytes_of(texts))


def hash_bytes(data: Bytes, offsets: Ints) -> Hashes:
    """Return the number of each text of `data`, text i from `offsets[i]` to `offsets[i + 1]`."""
    return hash_spans(data, offsets[:-1], offsets[1:])


def hash_spans(data: Bytes, starts: Ints, stops: Ints) -> Hashes:
    """Return the number of each text of `data`, text i from `starts[i]` to `stops[i]`: in order, none reaching into the next."""
    hashes = np.empty(len(starts), dtype=np.uint64)
    for first in range(0, len(starts), TEXTS_AT_A_TIME):
        some = slice(first, first + TEXTS_AT_A_TIME)
        begin, end = starts[some] - starts[first], stops[some] - starts[first]
        sums = _running_sums(data[starts[first] : stops[some][-1]], begin)
        hashes[some] = sums[end] - sums[begin]
    return hashes


def _running_sums(data: Bytes, starts: Ints) -> Hashes:
    """Return the sum of the bytes' numbers before each byte; its place is counted from the last start."""
    # Unsigned numbers of 16 bits wrap around at the right place by themselves, and are a quarter of the memory to go through.
    numbers = np.arange(len(data), dtype=np.uint16)
    numbers -= np.repeat(starts.astype(np.uint16), np.diff(starts, append=len(data)))
    numbers <<= 8
    numbers |= data
    sums = np.zeros(len(data) + 1, dtype=np.uint64)
    np.cumsum(byte_numbers().ravel().take(numbers, mode="clip"), out=sums[1:])
    return sums


def hash_sequences(word_hashes: Hashes, offsets: Ints) -> Hashes:
    """Return a number for each list of words in its order, from the words' numbers."""
    places = np.arange(len(word_hashes)) - np.repeat(offsets[:-1], np.diff(offsets))
    return hash_bags(mix(word_hashes + places.astype(np.uint64) * GOLDEN), offsets)


def hash_bags(word_hashes: Hashes, offsets: Ints) -> Hashes:
    """Return a number for each list of words whatever their order, from the words' numbers."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mix(word_hashes), dtype=np.uint64)])
    return np.asarray(sums[offsets[1:]] - sums[offsets[:-1]])


def number_distinct(hashes: Hashes) -> tuple[Ints, Ints]:
    """Return a number for each hash, equal ones alike, from 0 in the order in which they are met; and where each is met first.

    >>> numbers, firsts = number_distinct(np.array([7, 9, 7, 3], dtype=np.uint64))
    >>> numbers.tolist(), firsts.tolist()
    ([0, 1, 0, 2], [0, 1, 3])
    """
    ordered, order = sorted_keys(hashes)
    edges = np.flatnonzero(first_of_each(ordered))
    firsts = order[edges]
    is_first = np.zeros(len(hashes), dtype=bool)
    is_first[firsts] = True
    rank = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    numbers = np.empty(len(hashes), dtype=np.int32)
    numbers[order] = np.repeat(rank[firsts], np.diff(edges, append=len(hashes)))
    return numbers, np.flatnonzero(is_first)


def bytes_of(texts: pa.Array) -> tuple[Bytes, Ints]:
    """Return the UTF-8 bytes of all texts after one another, and where each begins; missing texts are empty."""
    text = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    text = text.cast(pa.string())
    if text.null_count:
        text = text.fill_null("")
    if not len(text):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets_buffer, data_buffer = text.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset : text.offset + len(text) + 1].astype(np.int64)
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.zeros(0, np.uint8)
    return data[offsets[0] : offsets[-1]], offsets - offsets[0]


def texts_of(data: Bytes, offsets: Ints) -> pa.Array:
    """Return texts from their bytes and where each begins: the opposite of `bytes_of`."""
    starts = pa.py_buffer(np.ascontiguousarray(offsets, dtype=np.int32))
    return pa.StringArray.from_buffers(len(offsets) - 1, starts, pa.py_buffer(np.ascontiguousarray(data)))
