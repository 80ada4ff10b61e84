"""Cleaned names: what is left of a name when spelling habits are taken away, a whole column at a time.

A column of names goes in and Arrow tables come out, so that the same code cleans ten payees or one partition of a
national register. Legal forms are recognised at the end of a name only. Names are worked on as words with numbers, and the
words that the rules speak of have the lowest: so a rule is a table of a few hundred rows, and no text is looked up.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_spans, number_distinct
from ourplace.suppliers.known_words import known_words
from ourplace.suppliers.legal_forms import legal_form_ids, without_legal_form
from ourplace.suppliers.ragged import Ragged, ranges
from ourplace.suppliers.splitting import split_names

CLEANED_SCHEMA = pa.schema(
    [
        ("full", pa.string()),
        ("core", pa.string()),
        ("legal_form", pa.string()),
        ("words", pa.list_(pa.string())),
        ("squashed", pa.string()),
        ("sorted_words", pa.string()),
    ]
)


class NameWords(NamedTuple):
    """Cleaned names as numbers: the distinct words, and for each name the places of its words among them.

    `hashes`: what `hash_texts` says of the distinct words; `core`: all words without the legal form and a leading 'the';
    `telling`: those that say something, all where none does; `legal_forms`: the place of the form in `legal_form_ids`, 0
    for none.
    """

    distinct: pa.Array
    hashes: Hashes
    core: Ragged
    telling: Ragged
    legal_forms: Ints

    def joined(self, words: Ragged, separator: str) -> pa.Array:
        """Return the words of each name as one text."""
        return pc.binary_join(self._listed(words), separator)

    def _listed(self, words: Ragged) -> pa.Array:
        taken = self.distinct.take(pa.array(words.values))
        return pa.ListArray.from_arrays(pa.array(words.offsets, pa.int32()), taken)


def clean(names: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the cleaned form of each name, one row per name in the order given.

    Columns: `full` (folded, abbreviations written out, the legal form in its short spelling), `core` (the same without
    the legal form and a leading 'the'), `legal_form` (id in rules/legal_forms.yaml, '' where none), `words` (the words of
    the core that say something), `squashed` (those without spaces) and `sorted_words` (those in alphabetical order).
    A name that holds nothing but marks gives empty columns.
    """
    cleaned = clean_words(names)
    core = cleaned.joined(cleaned.core, " ")
    forms = pa.array(legal_form_ids(), pa.string()).take(pa.array(cleaned.legal_forms))
    words = _at_least_one(cleaned)
    ordered = _in_alphabetical_order(cleaned)
    columns = [
        pc.utf8_trim(pc.binary_join_element_wise(core, forms, " "), " "),
        core,
        forms,
        words,
        pc.binary_join(words, ""),
        cleaned.joined(ordered, " "),
    ]
    return pa.table(columns, schema=CLEANED_SCHEMA)


def clean_words(names: pa.Array | pa.ChunkedArray) -> NameWords:
    """Return the cleaned form of each name as numbers of words, for whatever works on many names at once."""
    known, split = known_words(), split_names(names)
    hashes = np.concatenate([known.hashes, hash_spans(split.data, split.starts, split.stops)])
    numbers, firsts = number_distinct(hashes)
    typed = Ragged(numbers[known.count :], split.offsets)
    core, legal_forms = without_legal_form(typed, known.in_forms[known.rows_of(typed.values)], texts=known.texts)
    core = _without_leading_the(_written_out(core))
    telling = _telling(core)
    others = firsts[known.count :]
    held = np.append(_known_ones_held(typed), np.ones(len(others), dtype=bool))
    place = np.cumsum(held, dtype=np.int32) - np.int32(1)
    return NameWords(
        pa.concat_arrays([known.texts.filter(pa.array(held[: known.count])), split.texts(others - known.count)]),
        hashes[firsts[held]],
        Ragged(place[core.values], core.offsets),
        Ragged(place[telling.values], telling.offsets),
        legal_forms,
    )


def clean_name(name: str) -> dict[str, object]:
    """Return the cleaned form of one name as a mapping of the columns of `clean`.

    >>> clean_name("The Barnfield Constr. Co. (UK) LIMITED")["full"]
    'barnfield construction company uk ltd'
    >>> clean_name("W.H. Good & Sons P.L.C.")["words"]
    ['wh', 'good', 'sons']
    """
    rows: list[dict[str, object]] = clean(pa.array([name])).to_pylist()
    return rows[0]


def _known_ones_held(typed: Ragged) -> Flags:
    """Return which of the known words the names hold, as they were typed or written out."""
    known = known_words()
    held = np.bincount(known.rows_of(typed.values), minlength=known.count + 1)[: known.count] > 0
    rows = np.flatnonzero(held)
    held[known.means[rows]] = True
    held[known.further.take(rows).values] = True
    return held


def _written_out(words: Ragged) -> Ragged:
    """Return the names with abbreviations replaced by the word, or words, that they stand for."""
    known = known_words()
    rows = known.rows_of(words.values)
    values = np.where(rows < known.count, known.means[rows], words.values)
    several = np.flatnonzero((known.further.lengths > 0)[rows])
    further = known.further.take(rows[several])
    places = np.repeat(several + 1, further.lengths)
    moved = np.searchsorted(places, words.offsets, side="right")
    return Ragged(np.insert(values, places, further.values), words.offsets + moved)


def _without_leading_the(words: Ragged) -> Ragged:
    known = known_words()
    first = words.offsets[:-1][words.lengths > 1]
    the = first[known.is_the[known.rows_of(words.values[first])]]
    kept = np.ones(len(words.values), dtype=bool)
    kept[the] = False
    return words.keep(kept)


def _telling(words: Ragged) -> Ragged:
    """Return the words of each name that say something, all where none does."""
    known = known_words()
    kept = ~known.is_ignored[known.rows_of(words.values)]
    silent = np.flatnonzero(~words.any(kept))
    kept[ranges(words.offsets[silent], words.lengths[silent])] = True
    return words.keep(kept)


def _at_least_one(cleaned: NameWords) -> pa.Array:
    """Return the telling words of each name as lists; a name without any has one empty word."""
    words = cleaned._listed(cleaned.telling)  # noqa: SLF001
    none = pc.equal(pc.list_value_length(words), 0)
    return pc.if_else(none, pa.scalar([""], pa.list_(pa.string())), words) if pc.any(none).as_py() else words


def _in_alphabetical_order(cleaned: NameWords) -> Ragged:
    words = cleaned.telling
    rank = np.empty(len(cleaned.distinct), dtype=np.int64)
    rank[pc.sort_indices(cleaned.distinct).to_numpy()] = np.arange(len(rank))
    order = np.lexsort((rank[words.values], words.parents()))
    return Ragged(words.values[order], words.offsets)
