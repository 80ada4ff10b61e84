"""The rows of a grid that are payments, column by column, each distinct text listed once.

A month of payments says the same headings and payees thousands of times: what is done to a text is done once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ourplace.spend.rows import Sorted


@dataclass(frozen=True)
class UsedRows:
    """The used rows of a sorted grid; `places` are their positions in it."""

    rows: Sorted
    places: pa.Array
    _texts: dict[int, pa.DictionaryArray] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.places)

    def take(self, values: pa.Array) -> pa.Array:
        """Return the used rows' values of an array that has one value for every row of the grid."""
        return values if len(self) == len(values) else values.take(self.places)

    def text(self, index: int) -> pa.DictionaryArray:
        """Return one column's cells as they stand in the file, the distinct texts in the order of their first rows."""
        if index not in self._texts:
            self._texts[index] = self.take(self.rows.grid.columns[index]).dictionary_encode()
        return self._texts[index]


def used_rows(rows: Sorted) -> UsedRows:
    """Return the used rows of a grid that has been sorted."""
    return UsedRows(rows, pa.array(np.flatnonzero(rows.codes == 0)))


def changed(texts: pa.DictionaryArray, change: Callable[[pa.Array], pa.Array]) -> pa.DictionaryArray:
    """Return texts after a change of each, which is made once for each distinct one."""
    values = change(texts.dictionary)
    if values.equals(texts.dictionary):
        return texts
    listed = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(listed.indices.take(texts.indices), listed.dictionary)


def told(texts: pa.DictionaryArray, tell: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return what can be told of each text, found out once for each distinct one."""
    return tell(texts.dictionary).take(texts.indices)


def repeated(text: str, count: int) -> pa.DictionaryArray:
    """Return one text in every row."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), [text])


def no_texts(count: int) -> pa.DictionaryArray:
    """Return rows without any text."""
    return pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), pa.array([], pa.string()))
