"""The features of `ourplace.suppliers.compare`, computed for all pairs of a batch at once.

Each function of `compare` stays the definition, in words and in code; the tests hold the two to the same scores.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from ourplace.parameters import parameter_value
from ourplace.suppliers.arrays import Flags, Floats, Hashes, Ints
from ourplace.suppliers.compare import (
    FEATURES,
    LEAST_LETTERS_OF_A_NAME,
    MOST_INFORMATION,
    OTHER_SORTS,
    SAYS_NOTHING,
    SECOND_READINGS,
    UNRELATED_NUMBER,
    WHOLE_READINGS,
    form_score,
)
from ourplace.suppliers.facts import first_known, first_known_text, number_hashes
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.legal_forms import legal_form_ids
from ourplace.suppliers.near import NearWords, combinations, near_words
from ourplace.suppliers.pairs import NEAR_WORTH
from ourplace.suppliers.queries import Queries, stands_first
from ourplace.suppliers.ragged import Ragged, ranges
from ourplace.suppliers.register_rows import NAME_KINDS, NO_DAY

SAME_NAME = ("whole_name", "name_without_form")


class Pairs(NamedTuple):
    """Readings beside register names: the place of the reading, the place of the name, pair by pair."""

    reading: Ints
    name: Ints

    def keep(self, mask: Flags) -> "Pairs":
        """Return the pairs for which `mask` holds."""
        return Pairs(self.reading[mask], self.name[mask])


@dataclass(frozen=True)
class PayeeColumns:
    """What is known of the payees of a batch beside their names, one value a payee.

    `company_number`, `charity_number`: the hash of the printed number, 0 for none; days since 1970, `NO_DAY` for none.
    """

    company_number: Hashes
    charity_number: Hashes
    postcode: pa.Array
    first_day: Ints
    last_day: Ints
    need_category_code: pa.Array
    business_type: pa.Array


class NameScores(NamedTuple):
    """The scores of the features that need the names alone, `closeness` excepted, one a pair.

    `is_same`: the same letters or the same words; `is_linked`: a name that can link the two by itself.
    """

    scores: dict[str, Floats]
    is_same: Flags
    is_linked: Flags


def compare_names(queries: Queries, pairs: Pairs, *, index: RegisterIndex) -> NameScores:
    """Return what the names of each pair say, all but how few letters differ (`closeness`)."""
    q, n = pairs
    same_letters = queries.squashed[q] == index.column("squashed")[n]
    same_words = queries.bag[q] == index.column("bag")[n]
    whole = queries.full[q] == index.column("full")[n]
    words, is_distinctive = _compare_words(queries, pairs, same_letters, index)
    forms, registered = queries.legal_form[q], index.column("legal_form_of_name")[n]
    is_part = ~np.isin(queries.kind, WHOLE_READINGS)
    is_middle = queries.kind == "without_middle_brackets"
    scores = {
        "whole_name": whole,
        "name_without_form": same_letters & ~whole,
        "other_order": same_words & ~same_letters,
        **words,
        "legal_form": _form_scores()[forms, registered],
        "part_of_name": is_part[q],
        "middle_left_out": is_middle[q],
        "second_name": np.isin(queries.kind, SECOND_READINGS)[q],
        "former_name": index.column("name_kind")[n] != NAME_KINDS.index("main"),
    }
    is_same = same_letters | same_words
    long_enough = queries.letters[q] >= LEAST_LETTERS_OF_A_NAME
    return NameScores(_as_floats(scores), is_same, (is_same & long_enough) | is_distinctive)


def closeness(queries: Queries, pairs: Pairs, *, index: RegisterIndex) -> Floats:
    """Return how few letters would have to change to turn one name into the other."""
    ours = np.array(queries.spelled.to_pylist(), dtype=object)[pairs.reading]
    names, back = np.unique(pairs.name, return_inverse=True)
    theirs = np.array(squashed_names(index, names), dtype=object)[back]
    alike = cpdist(ours.tolist(), theirs.tolist(), scorer=ratio, dtype=np.float64) / 100
    return np.maximum(0.0, (alike - 0.5) / 0.5)


def most_closeness(queries: Queries, pairs: Pairs, *, index: RegisterIndex) -> Floats:
    """Return the most that `closeness` can be, from the names' lengths alone."""
    ours, theirs = queries.letters[pairs.reading], index.column("letters")[pairs.name].astype(np.int64)
    alike = 2 * np.minimum(ours, theirs) / np.maximum(ours + theirs, 1)
    return np.maximum(0.0, (alike - 0.5) / 0.5)


