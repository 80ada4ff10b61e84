"""One payee's reading beside one name of an entity, with the words they share worked out once for all features."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from ourplace.suppliers.rarity import Rarity
from ourplace.suppliers.records import CleanName, EntityFacts, PayeeFacts

LEAST_PREFIX = 4
# A slip of one letter in a word of five, of two in a word of nine.
SLIPS_BY_LENGTH = ((9, 2), (5, 1))
NEAR_WORTH = 0.7


class Pair(NamedTuple):
    """A reading of a payee's name, a name of an entity, and what else is known of both.

    `shared` are words in both, `near` pairs of words that differ by a slip, an ending or a cut, `missing` words of the
    payee that the entity's name lacks, `extra` words of the entity that the payee's name lacks.
    """

    reading: CleanName
    reading_kind: str
    name: CleanName
    name_kind: str
    payee: PayeeFacts
    entity: EntityFacts
    rarity: Rarity
    shared: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def same_letters(self) -> bool:
        """Return whether the two names are the same but for legal form, spaces and words that say nothing."""
        return self.reading.squashed == self.name.squashed

    @property
    def same_words(self) -> bool:
        """Return whether the two names have the same words in some order."""
        return self.reading.sorted_words == self.name.sorted_words

    @property
    def shares_distinctive_word(self) -> bool:
        """Return whether a distinctive word is in both names, perhaps with a slip."""
        words = (*self.shared, *(theirs for _, theirs in self.near))
        return any(self.rarity.is_distinctive(word) for word in words)


def pair_names(
    reading: CleanName,
    name: CleanName,
    *,
    reading_kind: str = "as_typed",
    name_kind: str = "main",
    payee: PayeeFacts,
    entity: EntityFacts,
    rarity: Rarity,
) -> Pair:
    """Return the pair, with every word put in one of shared, near, missing or extra.

    Names of the same letters share all their words, wherever the spaces are.
    """
    if reading.squashed == name.squashed:
        return Pair(
            reading, reading_kind, name, name_kind, payee, entity, rarity, tuple(dict.fromkeys(name.words)), (), (), ()
        )
    ours, theirs = set(reading.words), set(name.words)
    shared = tuple(word for word in dict.fromkeys(reading.words) if word in theirs)
    missing = [word for word in dict.fromkeys(reading.words) if word not in theirs]
    extra = [word for word in dict.fromkeys(name.words) if word not in ours]
    near = _near_words(missing, extra)
    return Pair(
        reading,
        reading_kind,
        name,
        name_kind,
        payee,
        entity,
        rarity,
        shared,
        near,
        tuple(word for word in missing if word not in {pair[0] for pair in near}),
        tuple(word for word in extra if word not in {pair[1] for pair in near}),
    )


def _near_words(missing: Sequence[str], extra: Sequence[str]) -> tuple[tuple[str, str], ...]:
    near: list[tuple[str, str]] = []
    left = list(extra)
    for word in missing:
        found = next((other for other in left if is_near(word, other)), None)
        if found is not None:
            near.append((word, found))
            left.remove(found)
    return tuple(near)


def is_near(word: str, other: str) -> bool:
    """Return whether two words may be one, mistyped, cut short or in another ending.

    >>> is_near("contractor", "contractors"), is_near("barnfeild", "barnfield"), is_near("bank", "mail")
    (True, True, False)
    """
    shorter, longer = sorted((word, other), key=len)
    if any(letter.isdigit() for letter in word + other):
        return False
    if len(shorter) >= LEAST_PREFIX and longer.startswith(shorter):
        return True
    slips = next((slips for length, slips in SLIPS_BY_LENGTH if len(shorter) >= length), 0)
    return slips > 0 and DamerauLevenshtein.distance(word, other, score_cutoff=slips) <= slips
