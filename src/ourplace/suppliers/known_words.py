"""The words that the rules speak of, numbered from 0 on, and what the rules say of them: tables instead of look-ups."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from ourplace.suppliers.arrays import Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.legal_forms import form_words
from ourplace.suppliers.ragged import Ragged, offsets_of
from ourplace.suppliers.rules import ignored_words, same_words


@dataclass(frozen=True)
class KnownWords:
    """What the rules say of each word that they speak of; every table but the first two ends with a row for all other words.

    `means`: the first word that it stands for, itself if it is no abbreviation; `further`: the words after that one;
    `is_the`: whether it is 'the', which says nothing before a name.
    """

    texts: pa.Array
    hashes: Hashes
    in_forms: Flags
    is_ignored: Flags
    is_the: Flags
    means: Ints
    further: Ragged

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.texts)

    def rows_of(self, words: Ints) -> Ints:
        """Return the row of each word in the tables, by its number."""
        return np.minimum(words, self.count)


@cache
def known_words() -> KnownWords:
    """Return the tables for the rules of this installation."""
    written = {short: full.split(" ") for short, full in same_words().items()}
    meant = (word for full in written.values() for word in full)
    words = sorted({"the", *form_words(), *ignored_words(), *written, *meant})
    number = {word: place for place, word in enumerate(words)}
    stands_for = [[number[word] for word in written.get(short, [short])] for short in words]
    rows = [*words, None]
    texts = pa.array(words, pa.string())
    return KnownWords(
        texts=texts,
        hashes=hash_texts(texts),
        in_forms=np.array([word in form_words() for word in rows]),
        is_ignored=np.array([word in ignored_words() for word in rows]),
        is_the=np.array([word == "the" for word in rows]),
        means=np.array([*(full[0] for full in stands_for), len(words)], dtype=np.int32),
        further=Ragged(
            np.array([word for full in stands_for for word in full[1:]], dtype=np.int32),
            offsets_of(np.array([*(len(full) - 1 for full in stands_for), 0])),
        ),
    )