def compare_facts(
    queries: Queries, pairs: Pairs, *, payees: PayeeColumns, index: RegisterIndex, is_related: Flags
) -> tuple[dict[str, Floats], Flags]:
    """Return the scores of the features that need more than names, and whether the dates allow the pair at all.

    `is_related`: the names have something in common, so that a printed number that agrees counts in full.
    """
    payee = queries.payee[pairs.reading]
    entities, back = np.unique(index.column("name_entity")[pairs.name], return_inverse=True)
    begun = first_known(index, entities, "incorporated")[back]
    ended = first_known(index, entities, "dissolved")[back]
    first, last = payees.first_day[payee], payees.last_day[payee]
    scores = {
        "sort_of_organisation": _sort_of_organisation(
            payees, payee, first_known(index, entities, "legal_form")[back], index
        ),
        "printed_number": _printed_number(payees, payee, entities, back, index=index, is_related=is_related),
        "postcode": _postcode(payees, payee, entities, back, index),
        "dissolved_before": (ended != NO_DAY) & (first != NO_DAY) & (ended < first),
        "industry": _industry(payees, payee, entities, back, index),
    }
    is_too_late = (begun != NO_DAY) & (last != NO_DAY) & (begun > last)
    return _as_floats(scores), ~is_too_late


def speaking(scores: Floats) -> Flags:
    """Return which features may have words for the explanation of each pair; `scores` has a column a feature, as has the answer."""
    may_speak = np.array([not feature.is_silent for feature in FEATURES])
    asked = (scores != 0) | np.array([feature.speaks_at_zero for feature in FEATURES])
    places = [place for place, feature in enumerate(FEATURES) if feature.name in SAME_NAME]
    is_same = np.asarray(scores[:, places]).any(axis=1, keepdims=True)
    of_words = np.array([feature.of_words for feature in FEATURES])
    return np.asarray(asked & may_speak & ~(is_same & of_words))


def squashed_names(index: RegisterIndex, names: Ints) -> list[str]:
    """Return the words of each register name without spaces."""
    words = index.name_words.take(names)
    distinct, back = np.unique(words.values, return_inverse=True)
    texts = index.texts("words").take(distinct).take(pa.array(back))
    listed = pa.ListArray.from_arrays(pa.array(words.offsets, pa.int32()), texts)
    return list(pc.binary_join(listed, "").to_pylist())


def _compare_words(
    queries: Queries, pairs: Pairs, same_letters: Flags, index: RegisterIndex
) -> tuple[dict[str, Floats | Flags], Flags]:
    """Return the features of words shared, near, missing and extra, and whether a distinctive one is shared."""
    words = queries.vocabulary
    ours, theirs = queries.words.take(pairs.reading), _words_of_names(index, pairs.name)
    held, held_by_ours = _held(ours, theirs, same_letters)
    near = near_words(ours.keep(~held), theirs.keep(~held_by_ours), words)
    count = len(pairs.name)
    ours_tell, theirs_tell = words.information(ours.values), words.information(theirs.values)
    slips, slipped = words.information(near.ours), words.information(near.theirs)
    shared = theirs.sums(theirs_tell * held_by_ours) + NEAR_WORTH * np.bincount(near.pair, slipped, count)
    missing = ours.sums(ours_tell * ~held) - np.bincount(near.pair, slips, count)
    extra = theirs.sums(theirs_tell * ~held_by_ours) - np.bincount(near.pair, slipped, count)
    places = ours.sums(1.0 * (words.is_place_or_number(ours.values) & ~held))
    places -= np.bincount(near.pair, words.is_place_or_number(near.ours), count)
    other_places = theirs.sums(1.0 * (words.is_place_or_number(theirs.values) & ~held_by_ours))
    other_places -= np.bincount(near.pair, words.is_place_or_number(near.theirs), count)
    is_distinctive = theirs.any(words.is_distinctive(theirs.values) & held_by_ours)
    is_distinctive |= np.bincount(near.pair, words.is_distinctive(near.theirs), count) > 0
    return {
        "shared_words": _as_score(shared),
        "missing_words": _as_score(missing),
        "extra_words": _as_score(extra),
        "first_word": _first_word(ours, theirs, near, same_letters),
        "place_or_number_differs": 0.5 * ((places > 0) * 1.0 + (other_places > 0)),
    }, is_distinctive


