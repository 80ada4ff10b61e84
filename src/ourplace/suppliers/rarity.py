"""How much a word says: the rarer it is in the names of organisations, the more two names share by sharing it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value
from ourplace.suppliers.arrays import Flags, Floats, Ints
from ourplace.suppliers.rules import forenames, ignored_words, place_words, words_per_million

# A register of fewer names than this is too small to tell a common word from a rare one by itself.
BACKGROUND_NAMES = 1_000_000
UNLISTED_PER_MILLION = 10.0
SHORT_PER_MILLION = 200.0
LONGEST_SHORT_WORD = 2


class WordWeights(NamedTuple):
    """What each of many words is worth: what sharing it tells (0 to about 12), and of what sort it is."""

    information: Floats
    is_distinctive: Flags
    is_place_or_number: Flags


@dataclass(frozen=True)
class Rarity:
    """What the words of one comparison are worth, from the register in use and the background counts together."""

    name_count: int
    names_with: Mapping[str, int]

    def share(self, word: str) -> float:
        """Return the share of organisations' names that hold `word` (0 to 1)."""
        return _share(word, self.names_with.get(word, 0), self.name_count)

    def information(self, word: str) -> float:
        """Return what sharing `word` tells, in natural units: 0 for a word in every name, about 12 for a unique one."""
        return _information(word, self.names_with.get(word, 0), self.name_count)

    def is_distinctive(self, word: str) -> bool:
        """Return whether sharing `word` may link two names: rare, a word rather than a number, and no place or forename."""
        return _is_distinctive(word, self.names_with.get(word, 0), self.name_count)


@lru_cache(maxsize=200_000)
def _share(word: str, names_with: int, name_count: int) -> float:
    background = words_per_million().get(word, UNLISTED_PER_MILLION)
    if len(word) <= LONGEST_SHORT_WORD or word.isdigit():
        background = max(background, SHORT_PER_MILLION)
    expected = background * BACKGROUND_NAMES / 1e6
    return (names_with + expected) / (name_count + BACKGROUND_NAMES)


@lru_cache(maxsize=200_000)
def _information(word: str, names_with: int, name_count: int) -> float:
    return 0.0 if word in ignored_words() else -math.log(min(1.0, _share(word, names_with, name_count)))


@lru_cache(maxsize=200_000)
def _is_distinctive(word: str, names_with: int, name_count: int) -> bool:
    if len(word) <= LONGEST_SHORT_WORD or word.isdigit() or word in place_words() or word in forenames():
        return False
    return _share(word, names_with, name_count) <= float(parameter_value("suppliers_distinctive_word_share"))


def weigh_words(words: pa.Array, names_with: Ints, *, name_count: int) -> WordWeights:
    """Return what `Rarity` says of each word, a whole column at a time; `names_with` counts the register's names with it."""
    listed = pa.array(list(words_per_million()), pa.string())
    per_million = np.array([*words_per_million().values(), UNLISTED_PER_MILLION])
    background = per_million[pc.fill_null(pc.index_in(words, value_set=listed), len(listed)).to_numpy()]
    is_number = pc.utf8_is_digit(words).to_numpy(zero_copy_only=False)
    is_short = pc.utf8_length(words).to_numpy() <= LONGEST_SHORT_WORD
    background = np.where(is_short | is_number, np.maximum(background, SHORT_PER_MILLION), background)
    share = (names_with + background * BACKGROUND_NAMES / 1e6) / (name_count + BACKGROUND_NAMES)
    is_place = _among(words, place_words())
    information = np.where(_among(words, ignored_words()), 0.0, -np.log(np.minimum(1.0, share)))
    least = float(parameter_value("suppliers_distinctive_word_share"))
    is_plain = ~(is_short | is_number | is_place | _among(words, forenames()))
    return WordWeights(information, is_plain & (share <= least), is_place | is_number)


def _among(words: pa.Array, known: frozenset[str]) -> Flags:
    held = pc.is_in(words, value_set=pa.array(sorted(known), pa.string()))
    return np.asarray(held.to_numpy(zero_copy_only=False), dtype=bool)
