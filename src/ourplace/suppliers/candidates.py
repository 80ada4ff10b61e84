"""Which names of an index could be meant by a reading: exact keys first, then the rarest words, never more than a few a name.

A function of one batch that needs only the opened index. The number of register names looked at per reading is bounded,
whatever the register's size; readings that come to the same words are looked up once.
"""

import numpy as np
from scipy import sparse

from ourplace.parameters import parameter_value
from ourplace.suppliers.arrays import Flags, Floats, Hashes, Ints
from ourplace.suppliers.expansion import expanded_words
from ourplace.suppliers.hashing import mix
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.index_writing import signatures
from ourplace.suppliers.queries import Queries
from ourplace.suppliers.ragged import Ragged, first_of_each, offsets_of, ranges

READINGS_AT_A_TIME = 2048
LEAST_LETTERS = 2
# The rarest word may open the whole budget; the words after it, which mostly bring names that share nothing else, a part.
FURTHER_WORDS = 5
# How a found name is put in order, as bits of one number: what is shared, how many words, how many more, how many letters.
WORTH_BITS, COUNT_BITS, LETTER_BITS, PLACE_BITS = 12, 4, 8, 24
WORTH_STEPS = 16


def find_candidates(queries: Queries, *, index: RegisterIndex) -> Ragged:
    """Return, for each reading, the places of the register names that it could be, best first.

    A name is found when it has the same letters or the same words as the reading, or shares its rarest words; at most
    `suppliers_candidates_per_reading` are kept, those sharing the most first.
    """
    key = queries.squashed ^ mix(queries.bag)
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    expanded = expanded_words(queries.vocabulary)
    blocks = [
        _of_block(queries, rows, index, expanded)
        for rows in np.split(first, np.arange(READINGS_AT_A_TIME, len(first), READINGS_AT_A_TIME))
        if len(rows)
    ]
    if not blocks:
        return Ragged(np.zeros(0, np.int32), np.zeros(len(queries) + 1, np.int64))
    counts = np.concatenate([block.lengths for block in blocks])
    return Ragged(np.concatenate([block.values for block in blocks]), offsets_of(counts)).take(back)


def _of_block(queries: Queries, rows: Ints, index: RegisterIndex, expanded: Ragged) -> Ragged:
    most = int(parameter_value("suppliers_candidates_per_reading"))
    words = queries.words.take(rows)
    long_enough = queries.letters[rows] >= LEAST_LETTERS
    exact_rows, exact_names = _exact(queries, rows[long_enough], np.flatnonzero(long_enough), index)
    asked = _asked(words, long_enough, index, expanded)
    signature = signatures(Ragged(np.minimum(words.values, index.word_count), words.offsets))
    letters = queries.letters[rows]
    rare_rows, rare_names, rare_worth = _sharing(asked, index, letters, signature, most)
    every = np.concatenate([exact_rows, rare_rows])
    names = np.concatenate([exact_names, rare_names])
    order_key = _order_key(
        index, names, letters[every], signature[every], np.concatenate([np.full(len(exact_rows), 255.0), rare_worth])
    )
    order = np.lexsort((names, order_key, every))
    every, names = every[order], names[order]
    same = every.astype(np.int64) * (index.name_count + 1) + names
    _, first = np.unique(same, return_index=True)
    first.sort()
    every, names = every[first], names[first]
    starts = np.searchsorted(every, np.arange(len(rows)))
    counts = np.minimum(np.diff(np.append(starts, len(every))), most)
    return Ragged(names[ranges(starts, counts)].astype(np.int32), offsets_of(counts))


def _exact(queries: Queries, rows: Ints, places: Ints, index: RegisterIndex) -> tuple[Ints, Ints]:
    """Return readings of the block and register names that have the same letters, or the same words in any order."""
    budget = int(parameter_value("suppliers_names_looked_at"))
    found = [index.find_keys(name, getattr(queries, name)[rows], most=budget) for name in ("squashed", "bag")]
    return (
        np.concatenate([places[one.parents()] for one in found]),
        np.concatenate([one.values for one in found]).astype(np.int32),
    )