@cache
def _form_scores() -> Floats:
    """Return the score of each legal form beside each, by their places; the first stands for none."""
    named = legal_form_ids()[1:]
    scores = np.zeros((len(named) + 1, len(named) + 1))
    scores[1:, 1:] = [[form_score(ours, theirs) for theirs in named] for ours in named]
    return scores


def _as_score(information: Floats) -> Floats:
    # Sums that cancel leave a trace of rounding.
    return np.where(information < 1e-9, 0.0, np.minimum(information, MOST_INFORMATION) / 10)  # noqa: PLR2004


def _held(ours: Ragged, theirs: Ragged, same_letters: Flags) -> tuple[Flags, Flags]:
    """Return for each word of ours whether theirs has it, and the reverse; names of the same letters share all words."""
    pair, one, other = combinations(ours, theirs)
    del pair
    same = ours.values[one] == theirs.values[other]
    held, held_by_ours = same_letters[ours.parents()], same_letters[theirs.parents()]
    held[one[same]] = True
    held_by_ours[other[same]] = True
    return held, held_by_ours


def _first_word(ours: Ragged, theirs: Ragged, near: NearWords, same_letters: Flags) -> Floats:
    """Return 1 where both names begin with the same word, less where with two that are near."""
    first, other = _first_of(ours), _first_of(theirs)
    score = np.zeros(len(same_letters))
    begins = (near.ours == first[near.pair]) & (near.theirs == other[near.pair])
    score[near.pair[begins]] = NEAR_WORTH
    score[same_letters | ((first == other) & (first >= 0))] = 1.0
    return score


def _first_of(words: Ragged) -> Ints:
    """Return the first word of each name, -1 where it has none."""
    first = np.full(len(words.lengths), -1, dtype=np.int64)
    held = np.flatnonzero(words.lengths)
    first[held] = words.values[words.offsets[:-1][held]]
    return first


def _words_of_names(index: RegisterIndex, names: Ints) -> Ragged:
    words = index.name_words.take(names)
    doubtful = np.flatnonzero(index.column("has_repeats")[names])
    kept = np.ones(len(words.values), dtype=bool)
    kept[ranges(words.offsets[doubtful], words.lengths_of(doubtful))] = stands_first(words.take(doubtful))
    return words.keep(kept) if len(doubtful) else words


def _sort_of_organisation(payees: PayeeColumns, payee: Ints, forms: Ints, index: RegisterIndex) -> Floats:
    said = payees.business_type.dictionary_encode()
    table = np.array(
        [[_sort(one, form) for form in index.codes["legal_form"]] for one in said.dictionary.to_pylist()]
    ).reshape(len(said.dictionary), len(index.codes["legal_form"]))
    return np.asarray(table[said.indices.to_numpy()[payee], forms])


def _sort(said: str, registered: str) -> float:
    if said in SAYS_NOTHING or registered in ("", "unknown"):
        return 0.0
    if said == registered:
        return 1.0
    return -1.0 if registered in OTHER_SORTS else 0.0


