"""The index of one or several registers: a folder of columns that is opened, not loaded, and searched without a database.

Rows are the registers' rows, one per organisation and location; entities are organisations by their id, all their rows
together; names are the current and former names of entities; words are the distinct words of names. What is where:

- rows: `register` (place in `registers`), `row_entity`, `main_name`, `legal_form`, `status`, `size`, `location_kind` (places in
  `codes`), `incorporated`, `dissolved`, `as_at` (days since 1970), and the texts `entity_id`, `company_number`,
  `charity_number`, `postcode`, `sic_codes` (separated by spaces);
- entities: `entity_rows` (their rows, the register to believe first before the others) and `organisation`, equal for
  entities that are one organisation (by company number, else charity number);
- names: the text, `name_entity`, `name_kind`, the numbers of the name `full`, `squashed` and as a `bag` of words,
  `legal_form_of_name`, `letters`, `name_words` and their `signature`;
- words: the text, `word_keys` (their numbers, in order), what each is worth, and `posting_names`, the names that hold it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ourplace.exceptions import Where
from ourplace.suppliers.arrays import Array, Flags, Hashes, Ints
from ourplace.suppliers.building import INDEX_FILE, index_version
from ourplace.suppliers.exceptions import SupplierIndexError
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.ragged import Ragged
from ourplace.suppliers.rarity import Rarity, WordWeights, weigh_words
from ourplace.suppliers.shapes import WordShapes
from ourplace.suppliers.store import Texts, read_array, read_texts

# Eight million beginnings for a million words: one spelling in eight that is no word goes on to be looked for.
TOLD_BITS = 23
UNTOLD_BITS = np.uint64(64 - TOLD_BITS)


class RegisterIndex:
    """An opened index. Its columns are read from the disk where and when they are used."""

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Hold the index of a folder; use `open_index`, which checks it."""
        self.folder = folder
        self.registers: tuple[str, ...] = tuple(about["registers"])
        self.name_count: int = about["name_count"]
        self.entity_count: int = about["entity_count"]
        self.word_count: int = about["word_count"]
        self.codes: Mapping[str, Sequence[str]] = about["codes"]
        self._columns: dict[str, Array] = {}
        self._texts: dict[str, Texts] = {}

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        """Return how another process opens the same index."""
        return open_index, (self.folder,)

    def column(self, name: str) -> Array:
        """Return a column of numbers."""
        if name not in self._columns:
            self._columns[name] = read_array(self.folder, name)
        return self._columns[name]

    def texts(self, name: str) -> Texts:
        """Return a column of texts."""
        if name not in self._texts:
            self._texts[name] = read_texts(self.folder, name)
        return self._texts[name]

    @cached_property
    def name_words(self) -> Ragged:
        """Return the words of each name, in their order."""
        return Ragged(self.column("name_words"), self.column("name_word_offsets"))

    @cached_property
    def postings(self) -> Ragged:
        """Return the names that hold each word."""
        return Ragged(self.column("posting_names"), self.column("posting_offsets"))

    @cached_property
    def weights(self) -> WordWeights:
        """Return what each word is worth."""
        return WordWeights(
            self.column("word_information"), self.column("word_is_distinctive"), self.column("word_is_place_or_number")
        )

    @cached_property
    def shapes(self) -> WordShapes:
        """Return the shape of each word."""
        return WordShapes(*(self.column(f"word_shape_{name}") for name in WordShapes._fields))

    @cached_property
    def entity_rows(self) -> Ragged:
        """Return the rows of each entity, the register to believe first before the others."""
        return Ragged(self.column("entity_rows"), self.column("entity_row_offsets"))

    def find_words(self, hashes: Hashes) -> Ints:
        """Return the place of each word by its number, -1 for those that no name holds."""
        places = np.full(len(hashes), -1, dtype=np.int64)
        maybe = np.flatnonzero(self._word_beginnings[hashes >> UNTOLD_BITS])
        places[maybe] = _bisected(self.column("word_keys"), hashes[maybe])
        return places

    @cached_property
    def _word_beginnings(self) -> Flags:
        """Return for each beginning of a number whether a word has it: most spellings that are asked for are no words."""
        begun = np.zeros(1 << TOLD_BITS, dtype=bool)
        begun[self.column("word_keys") >> UNTOLD_BITS] = True
        return begun

    def find_keys(self, name: str, hashes: Hashes, *, most: int) -> Ragged:
        """Return the owners of each key of one kind (`squashed`, `bag`: names; `company_number`, `charity_number`: entities)."""
        keys = self.column(f"{name}.keys")
        starts, ends = np.searchsorted(keys, hashes, "left"), np.searchsorted(keys, hashes, "right")
        ends = np.where(hashes == 0, starts, np.minimum(ends, starts + most))
        offsets = np.concatenate([[0], np.cumsum(ends - starts)])
        places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], ends - starts)
        return Ragged(self.column(f"{name}.owners")[places], offsets)

    def find_entities(self, entity_ids: Sequence[str]) -> Ints:
        """Return the entity of each id, -1 where no register holds it."""
        wanted = hash_texts(pa.array(list(entity_ids), pa.string()))
        keys, owners = self._entity_keys
        found = _bisected(keys, wanted)
        return np.where(found >= 0, owners[found], -1) if len(owners) else found

    def entity_ids(self, entities: Ints) -> list[str]:
        """Return the id of each entity."""
        rows = self.entity_rows.take(entities)
        return list(self.texts("entity_id").take(rows.values[rows.offsets[:-1]]).to_pylist())

    @cached_property
    def _entity_keys(self) -> tuple[Hashes, Ints]:
        return self.column("entity_id.keys"), self.column("entity_id.owners")

    def distinctive_among(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that may link two names by being in both."""
        texts = pa.array(sorted(set(words)), pa.string())
        places = self.find_words(hash_texts(texts))
        is_known = places >= 0
        weights = weigh_words(texts, np.zeros(len(texts), np.int64), name_count=self.name_count)
        is_distinctive = weights.is_distinctive.copy()
        is_distinctive[is_known] = self.weights.is_distinctive[places[is_known]]
        return frozenset(texts.filter(pa.array(is_distinctive)).to_pylist())

    def rarity(self, words: Sequence[str]) -> Rarity:
        """Return the rarity of these words in the registers."""
        texts = pa.array(sorted(set(words)), pa.string())
        places = self.find_words(hash_texts(texts))
        counts = self.postings.lengths_of(np.maximum(places, 0)) * (places >= 0) if self.word_count else places * 0
        return Rarity(self.name_count, dict(zip(texts.to_pylist(), counts.tolist(), strict=True)))


def open_index(folder: Path) -> RegisterIndex:
    """Return the index in a folder.

    Raises:
        SupplierIndexError: there is none, it is damaged, or another version made it.
    """
    path = folder / INDEX_FILE
    try:
        about = json.loads(path.read_text("utf-8"))
        version = about["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SupplierIndexError(
            "There is no index of registers here",
            why=f"{INDEX_FILE} cannot be read: {error}",
            next_step="build the index again",
            where=Where(str(folder)),
        ) from error
    if version != index_version():
        raise SupplierIndexError(
            "The index was made by another version of OurPlace",
            why=f"it is of version {version}, and this one reads {index_version()}",
            next_step="delete the folder and build the index again",
            where=Where(str(folder)),
        )
    _check_whole(folder)
    return RegisterIndex(folder, about)


def _check_whole(folder: Path) -> None:
    """Check that no file of an index has been cut short; their headers say how long they should be.

    Raises:
        SupplierIndexError: one has.
    """
    try:
        for path in folder.glob("*.npy"):
            read_array(folder, path.stem)
        cut = [path.name for path in folder.glob("*.bytes") if _is_cut(folder, path)]
    except (ValueError, OSError) as error:
        cut = [str(error)]
    if cut:
        raise SupplierIndexError(
            "The index of the registers is damaged",
            why=f"it is not as long as it was written: {cut[0]}",
            next_step="delete that folder and run the same again: the index is made anew",
            where=Where(str(folder)),
        )


def _is_cut(folder: Path, path: Path) -> bool:
    return bool(path.stat().st_size != read_array(folder, f"{path.stem}.offsets")[-1])


def _bisected(keys: Hashes, wanted: Hashes) -> Ints:
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    places = np.searchsorted(keys, wanted)
    places[places == len(keys)] = 0
    return np.where(keys[places] == wanted, places, -1)
