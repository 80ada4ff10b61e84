"""A register's rows made ready for the index: every name cleaned once, its keys and words as numbers, codes and days too.

It is done a batch of rows at a time, each batch by itself, so that two can be under way at once.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Array, Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_bags, hash_sequences, hash_texts, mix
from ourplace.suppliers.normalise import NameWords, clean_words
from ourplace.suppliers.ragged import Ragged

NO_DAY = np.iinfo(np.int32).min
NAME_KINDS = ("main", "previous", "trading", "alias")
CODED = ("legal_form", "status", "size", "location_kind")
TEXT_COLUMNS = ("entity_id", "company_number", "charity_number", "postcode")
COLUMNS = ("entity_id", "entity_name", "other_names", "sic_codes", *CODED, *TEXT_COLUMNS[1:], *(
    "incorporated_date", "dissolved_date", "as_at"))  # fmt: skip
MOST_LETTERS = 60_000


@dataclass(frozen=True)
class RegisterRows:
    """A batch of rows as it is written: what the rows say, and their names cleaned.

    `numbers` and `texts` hold columns of rows, `coded` columns of rows as values and the place of each row's among them;
    `name_numbers` and `words` hold one item a name, `name_rows` and `name_kinds` say whose it is. `words` are places in
    `distinct`, of which `distinct_hashes` are the numbers.
    """

    row_count: int
    numbers: dict[str, Array]
    texts: dict[str, pa.Array]
    coded: dict[str, tuple[list[str], Ints]]
    names: pa.Array
    name_rows: Ints
    name_kinds: Ints
    name_numbers: dict[str, Array]
    words: Ragged
    distinct: pa.Array
    distinct_hashes: Hashes


def prepare_rows(register: int, batch: pa.RecordBatch) -> RegisterRows:
    """Return a batch of rows of the register at this place, which has the columns `COLUMNS`, as it is written."""
    names, name_rows, name_kinds = _names(batch)
    cleaned = clean_words(names)
    return RegisterRows(
        row_count=batch.num_rows,
        numbers={
            "register": np.full(batch.num_rows, register, dtype=np.int16),
            "incorporated": _days(batch["incorporated_date"]),
            "dissolved": _days(batch["dissolved_date"]),
            "as_at": _days(batch["as_at"]),
            "company_number_hash": hash_texts(batch["company_number"]),
            "charity_number_hash": hash_texts(batch["charity_number"]),
        },
        texts={
            **{name: batch[name] for name in TEXT_COLUMNS},
            "sic_codes": pc.fill_null(pc.binary_join(batch["sic_codes"], " "), ""),
        },
        coded={name: _coded(batch[name]) for name in CODED},
        names=names,
        name_rows=name_rows,
        name_kinds=name_kinds,
        name_numbers=_numbers_of(cleaned),
        words=cleaned.telling,
        distinct=cleaned.distinct,
        distinct_hashes=cleaned.hashes,
    )


def full_hashes(core: Hashes, legal_forms: Ints) -> Hashes:
    """Return a number for each whole name, legal form and all."""
    return core ^ mix(legal_forms.astype(np.uint64))


def _numbers_of(cleaned: NameWords) -> dict[str, Array]:
    """Return what is written of each name as numbers."""
    words, core, hashes = cleaned.telling, cleaned.core, cleaned.hashes
    squashed = cleaned.joined(words, "")
    return {
        "squashed": hash_texts(squashed),
        "bag": hash_bags(hashes[words.values], words.offsets),
        "full": full_hashes(hash_sequences(hashes[core.values], core.offsets), cleaned.legal_forms),
        "legal_form_of_name": cleaned.legal_forms,
        "has_repeats": _has_repeats(words),
        "letters": np.minimum(pc.utf8_length(squashed).to_numpy(), MOST_LETTERS).astype(np.uint16),
    }


def _has_repeats(words: Ragged) -> Flags:
    """Return whether a word is twice in each name."""
    keys = np.sort(words.parents() << np.int64(32) | words.values)
    again = keys[1:][keys[1:] == keys[:-1]] >> np.int64(32)
    return np.bincount(again, minlength=len(words.offsets) - 1) > 0


def _names(batch: pa.RecordBatch) -> tuple[pa.Array, Ints, Ints]:
    """Return the names of the rows, the main one of each row before its others; each with its row and kind."""
    others = batch["other_names"]
    if not len(others.flatten()):
        named = pc.fill_null(pc.not_equal(batch["entity_name"], ""), fill_value=False)
        rows = np.flatnonzero(named.to_numpy(zero_copy_only=False))
        names = batch["entity_name"].cast(pa.string())
        return names if len(rows) == len(names) else names.filter(named), rows, np.zeros(len(rows), dtype=np.int8)
    rows = pc.list_parent_indices(others).to_numpy()
    flat = others.flatten()
    kinds = pc.fill_null(pc.index_in(flat.field("kind"), value_set=pa.array(NAME_KINDS)), len(NAME_KINDS) - 1)
    texts = pa.concat_arrays([batch["entity_name"].cast(pa.string()), flat.field("name").cast(pa.string())])
    all_rows = np.concatenate([np.arange(batch.num_rows), rows])
    all_kinds = np.concatenate([np.zeros(batch.num_rows), kinds.to_numpy()]).astype(np.int8)
    order = np.argsort(all_rows, kind="stable")
    held = pc.fill_null(pc.not_equal(texts, ""), fill_value=False).to_numpy(zero_copy_only=False)
    order = order[held[order]]
    return texts.take(pa.array(order)), all_rows[order], all_kinds[order]


def _days(dates: pa.Array) -> Ints:
    return np.asarray(pc.fill_null(dates.cast(pa.date32()).cast(pa.int32()), int(NO_DAY)).to_numpy())


def _coded(texts: pa.Array) -> tuple[list[str], Ints]:
    """Return the distinct values in the order in which they are met, '' for missing ones, and the place of each row's among them."""
    coded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    met = coded.indices.dictionary_encode(null_encoding="encode")
    return [value or "" for value in coded.dictionary.take(met.dictionary).to_pylist()], met.indices.to_numpy()