def _printed_number(
    payees: PayeeColumns, payee: Ints, entities: Ints, back: Ints, *, index: RegisterIndex, is_related: Flags
) -> Floats:
    score = np.zeros(len(payee))
    asked = np.flatnonzero((payees.company_number[payee] != 0) | (payees.charity_number[payee] != 0))
    if not len(asked):
        return score
    wanted, place = np.unique(back[asked], return_inverse=True)
    company, charity = (
        number_hashes(index, entities[wanted], name)[place] for name in ("company_number", "charity_number")
    )
    ours = payees.company_number[payee[asked]], payees.charity_number[payee[asked]]
    agrees = np.zeros(len(asked), dtype=bool)
    for printed in ours:
        agrees |= (printed != 0) & ((printed == company) | (printed == charity))
    contradicts = ((ours[0] != 0) & (company != 0)) | ((ours[1] != 0) & (charity != 0))
    full = np.where(is_related[asked], 1.0, UNRELATED_NUMBER)
    score[asked] = np.where(agrees, full, np.where(contradicts, -1.0, 0.0))
    return score


def _postcode(payees: PayeeColumns, payee: Ints, entities: Ints, back: Ints, index: RegisterIndex) -> Floats:
    score = np.zeros(len(payee))
    has_one = pc.fill_null(pc.not_equal(payees.postcode, ""), fill_value=False).to_numpy(zero_copy_only=False)
    asked = np.flatnonzero(has_one[payee])
    rows = index.entity_rows.take(entities[back[asked]])
    theirs = index.texts("postcode").take(rows.values)
    ours = payees.postcode.take(pa.array(payee[asked][rows.parents()]))
    agreed = np.full(len(rows.values), POSTCODE_ELSEWHERE)
    for worth, part in POSTCODE_PARTS:
        same = pc.equal(part(ours), part(theirs)).to_numpy(zero_copy_only=False)
        agreed = np.where(same, np.maximum(agreed, worth), agreed)
    # A row without a postcode says nothing.
    agreed[pc.equal(theirs, "").to_numpy(zero_copy_only=False)] = -np.inf
    if len(asked):
        best = np.maximum.reduceat(agreed, rows.offsets[:-1])
        score[asked] = np.where(np.isfinite(best), best, 0.0)
    return score


def _industry(payees: PayeeColumns, payee: Ints, entities: Ints, back: Ints, index: RegisterIndex) -> Flags:
    usual = parameter_value("indicators_need_category_industries")
    coded = pc.fill_null(payees.need_category_code, "").dictionary_encode()
    sells = np.zeros((len(coded.dictionary), 100), dtype=bool)
    for place, code in enumerate(coded.dictionary.to_pylist()):
        sells[place, [int(division) for division in usual.get(code, ())]] = True
    category = coded.indices.to_numpy()[payee]
    answer = np.zeros(len(payee), dtype=bool)
    asked = np.flatnonzero(np.asarray(sells.any(axis=1))[category])
    wanted, position = np.unique(back[asked], return_inverse=True)
    divisions = _divisions(index, entities[wanted]).take(position)
    found = Ragged(sells[category[asked][divisions.parents()], divisions.values], divisions.offsets)
    answer[asked] = found.any(found.values)
    return answer


def _divisions(index: RegisterIndex, entities: Ints) -> Ragged:
    """Return the two-digit industries of each entity, from the first of its rows that says any."""
    rows = index.entity_rows.take(entities)
    texts = index.texts("sic_codes").take(rows.values)
    chosen = first_known_text(texts, rows)
    codes = pc.split_pattern(chosen, " ")
    two = pc.utf8_slice_codeunits(codes.flatten(), 0, 2)
    is_number = pc.match_substring_regex(two, "^[0-9]{2}$")
    divisions = pc.if_else(is_number, two, "0").cast(pa.int64()).to_numpy()
    return Ragged(divisions, codes.offsets.to_numpy().astype(np.int64))


def _as_floats(scores: dict[str, Floats | Flags]) -> dict[str, Floats]:
    return {name: np.asarray(values, dtype=np.float64) for name, values in scores.items()}


def _whole(texts: pa.Array) -> pa.Array:
    return texts


def _sector(texts: pa.Array) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, 0, -2)


def _district(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, " .*", "")


def _area(texts: pa.Array) -> pa.Array:
    return pc.struct_field(pc.extract_regex(texts, r"^(?P<area>.\p{L}|.)"), "area")


POSTCODE_ELSEWHERE = -0.1
POSTCODE_PARTS = ((1.0, _whole), (0.7, _sector), (0.5, _district), (0.2, _area))
