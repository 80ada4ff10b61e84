"""The columns of an index that need all rows to have been read: what each row, name and word is by number, and where keys lead.

What the columns are is said in `ourplace.suppliers.index`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ourplace.suppliers.arrays import Hashes, Ints
from ourplace.suppliers.hashing import mix, number_distinct
from ourplace.suppliers.index_columns import IndexColumns
from ourplace.suppliers.ragged import Ragged, first_of_each, offsets_of, sorted_keys
from ourplace.suppliers.rarity import weigh_words
from ourplace.suppliers.register_rows import CODED
from ourplace.suppliers.shapes import shapes_of
from ourplace.suppliers.store import write_arrays, write_texts

ROW_NUMBERS: dict[str, npt.DTypeLike] = {
    "register": np.int16,
    "main_name": np.int32,
    "incorporated": np.int32,
    "dissolved": np.int32,
    "as_at": np.int32,
    **dict.fromkeys(CODED, np.int16),
}
NAME_NUMBERS: dict[str, npt.DTypeLike] = {
    "name_entity": np.int32,
    "name_kind": np.int8,
    "full": np.uint64,
    "legal_form_of_name": np.int8,
    "letters": np.uint16,
    "has_repeats": np.bool_,
}


def write_rows(folder: Path, columns: IndexColumns, entity_ids: Hashes) -> None:
    """Write what the rows say as numbers, which rows are of which organisation, and where a printed number leads.

    `entity_ids` is the hash of the id of each entity.
    """
    for name, kind in ROW_NUMBERS.items():
        write_arrays(folder, {name: columns.column(name, kind)})
    companies, charities = (columns.column(f"{name}_number_hash", np.uint64) for name in ("company", "charity"))
    entities = columns.entities
    order = np.argsort(entities, kind="stable")
    offsets = offsets_of(np.bincount(entities))
    organisation = _organisations(companies[order], charities[order], offsets[:-1])
    organisation_keys, by_organisation = sorted_keys(organisation)
    write_arrays(
        folder,
        {
            "row_entity": entities,
            "entity_rows": order.astype(np.int32),
            "entity_row_offsets": offsets,
            "organisation": organisation,
            "organisation_keys": organisation_keys,
            "organisation_entities": by_organisation.astype(np.int32),
        },
    )
    _write_keys(folder, "entity_id", entity_ids, np.arange(len(entity_ids), dtype=np.int32))
    _write_keys(folder, "company_number", companies, entities)
    _write_keys(folder, "charity_number", charities, entities)


def _organisations(companies: Hashes, charities: Hashes, first: Ints) -> Hashes:
    """Return a number for each entity, equal for those that are one organisation, from its rows' numbers, its first row at `first`."""
    organisation = _first_known(companies, first)
    unknown = np.flatnonzero(organisation == 0)
    by_charity = _first_known(charities, first)[unknown]
    organisation[unknown] = np.where(by_charity != 0, mix(by_charity), mix(mix(unknown.astype(np.uint64))))
    return organisation


def _first_known(values: Hashes, first: Ints) -> Hashes:
    """Return for each run of values the first that is not 0, or 0."""
    if not len(values):
        return values
    places = np.where(values != 0, np.arange(len(values)), len(values))
    found = np.minimum.reduceat(places, first)
    return np.append(values, np.uint64(0))[np.minimum(found, len(values))]


def write_names(folder: Path, columns: IndexColumns) -> None:
    """Write what is known of each name but its words, and where the keys of names lead."""
    ids = np.arange(columns.name_count, dtype=np.int32)
    for key in ("squashed", "bag"):
        hashes = columns.column(key, np.uint64)
        write_arrays(folder, {key: hashes})
        _write_keys(folder, key, hashes, ids)
    write_arrays(folder, {name: columns.column(name, kind) for name, kind in NAME_NUMBERS.items()})


def _write_keys(folder: Path, name: str, keys: Hashes, owners: Ints) -> None:
    """Write keys in order, each with its owner, so that a key is looked up by bisection; 0 is no key."""
    ordered, order = sorted_keys(keys)
    missing = np.searchsorted(ordered, np.uint64(1))
    write_arrays(folder, {f"{name}.keys": ordered[missing:], f"{name}.owners": owners[order[missing:]]})


def write_words(folder: Path, columns: IndexColumns) -> int:
    """Write the words of the names, what each is worth, and which names hold it; return the number of distinct words."""
    word_keys, texts, places = _vocabulary(columns.words)
    columns.words.clear()
    counts = columns.column("word_counts_of_names", np.int32)
    words = Ragged(places, offsets_of(counts).astype(np.int32))
    postings = postings_of(words, len(word_keys))
    weights = weigh_words(texts, np.diff(postings.offsets).astype(np.int64), name_count=columns.name_count)
    write_texts(folder, "words", [texts])
    write_arrays(
        folder,
        {
            "name_words": words.values,
            "name_word_offsets": words.offsets,
            "signature": signatures(words),
            "posting_names": postings.values,
            "posting_offsets": postings.offsets,
            "word_keys": word_keys,
            **{f"word_shape_{name}": shape for name, shape in shapes_of(texts)._asdict().items()},
            "word_information": weights.information,
            "word_is_distinctive": weights.is_distinctive,
            "word_is_place_or_number": weights.is_place_or_number,
        },
    )
    return len(word_keys)


def _vocabulary(parts: Sequence[tuple[pa.Array, Hashes, Ints]]) -> tuple[Hashes, pa.Array, Ints]:
    """Return the hashes of all distinct words in order, their texts, and the words of all names as places among them."""
    if not parts:
        return np.zeros(0, np.uint64), pa.array([], pa.string()), np.zeros(0, np.int32)
    hashes = np.concatenate([hashes for _, hashes, _ in parts])
    numbers, firsts = number_distinct(hashes)
    word_keys, order = sorted_keys(hashes[firsts])
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    texts = pa.concat_arrays([texts for texts, _, _ in parts]).take(pa.array(firsts[order]))
    places_in_parts = np.split(place[numbers], np.cumsum([len(texts) for texts, _, _ in parts]))
    words = [place[words] for place, (_, _, words) in zip(places_in_parts, parts, strict=False)]
    return word_keys, texts, np.concatenate(words)


def postings_of(words: Ragged, word_count: int) -> Ragged:
    """Return for each word the names that hold it, each once, in their order."""
    pairs = words.values.astype(np.uint64) << np.uint64(32)
    pairs |= np.repeat(np.arange(len(words.offsets) - 1, dtype=np.uint32), words.lengths)
    pairs.sort()
    pairs = pairs[first_of_each(pairs)]
    offsets = np.searchsorted(pairs, np.arange(word_count + 1, dtype=np.uint64) << np.uint64(32))
    pairs &= np.uint64(0xFFFFFFFF)
    return Ragged(pairs.astype(np.int32), offsets.astype(np.int32))


def signatures(words: Ragged) -> Hashes:
    """Return 64 bits for each name, one set for each of its words: bits in common tell how many words may be."""
    bits = words.values.astype(np.uint64)
    bits *= np.uint64(0x9E3779B1)
    bits >>= np.uint64(7)
    bits &= np.uint64(63)
    return words.any_bits(np.left_shift(np.uint64(1), bits, out=bits))
