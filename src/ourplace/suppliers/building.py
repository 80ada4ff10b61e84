"""Making the index of one or several registers: every name cleaned once, its keys and words stored as numbers.

Two passes over the rows, a quarter of a million at a time: the first numbers the organisations, the second writes what is
said of them and cleans their names. Memory holds a few numbers a name, never the register's text.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy import sparse

from ourplace.parameters import parameter_value
from ourplace.progress import Progress, silent
from ourplace.suppliers.arrays import Array, Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_bags, hash_sequences, hash_texts, mix
from ourplace.suppliers.normalise import clean_words
from ourplace.suppliers.ragged import Ragged, first_of_each, offsets_of, sorting_order
from ourplace.suppliers.rarity import weigh_words
from ourplace.suppliers.rules import rules_hash
from ourplace.suppliers.shapes import shapes_of
from ourplace.suppliers.store import TextWriter, write_arrays, write_texts

INDEX_FORMAT = 2
INDEX_FILE = "index.json"
ROWS_AT_A_TIME = 250_000
NO_DAY = np.iinfo(np.int32).min
NAME_KINDS = ("main", "previous", "trading", "alias")
CODED = ("legal_form", "status", "size", "location_kind")
TEXT_COLUMNS = ("entity_id", "company_number", "charity_number", "postcode")
COLUMNS = ("entity_id", "entity_name", "other_names", "sic_codes", *CODED, *TEXT_COLUMNS[1:], *(
    "incorporated_date", "dissolved_date", "as_at"))  # fmt: skip


@dataclass(frozen=True)
class RegisterSource:
    """One register to be indexed: the name that its hits bear, and its entities (`registers.ENTITY_SCHEMA`), in a Parquet file or a table."""

    name: str
    rows: Path | pa.Table

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows, in their order, a quarter of a million at a time."""
        if isinstance(self.rows, Path):
            yield from pq.ParquetFile(self.rows).iter_batches(ROWS_AT_A_TIME, columns=list(columns))
        else:
            yield from self.rows.select(list(columns)).combine_chunks().to_batches(ROWS_AT_A_TIME)