def _asked(words: Ragged, allowed: Flags, index: RegisterIndex, expanded: Ragged) -> sparse.csr_matrix:
    """Return the words that each reading may open, rarest first within its budget, with what each is worth."""
    owners, asked, parts = _known_words(words, index, expanded)
    held = allowed[owners]
    owners, asked, parts = owners[held], asked[held], parts[held]
    counts = index.postings.lengths_of(asked).astype(np.int64)
    order = np.lexsort((asked, counts, owners))
    owners, asked, parts, counts = owners[order], asked[order], parts[order], counts[order]
    once = first_of_each(owners * (index.word_count + 1) + asked) & (counts > 0)
    owners, asked, parts, counts = owners[once], asked[once], parts[once], counts[once]
    first = first_of_each(owners)
    running = np.cumsum(counts)
    spent = running - np.repeat((running - counts)[first], np.diff(np.append(np.flatnonzero(first), len(owners))))
    budget = int(parameter_value("suppliers_names_looked_at"))
    opened = spent <= np.where(first, budget, budget / FURTHER_WORDS)
    worth = parts * (np.log(index.name_count + 1) - np.log(counts) + 0.1)
    shape = (len(words.offsets) - 1, index.word_count)
    return sparse.csr_matrix((worth[opened].astype(np.float32), (owners[opened], asked[opened])), shape=shape)


def _known_words(words: Ragged, index: RegisterIndex, expanded: Ragged) -> tuple[Ints, Ints, Floats]:
    """Return reading, register word and weight for each word asked for; an unknown word stands for those it may be."""
    owners = words.parents()
    is_known = words.values < index.word_count
    unknown = expanded.take(words.values[~is_known] - index.word_count)
    return (
        np.concatenate([owners[is_known], owners[~is_known][unknown.parents()]]),
        np.concatenate([words.values[is_known], unknown.values]).astype(np.int64),
        np.concatenate([np.ones(int(is_known.sum())), np.full(len(unknown.values), 0.7)]),
    )


def _sharing(
    asked: sparse.csr_matrix,
    index: RegisterIndex,
    letters: Ints,
    signature: Hashes,
    most: int,
) -> tuple[Ints, Ints, Floats]:
    """Return reading, register name and what they share, for the names that share the most with each reading."""
    used, columns = np.unique(asked.indices, return_inverse=True)
    names = index.postings.take(used)
    shape = (len(used), index.name_count)
    holders = sparse.csr_matrix(
        (np.ones(len(names.values), np.float32), names.values, names.offsets.astype(np.int32)), shape=shape
    )
    readings = sparse.csr_matrix(
        (asked.data, columns.astype(np.int32), asked.indptr), shape=(asked.shape[0], len(used))
    )
    found = readings @ holders
    counts = np.diff(found.indptr)
    rows = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    key = _order_key(index, found.indices, letters[rows], signature[rows], found.data)
    places = np.arange(len(rows), dtype=np.int64)
    # Within a reading scipy lists names backwards; the place counts from the end so that the first name wins a tie.
    backwards = np.repeat(found.indptr[1:].astype(np.int64), counts) - 1 - places
    packed = (rows << np.int64(WORTH_BITS + 2 * COUNT_BITS + LETTER_BITS) | key) << np.int64(PLACE_BITS) | backwards
    packed.sort()
    kept = ranges(found.indptr[:-1].astype(np.int64), np.minimum(counts, most).astype(np.int64))
    kept_rows = rows[kept]
    chosen = found.indptr[kept_rows + 1] - 1 - (packed[kept] & ((1 << PLACE_BITS) - 1))
    return kept_rows, found.indices[chosen], found.data[chosen]


def _order_key(
    index: RegisterIndex,
    names: Ints,
    letters: Ints,
    signature: Hashes,
    worth: Floats,
) -> Ints:
    """Return one number for each found name, the lower the better: worth, then words in common, fewer words, like length."""
    steps = (1 << WORTH_BITS) - 1 - np.minimum((worth * WORTH_STEPS).astype(np.int64), (1 << WORTH_BITS) - 1)
    common = 15 - np.minimum(np.bitwise_count(index.column("signature")[names] & signature), 15).astype(np.int64)
    words = np.minimum(index.name_words.lengths_of(names), 15).astype(np.int64)
    apart = np.minimum(np.abs(index.column("letters")[names].astype(np.int64) - letters), 255)
    return ((steps << COUNT_BITS | common) << COUNT_BITS | words) << LETTER_BITS | apart
