"""Tables that stand below a list of payments in the same columns and are none: summaries of it, and money received."""

import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ourplace.spend.columns import dictionary
from ourplace.spend.grids import Grid

Truths = npt.NDArray[np.bool_]
_LEAST_SUMMARY = 2


def summary_runs(undated: Truths, pence: npt.NDArray[np.int64], before: int) -> Iterator[slice]:
    """Yield the runs of payments without dates that together are the sum of every payment above them.

    Two rows or more whose amounts add up, to the penny, to all that stands above are those payments again, by
    department or by kind. `before` is the sum of the payments above the first of these rows, in pence.
    """
    taken = 0
    for start, stop in _runs(undated):
        block = int(pence[start:stop].sum())
        if stop - start >= _LEAST_SUMMARY and block != 0 and block == before + int(pence[:start].sum()) - taken:
            taken += block
            yield slice(start, stop)


def receipt_runs(grid: Grid, notes: Truths, headers: Truths) -> Iterator[slice]:
    """Yield the rows below a heading such as `Receipts` that is followed by names of columns, up to the next heading."""
    places = np.flatnonzero(notes).tolist()
    for place, end in itertools.pairwise([*places, len(grid)]):
        label = next((cell.strip() for cell in grid.row(place) if cell.strip()), "")
        if place + 1 < end and headers[place + 1] and dictionary().receipt_headings.match(label):
            yield slice(place + 2, end)


def _runs(truths: Truths) -> list[tuple[int, int]]:
    """Return the beginning and end of every unbroken run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], truths, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
