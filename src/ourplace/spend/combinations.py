"""The distinct combinations of what the columns of a table hold: what depends on those columns alone is done once for each."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]


def numbers_of(values: pa.Array) -> Integers:
    """Return a number from 0 for each value, the same for the same value; a missing one is a value of its own."""
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    indices = pc.fill_null(encoded.indices, len(encoded.dictionary)) if encoded.indices.null_count else encoded.indices
    return np.asarray(indices).astype(np.int64)


def combined(columns: Iterable[Integers], row_count: int) -> tuple[Integers, Integers]:
    """Return the number of each row's combination, from 0 as they first appear, and the first row of each.

    `columns` hold numbers from 0, one for each row.
    """
    rows = np.zeros(row_count, np.int64)
    for column in columns:
        largest = int(column.max(initial=0))
        if largest == 0:
            continue
        joint = rows * (largest + 1) + column
        rows = np.asarray(pa.array(joint).dictionary_encode().indices).astype(np.int64)
    first = np.zeros(int(rows.max(initial=-1)) + 1, np.int64)
    first[rows[::-1]] = np.arange(row_count)[::-1]
    return rows, first
