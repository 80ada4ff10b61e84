"""How much a word says: the rarer it is in the names of organisations, the more two names share by sharing it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from ourplace.engine import Engine
from ourplace.parameters import parameter_value
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.rules import forenames, ignored_words, place_words, words_per_million

# A register of fewer names than this is too small to tell a common word from a rare one by itself.
BACKGROUND_NAMES = 1_000_000
UNLISTED_PER_MILLION = 10.0
SHORT_PER_MILLION = 200.0
LONGEST_SHORT_WORD = 2


@dataclass(frozen=True)
class Rarity:
    """What the words of one comparison are worth, from the register in use and the background counts together."""

    name_count: int
    names_with: Mapping[str, int]

    def share(self, word: str) -> float:
        """Return the share of organisations' names that hold `word` (0 to 1)."""
        background = words_per_million().get(word, UNLISTED_PER_MILLION)
        if len(word) <= LONGEST_SHORT_WORD or word.isdigit():
            background = max(background, SHORT_PER_MILLION)
        expected = background * BACKGROUND_NAMES / 1e6
        return (self.names_with.get(word, 0) + expected) / (self.name_count + BACKGROUND_NAMES)

    def information(self, word: str) -> float:
        """Return what sharing `word` tells, in natural units: 0 for a word in every name, about 12 for a unique one."""
        return 0.0 if word in ignored_words() else -math.log(min(1.0, self.share(word)))

    def is_distinctive(self, word: str) -> bool:
        """Return whether sharing `word` may link two names: rare, a word rather than a number, and no place or forename."""
        if len(word) <= LONGEST_SHORT_WORD or word.isdigit() or word in place_words() or word in forenames():
            return False
        return self.share(word) <= float(parameter_value("suppliers_distinctive_word_share"))


def rarity_of(engine: Engine, index: RegisterIndex, words: Iterable[str]) -> Rarity:
    """Return the rarity of these words in the indexed register."""
    wanted = engine.table(pa.table({"word": pa.array(sorted(set(words)), pa.string())}), name="suppliers_words")
    counts = engine.sql(
        f"SELECT word, name_count FROM {wanted.get_name()} JOIN {index.word_counts} ON hash(word) = word_hash"
    )
    return Rarity(
        index.name_count, dict(zip(counts["word"].to_pylist(), counts["name_count"].to_pylist(), strict=True))
    )
