"""The readings of a batch of payees, cleaned and put into the numbers of an index."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Array, Flags, Floats, Hashes, Ints
from ourplace.suppliers.hashing import hash_bags, hash_sequences, hash_texts, mix
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.normalise import clean_words
from ourplace.suppliers.ragged import Ragged, first_of_each
from ourplace.suppliers.rarity import WordWeights, weigh_words
from ourplace.suppliers.register_rows import full_hashes
from ourplace.suppliers.shapes import WordShapes, shapes_of


@dataclass(frozen=True)
class BatchWords:
    """The words of a batch: those of the index by their place in it, after them those that no register name holds."""

    index: RegisterIndex
    unknown: pa.Array
    unknown_weights: WordWeights
    unknown_shapes: WordShapes

    @property
    def count(self) -> int:
        """Return the number of words: every place is below it."""
        return self.index.word_count + len(self.unknown)

    def shapes(self, words: Ints) -> WordShapes:
        """Return the shape of each word."""
        columns = zip(self.index.shapes, self.unknown_shapes, strict=True)
        return WordShapes(*(self._looked_up(known, unknown, words) for known, unknown in columns))

    def information(self, words: Ints) -> Floats:
        """Return what sharing each word tells."""
        return self._looked_up(self.index.weights.information, self.unknown_weights.information, words)

    def is_distinctive(self, words: Ints) -> Flags:
        """Return whether sharing each word may link two names."""
        return self._looked_up(self.index.weights.is_distinctive, self.unknown_weights.is_distinctive, words)

    def is_place_or_number(self, words: Ints) -> Flags:
        """Return whether each word is one of a place's name or a number."""
        return self._looked_up(self.index.weights.is_place_or_number, self.unknown_weights.is_place_or_number, words)

    def texts(self, words: Ints) -> pa.Array:
        """Return each word as text."""
        known = words < self.index.word_count
        parts = [
            self.index.texts("words").take(words[known]),
            self.unknown.take(pa.array(words[~known] - self.index.word_count)),
        ]
        order = np.empty(len(words), dtype=np.int64)
        order[np.flatnonzero(known)] = np.arange(int(known.sum()))
        order[np.flatnonzero(~known)] = np.arange(int(known.sum()), len(words))
        return pa.concat_arrays(parts).take(pa.array(order))

    def _looked_up(self, known: Array, unknown: Array, words: Array) -> Array:
        count = self.index.word_count
        if not count:
            return unknown[words]
        found = known[np.minimum(words, count - 1)]
        beyond = words >= count
        if beyond.any():
            found[beyond] = unknown[words[beyond] - count]
        return found


@dataclass(frozen=True)
class Queries:
    """Readings, one after another: whose they are, of what kind, and their cleaned form as numbers.

    `payee` is the place of the payee in its batch; `words` are places in the index, or beyond it for words that no register name holds,
    in the reading's order; `letters` is the length without spaces.
    """

    payee: Ints
    kind: Array
    text: Array
    full: Hashes
    squashed: Hashes
    bag: Hashes
    legal_form: Ints
    letters: Ints
    spelled: pa.Array
    words: Ragged
    vocabulary: BatchWords

    def __len__(self) -> int:
        """Return the number of readings."""
        return len(self.payee)


def as_queries(readings: pa.Table, index: RegisterIndex) -> Queries:
    """Return readings (see `readings_of`) ready to be looked up in an index.

    Of several readings of one payee that come to the same cleaned name the first is kept.
    """
    cleaned = clean_words(readings["reading"])
    hashes = hash_texts(cleaned.distinct)
    known = index.find_words(hashes)
    unknown = np.flatnonzero(known < 0)
    places = known.copy()
    places[unknown] = index.word_count + np.arange(len(unknown))
    texts = cleaned.distinct.take(pa.array(unknown))
    weights = weigh_words(texts, np.zeros(len(unknown), np.int64), name_count=index.name_count)
    squashed = cleaned.joined(cleaned.telling, "")
    full = full_hashes(hash_sequences(hashes[cleaned.core.values], cleaned.core.offsets), cleaned.legal_forms)
    payee = readings["name_index"].to_numpy()
    kept = np.flatnonzero(_first_of_payee(payee, full))
    words = cleaned.telling.take(kept)
    once = without_repeats(words)
    return Queries(
        payee[kept],
        np.array(readings["reading_kind"].to_pylist(), dtype=object)[kept],
        np.array(readings["reading"].to_pylist(), dtype=object)[kept],
        full[kept],
        hash_texts(squashed)[kept],
        hash_bags(hashes[words.values], words.offsets),
        cleaned.legal_forms[kept],
        pc.utf8_length(squashed).to_numpy()[kept].astype(np.int64),
        squashed.take(pa.array(kept)),
        Ragged(places[once.values], once.offsets),
        BatchWords(index, texts, weights, shapes_of(texts)),
    )


def without_repeats(words: Ragged) -> Ragged:
    """Return the lists with each value once, where it first stands."""
    return words.keep(stands_first(words))


def stands_first(words: Ragged) -> Flags:
    """Return, for each value, whether it has not been in its list before."""
    owners = words.parents()
    order = np.lexsort((np.arange(len(owners)), words.values, owners))
    first = np.zeros(len(owners), dtype=bool)
    first[order] = first_of_each(owners[order]) | first_of_each(words.values[order])
    return first


def _first_of_payee(payee: Ints, full: Hashes) -> Flags:
    key = full ^ mix(mix(payee.astype(np.uint64)))
    order = np.argsort(key, kind="stable")
    first = np.zeros(len(key), dtype=bool)
    first[order] = first_of_each(key[order])
    return first