def index_version() -> str:
    """Return the version of the method by which an index is made: its format, and the rules and figures that it follows."""
    said = f"{INDEX_FORMAT} {rules_hash()} {parameter_value('suppliers_distinctive_word_share')}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def build_index(sources: Sequence[RegisterSource], folder: Path, *, progress: Progress = silent) -> Path:
    """Return `folder`, made to hold the index of the registers; where it is there already it stays as it is.

    All is written beside it and takes its name in one step, so that no half-written index is ever opened.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".unfinished", dir=folder.parent))
    try:
        write_index(sources, unfinished, progress=progress)
        for path in unfinished.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def write_index(sources: Sequence[RegisterSource], folder: Path, *, progress: Progress = silent) -> None:
    """Write the index of the registers into an empty folder; the register to believe first comes first.

    What is written is described in `ourplace.suppliers.index`.
    """
    entities, ids = _number_entities(sources)
    written = _Written(has_several=np.bincount(entities) > 1)
    with _Writers(folder) as writers:
        for part in _in_two_threads(lambda batch: _Part.of(*batch), _batches(sources)):
            progress("Indexing the registers", written.rows, len(entities))
            written.add(part, entities[written.rows :], writers)
    with ThreadPoolExecutor(1) as pool:
        rows = pool.submit(_write_rows, folder, written, entities, ids)
        vocabulary = _write_names(folder, written)
        rows.result()
    about = {
        "version": index_version(),
        "registers": [source.name for source in sources],
        "row_count": len(entities),
        "entity_count": int(entities.max(initial=-1)) + 1,
        "name_count": written.names,
        "word_count": vocabulary,
        "codes": {name: list(codes) for name, codes in written.codes.items()},
    }
    (folder / INDEX_FILE).write_text(json.dumps(about, indent=1), encoding="utf-8")
    progress("Indexing the registers", len(entities), len(entities))


def _number_entities(sources: Sequence[RegisterSource]) -> tuple[Ints, Hashes]:
    """Return the number of each row's entity, the entity met first having the lowest, and the hash of each entity's id."""
    parts = [hash_texts(batch["entity_id"]) for source in sources for batch in source.batches(["entity_id"])]
    hashes = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    order = sorting_order(hashes)
    is_first = first_of_each(hashes[order])
    firsts = order[is_first]
    is_new = np.zeros(len(hashes), dtype=bool)
    is_new[firsts] = True
    rank = (np.cumsum(is_new, dtype=np.int32) - 1)[firsts]
    numbers = np.empty(len(hashes), dtype=np.int32)
    numbers[order] = np.repeat(rank, np.diff(np.append(np.flatnonzero(is_first), len(hashes))))
    return numbers, hashes[is_new]


def _batches(sources: Sequence[RegisterSource]) -> Iterator[tuple[int, pa.RecordBatch]]:
    for place, source in enumerate(sources):
        for batch in source.batches(COLUMNS):
            yield place, batch


def _in_two_threads(
    work: Callable[[tuple[int, pa.RecordBatch]], "_Part"], items: Iterator[tuple[int, pa.RecordBatch]]
) -> Iterator["_Part"]:
    """Yield the results in order, the next one under way while one is used; never more than three at once."""
    with ThreadPoolExecutor(2) as pool:
        waiting: list[Future[_Part]] = []
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2:  # noqa: PLR2004
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


@dataclass(frozen=True)
class _Part:
    """One batch of rows as it is written: what rows say, and their names cleaned."""

    rows: int
    numbers: dict[str, Array]
    texts: dict[str, pa.Array]
    spelled: dict[str, pa.Array]
    names: pa.Array
    name_rows: Ints
    name_kinds: Ints
    name_numbers: dict[str, Array]
    words: Ragged
    distinct: pa.Array
    distinct_hashes: Hashes

    @classmethod
    def of(cls, register: int, batch: pa.RecordBatch) -> "_Part":
        """Return what is written of one batch."""
        names, name_rows, name_kinds = _names(batch)
        cleaned = clean_words(names)
        hashes = hash_texts(cleaned.distinct)
        squashed = cleaned.joined(cleaned.telling, "")
        words = cleaned.telling
        full = hash_sequences(hashes[cleaned.core.values], cleaned.core.offsets)
        numbers: dict[str, Array] = {
            "register": np.full(batch.num_rows, register, dtype=np.int16),
            **{name: _days(batch[f"{name}_date"]) for name in ("incorporated", "dissolved")},
            "as_at": _days(batch["as_at"]),
            **{f"{name}_hash": hash_texts(batch[name]) for name in ("company_number", "charity_number")},
        }
        texts = {name: batch[name] for name in TEXT_COLUMNS}
        texts["sic_codes"] = pc.fill_null(pc.binary_join(batch["sic_codes"], " "), "")
        name_numbers: dict[str, Array] = {
            "squashed": hash_texts(squashed),
            "bag": hash_bags(hashes[words.values], words.offsets),
            "full": full_hashes(full, cleaned.legal_forms),
            "legal_form_of_name": cleaned.legal_forms,
            "has_repeats": _has_repeats(words),
            "letters": np.minimum(pc.utf8_length(squashed).to_numpy(), 60_000).astype(np.uint16),
        }
        return cls(
            batch.num_rows,
            numbers,
            texts,
            {name: batch[name] for name in CODED},
            names,
            name_rows,
            name_kinds,
            name_numbers,
            words,
            cleaned.distinct,
            hashes,
        )


def _has_repeats(words: Ragged) -> Flags:
    """Return whether a word is twice in each name."""
    keys = np.sort(words.parents() << np.int64(32) | words.values)
    again = keys[1:][keys[1:] == keys[:-1]] >> np.int64(32)
    return np.bincount(again, minlength=len(words.offsets) - 1) > 0


def full_hashes(core: Hashes, legal_forms: Ints) -> Hashes:
    """Return a number for each whole name, legal form and all."""
    return core ^ mix(legal_forms.astype(np.uint64))


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


class _Writers:
    """The text columns while they are being written."""

    def __init__(self, folder: Path) -> None:
        self._writers = {name: TextWriter(folder, name) for name in (*TEXT_COLUMNS, "sic_codes", "names")}

    def __enter__(self) -> dict[str, TextWriter]:
        return self._writers

    def __exit__(self, *error: object) -> None:
        for writer in self._writers.values():
            writer.__exit__(*error)


@dataclass
class _Written:
    """What has been written so far, and the numbers that are still in memory."""

    rows: int = 0
    names: int = 0
    codes: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {"": 0} for name in CODED})
    numbers: dict[str, list[Any]] = field(default_factory=dict)
    words: list[tuple[pa.Array, Hashes, Ints]] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    has_several: Flags = field(default_factory=lambda: np.zeros(0, bool))

    def add(self, part: _Part, entities: Ints, writers: dict[str, TextWriter]) -> None:
        """Write the texts of one part and keep its numbers."""
        for name, texts in part.texts.items():
            writers[name].add(texts)
        for name, numbers in part.numbers.items():
            self.numbers.setdefault(name, []).append(numbers)
        for name, spelled in part.spelled.items():
            self.numbers.setdefault(name, []).append(self._coded(name, spelled))
        self._add_names(part, entities, writers["names"])
        self.rows += part.rows

    def _coded(self, name: str, spelled: pa.Array) -> Ints:
        coded = pc.fill_null(spelled.cast(pa.string()), "").dictionary_encode()
        codes = self.codes[name]
        places = [codes.setdefault(value, len(codes)) for value in coded.dictionary.to_pylist()]
        return np.array(places, dtype=np.int16)[coded.indices.to_numpy()] if places else np.zeros(0, np.int16)

    def _add_names(self, part: _Part, entities: Ints, writer: TextWriter) -> None:
        """Keep each name of an organisation once, whatever number of its rows bear it."""
        owners = entities[part.name_rows]
        kept = self._unseen(part, owners)
        ids = self.names + np.cumsum(kept) - 1
        main = np.full(part.rows, -1, dtype=np.int32)
        main_places = np.flatnonzero((part.name_kinds == 0) & kept)
        main[part.name_rows[main_places]] = ids[main_places]
        writer.add(part.names.filter(pa.array(kept)))
        words = Ragged(part.words.values, part.words.offsets).take(np.flatnonzero(kept))
        used = {"name_entity": owners, "name_kind": part.name_kinds, **part.name_numbers}
        for name, numbers in used.items():
            self.numbers.setdefault(name, []).append(numbers[kept])
        self.numbers.setdefault("main_name", []).append(main)
        self.numbers.setdefault("word_counts_of_names", []).append(words.lengths.astype(np.int32))
        self.words.append((part.distinct, part.distinct_hashes, words.values.astype(np.int32)))
        self.names += int(kept.sum())

    def _unseen(self, part: _Part, owners: Ints) -> Flags:
        """Return which names are new for their organisation. Only organisations of several rows are remembered."""
        kept = np.ones(len(owners), dtype=bool)
        names_in_row = np.bincount(part.name_rows, minlength=part.rows)[part.name_rows]
        doubtful = np.flatnonzero(self.has_several[owners] | (names_in_row > 1))
        hashes = hash_texts(part.names.take(pa.array(doubtful, pa.int64())))
        for place, number in zip(doubtful, hashes, strict=True):
            key = (int(owners[place]), int(number))
            kept[place] = key not in self.seen
            self.seen.add(key)
        return kept

    def column(self, name: str, kind: npt.DTypeLike) -> Array:
        """Return a whole column of numbers and forget its parts."""
        parts = self.numbers.pop(name, [])
        return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, kind)


def _write_rows(folder: Path, written: _Written, entities: Ints, ids: Hashes) -> None:
    """Write what the rows say as numbers, which rows are of which organisation, and where a printed number leads."""
    numbers = {name: written.column(name, kind) for name, kind in ROW_NUMBERS.items()}
    companies, charities = numbers.pop("company_number_hash"), numbers.pop("charity_number_hash")
    order = np.argsort(entities, kind="stable")
    offsets = offsets_of(np.bincount(entities))
    first = offsets[:-1]
    organisation = _first_known(companies[order], first)
    by_charity = _first_known(charities[order], first)
    organisation = np.where(organisation == 0, mix(by_charity) * (by_charity != 0), organisation)
    alone = organisation == 0
    organisation[alone] = mix(mix(np.flatnonzero(alone).astype(np.uint64)))
    by_organisation = sorting_order(organisation)
    write_arrays(
        folder,
        {
            **numbers,
            "row_entity": entities,
            "entity_rows": order.astype(np.int32),
            "entity_row_offsets": offsets,
            "organisation": organisation,
            "organisation_keys": organisation[by_organisation],
            "organisation_entities": by_organisation.astype(np.int32),
        },
    )
    _write_keys(folder, "entity_id", ids, np.arange(len(ids), dtype=np.int32))
    _write_keys(folder, "company_number", companies, entities)
    _write_keys(folder, "charity_number", charities, entities)


def _first_known(values: Hashes, first: Ints) -> Hashes:
    """Return for each run of values the first that is not 0, or 0."""
    if not len(values):
        return values
    places = np.where(values != 0, np.arange(len(values)), len(values))
    found = np.minimum.reduceat(places, first)
    return np.append(values, np.uint64(0))[np.minimum(found, len(values))]


def _write_keys(folder: Path, name: str, keys: Hashes, owners: Ints) -> None:
    """Write keys in order, each with its owner, so that a key is looked up by bisection; 0 is no key."""
    held = np.flatnonzero(keys)
    order = held[sorting_order(keys[held])]
    write_arrays(folder, {f"{name}.keys": keys[order], f"{name}.owners": owners[order]})


def _write_names(folder: Path, written: _Written) -> int:
    """Write names and words as numbers; return the number of distinct words."""
    vocabulary, texts = _vocabulary(written.words)
    values = [np.searchsorted(vocabulary, hashes).astype(np.int32)[codes] for _, hashes, codes in written.words]
    written.words.clear()
    counts = written.column("word_counts_of_names", np.int32)
    words = Ragged(np.concatenate(values) if values else np.zeros(0, np.int32), offsets_of(counts).astype(np.int32))
    del values
    postings = _postings(words, len(vocabulary))
    weights = weigh_words(texts, np.diff(postings.offsets).astype(np.int64), name_count=written.names)
    squashed, bag = written.column("squashed", np.uint64), written.column("bag", np.uint64)
    ids = np.arange(written.names, dtype=np.int32)
    _write_keys(folder, "squashed", squashed, ids)
    _write_keys(folder, "bag", bag, ids)
    write_texts(folder, "words", [texts])
    write_arrays(
        folder,
        {
            "squashed": squashed,
            "bag": bag,
            **{name: written.column(name, kind) for name, kind in NAME_NUMBERS.items()},
            "name_words": words.values,
            "name_word_offsets": words.offsets,
            "signature": signatures(words),
            "posting_names": postings.values,
            "posting_offsets": postings.offsets,
            "word_keys": vocabulary,
            **{f"word_shape_{name}": shape for name, shape in shapes_of(texts)._asdict().items()},
            "word_information": weights.information,
            "word_is_distinctive": weights.is_distinctive,
            "word_is_place_or_number": weights.is_place_or_number,
        },
    )
    return len(vocabulary)


def _vocabulary(words: Sequence[tuple[pa.Array, Hashes, object]]) -> tuple[Hashes, pa.Array]:
    """Return the numbers of all distinct words in order, and their texts."""
    if not words:
        return np.zeros(0, np.uint64), pa.array([], pa.string())
    hashes = np.concatenate([hashes for _, hashes, _ in words])
    order = sorting_order(hashes)
    first = order[first_of_each(hashes[order])]
    return hashes[first], pa.concat_arrays([texts for texts, _, _ in words]).take(pa.array(first))


def _postings(words: Ragged, word_count: int) -> Ragged:
    """Return for each word the names that hold it, each once, in their order."""
    shape = (len(words.offsets) - 1, word_count)
    by_word = sparse.csr_matrix(
        (np.ones(len(words.values), np.int8), words.values, words.offsets), shape=shape
    ).tocsc()
    names, offsets = by_word.indices, by_word.indptr
    owners = np.repeat(np.arange(word_count), np.diff(offsets))
    again = np.zeros(len(names), dtype=bool)
    again[1:] = (names[1:] == names[:-1]) & (owners[1:] == owners[:-1])
    kept = Ragged(names, offsets).keep(~again)
    return Ragged(kept.values.astype(np.int32), kept.offsets.astype(np.int32))


def signatures(words: Ragged) -> Hashes:
    """Return 64 bits for each name, one set for each of its words: bits in common tell how many words may be."""
    bits = np.uint64(1) << (words.values.astype(np.uint64) * np.uint64(0x9E3779B1) >> np.uint64(7) & np.uint64(63))
    held = np.flatnonzero(words.lengths)
    signature = np.zeros(len(words.offsets) - 1, dtype=np.uint64)
    if len(held):
        signature[held] = np.bitwise_or.reduceat(bits, words.offsets[:-1][held])
    return signature


ROW_NUMBERS: dict[str, npt.DTypeLike] = {
    "register": np.int16,
    "main_name": np.int32,
    "incorporated": np.int32,
    "dissolved": np.int32,
    "as_at": np.int32,
    "company_number_hash": np.uint64,
    "charity_number_hash": np.uint64,
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
