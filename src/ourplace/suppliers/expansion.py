"""Words that no register name holds, and the register's words that they may be: one slip apart, or cut short."""

import numpy as np
import pyarrow as pa

from ourplace.suppliers.arrays import Bytes, Hashes, Ints
from ourplace.suppliers.hashing import byte_numbers, bytes_of, hash_bytes
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.queries import BatchWords
from ourplace.suppliers.ragged import Ragged, offsets_of

LEAST_LETTERS = 5
MOST_LETTERS = 30
MOST_MEANT = 4
ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8)


def expanded_words(vocabulary: BatchWords) -> Ragged:
    """Return, for each unknown word of a batch, the words of the index that it may be, the rarest first.

    A word of five letters or more may be one with a letter dropped, added, changed or swapped with its neighbour.
    """
    return expand(vocabulary.unknown, vocabulary.index)


def expand(words: pa.Array, index: RegisterIndex) -> Ragged:
    """Return for each word the register's words that it may be (at most four, the rarest first)."""
    data, offsets = bytes_of(words)
    lengths = np.diff(offsets)
    is_plain = (
        np.bincount(np.repeat(np.arange(len(lengths)), lengths), (data < ord("a")) | (data > ord("z")), len(lengths))
        == 0
    )
    asked = np.flatnonzero((lengths >= LEAST_LETTERS) & (lengths <= MOST_LETTERS) & is_plain)
    owners, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for length in np.unique(lengths[asked]):
        rows = asked[lengths[asked] == length]
        letters = data[offsets[rows][:, None] + np.arange(length)]
        for variants in (_dropped(letters), _swapped(letters), _changed(letters), _added(letters)):
            hashes = variants.reshape(len(rows), -1)
            places = index.find_words(hashes.ravel())
            held = np.flatnonzero(places >= 0)
            owners.append(rows[held // hashes.shape[1]])
            found.append(places[held])
    return _rarest(np.concatenate(owners), np.concatenate(found), len(words), index)


def _rarest(owners: Ints, found: Ints, count: int, index: RegisterIndex) -> Ragged:
    pairs = np.unique(owners * (index.word_count + 1) + found)
    owners, found = np.divmod(pairs, index.word_count + 1)
    order = np.lexsort((found, index.postings.lengths_of(found), owners)) if len(found) else np.zeros(0, np.int64)
    owners, found = owners[order], found[order]
    rank = np.arange(len(owners)) - np.searchsorted(owners, owners)
    kept = rank < MOST_MEANT
    return Ragged(found[kept], offsets_of(np.bincount(owners[kept], minlength=count)))


def _numbers(letters: Bytes, shift: int = 0) -> Hashes:
    """Return the number of each letter in its place, places moved by `shift`."""
    return byte_numbers()[np.arange(letters.shape[1]) + shift, letters]


def _before(numbers: Hashes) -> Hashes:
    """Return the sums of the numbers before each place, and of all."""
    return np.concatenate(
        [np.zeros((len(numbers), 1), np.uint64), np.cumsum(numbers, axis=1, dtype=np.uint64)], axis=1
    )


def _dropped(letters: Bytes) -> Hashes:
    """Return the numbers of each word without one of its letters."""
    before = _before(_numbers(letters))[:, :-1]
    moved = _before(_numbers(letters[:, 1:]))
    return before + moved[:, -1:] - moved


def _added(letters: Bytes) -> Hashes:
    """Return the numbers of each word with any letter put in anywhere."""
    before = _before(_numbers(letters))
    moved = _before(_numbers(letters, 1))
    rest = before + moved[:, -1:] - moved
    new = byte_numbers()[np.arange(letters.shape[1] + 1)[:, None], ALPHABET]
    return rest[:, :, None] + new[None]


def _changed(letters: Bytes) -> Hashes:
    """Return the numbers of each word with one letter changed to any other."""
    numbers = _numbers(letters)
    whole = numbers.sum(axis=1, dtype=np.uint64)[:, None]
    new = byte_numbers()[np.arange(letters.shape[1])[:, None], ALPHABET]
    return np.asarray((whole - numbers)[:, :, None] + new[None])


def _swapped(letters: Bytes) -> Hashes:
    """Return the numbers of each word with two neighbouring letters swapped."""
    numbers = _numbers(letters)
    whole = numbers.sum(axis=1, dtype=np.uint64)[:, None]
    places = np.arange(letters.shape[1] - 1)
    swapped = byte_numbers()[places, letters[:, 1:]] + byte_numbers()[places + 1, letters[:, :-1]]
    return np.asarray(whole - numbers[:, :-1] - numbers[:, 1:] + swapped)


def hash_of(word: str) -> int:
    """Return the number of one word."""
    data = np.frombuffer(word.encode(), np.uint8)
    return int(hash_bytes(data, np.array([0, len(data)]))[0])
