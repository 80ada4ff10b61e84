"""Columns of numbers and texts in a folder, written once and read without loading them: the system maps the files."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

import numpy as np
import pyarrow as pa

from ourplace.suppliers.arrays import Array, Bytes, Ints
from ourplace.suppliers.hashing import bytes_of, texts_of
from ourplace.suppliers.ragged import Ragged, offsets_of


class Texts(NamedTuple):
    """A column of texts: their UTF-8 bytes after one another, and where each begins."""

    data: Bytes
    offsets: Ints

    def take(self, rows: Ints) -> pa.Array:
        """Return the texts at these places, in this order; what was missing is empty."""
        taken = Ragged(self.data, self.offsets).take(rows)
        return texts_of(taken.values.astype(np.uint8, copy=False), taken.offsets)

    def lengths(self, rows: Ints) -> Ints:
        """Return the length in bytes of the texts at these places."""
        return np.asarray(self.offsets[rows + 1] - self.offsets[rows])

    def all(self) -> pa.Array:
        """Return every text."""
        return texts_of(self.data, self.offsets)


class TextWriter:
    """Writes a column of texts part by part."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin the column."""
        self._folder, self._name = folder, name
        self._file: BinaryIO = (folder / f"{name}.bytes").open("wb")
        self._lengths: list[Ints] = []

    def add(self, texts: pa.Array) -> None:
        """Append texts; missing ones become empty."""
        data, offsets = bytes_of(texts)
        self._file.write(data.data)
        self._lengths.append(np.diff(offsets).astype(np.int32))

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and write where each text begins."""
        self._file.close()
        lengths = np.concatenate([np.zeros(0, np.int32), *self._lengths])
        write_arrays(self._folder, {f"{self._name}.offsets": offsets_of(lengths)})


def write_texts(folder: Path, name: str, parts: Iterable[pa.Array]) -> None:
    """Write a column of texts."""
    with TextWriter(folder, name) as writer:
        for part in parts:
            writer.add(part)


def read_texts(folder: Path, name: str) -> Texts:
    """Return a column of texts without loading it."""
    path = folder / f"{name}.bytes"
    data = np.asarray(np.memmap(path, np.uint8, mode="r")) if path.stat().st_size else np.zeros(0, np.uint8)
    return Texts(data, read_array(folder, f"{name}.offsets"))


def write_arrays(folder: Path, arrays: dict[str, Array]) -> None:
    """Write columns of numbers, a file each."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))


def read_array(folder: Path, name: str) -> Array:
    """Return a column of numbers without loading it."""
    path = folder / f"{name}.npy"
    return np.asarray(np.load(path, mmap_mode="r"))
