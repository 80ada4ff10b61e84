"""The columns of an index while a register is read: texts go to their files, a few numbers a row and a name stay in memory."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ourplace.suppliers.arrays import Array, Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.register_rows import CODED, TEXT_COLUMNS, RegisterRows
from ourplace.suppliers.store import TextWriter


class TextWriters:
    """The text columns while they are being written."""

    def __init__(self, folder: Path) -> None:
        """Begin the columns in a folder."""
        self._writers = {name: TextWriter(folder, name) for name in (*TEXT_COLUMNS, "sic_codes", "names")}

    def __enter__(self) -> dict[str, TextWriter]:
        """Return the writer of each column."""
        return self._writers

    def __exit__(self, *error: object) -> None:
        """Finish every column."""
        for writer in self._writers.values():
            writer.__exit__(*error)


@dataclass
class IndexColumns:
    """What has been read so far: columns of numbers part by part, and the words of the names.

    `entities` is the number of each row's entity, for all rows that will be read; `words` are, part by part, the texts of
    distinct words, their hashes, and the words of all names as places among them.
    """

    entities: Ints
    row_count: int = 0
    name_count: int = 0
    codes: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {"": 0} for name in CODED})
    words: list[tuple[pa.Array, Hashes, Ints]] = field(default_factory=list)
    _numbers: dict[str, list[Any]] = field(default_factory=dict)
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _has_several_rows: Flags = field(init=False)

    def __post_init__(self) -> None:
        """Find which entities have several rows."""
        self._has_several_rows = np.bincount(self.entities) > 1

    def add(self, rows: RegisterRows, writers: dict[str, TextWriter]) -> None:
        """Write the texts of the next rows and keep their numbers."""
        for name, texts in rows.texts.items():
            writers[name].add(texts)
        self._keep(rows.numbers)
        self._keep({name: self._coded(name, *coded) for name, coded in rows.coded.items()})
        self._add_names(rows, writers["names"])
        self.row_count += rows.row_count

    def column(self, name: str, kind: npt.DTypeLike) -> Array:
        """Return a whole column of numbers and forget its parts."""
        parts = self._numbers.pop(name, [])
        return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, kind)

    def _keep(self, columns: dict[str, Array]) -> None:
        for name, numbers in columns.items():
            self._numbers.setdefault(name, []).append(numbers)

    def _coded(self, name: str, values: list[str], places: Ints) -> Ints:
        codes = self.codes[name]
        return np.array([codes.setdefault(value, len(codes)) for value in values], dtype=np.int16)[places]

    def _add_names(self, rows: RegisterRows, writer: TextWriter) -> None:
        """Keep each name of an organisation once, whatever number of its rows bear it."""
        owners = self.entities[self.row_count :][rows.name_rows]
        kept = np.flatnonzero(self._are_new(rows, owners))
        some_are_known = len(kept) < len(owners)
        words = rows.words.take(kept) if some_are_known else rows.words
        names = {"name_entity": owners, "name_kind": rows.name_kinds, **rows.name_numbers}
        self._keep({name: numbers[kept] if some_are_known else numbers for name, numbers in names.items()})
        main = np.full(rows.row_count, -1, dtype=np.int32)
        is_main = rows.name_kinds[kept] == 0
        main[rows.name_rows[kept][is_main]] = self.name_count + np.flatnonzero(is_main)
        self._keep({"main_name": main, "word_counts_of_names": words.lengths.astype(np.int32)})
        self.words.append((rows.distinct, rows.distinct_hashes, words.values.astype(np.int32, copy=False)))
        writer.add(rows.names.take(pa.array(kept)) if some_are_known else rows.names)
        self.name_count += len(kept)

    def _are_new(self, rows: RegisterRows, owners: Ints) -> Flags:
        """Return which names are new for their organisation. Only organisations of several rows are remembered."""
        new = np.ones(len(owners), dtype=bool)
        names_in_row = np.bincount(rows.name_rows, minlength=rows.row_count)[rows.name_rows]
        doubtful = np.flatnonzero(self._has_several_rows[owners] | (names_in_row > 1))
        hashes = hash_texts(rows.names.take(pa.array(doubtful, pa.int64())))
        for place, number in zip(doubtful, hashes, strict=True):
            key = (int(owners[place]), int(number))
            new[place] = key not in self._seen
            self._seen.add(key)
        return new
