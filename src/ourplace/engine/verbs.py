"""What the rest of OurPlace may ask of an engine, whichever it is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from ibis.expr.types import Table

OnBatch = Callable[[pa.Table], pa.Table]
"""A function of one batch of rows. Spark sends it to other processes by its name and arguments, which must be small."""


class Engine(Protocol):
    """One open engine. Every table that OurPlace computes goes through these verbs."""

    @property
    def dialect(self) -> str:
        """Return the name of the SQL that `sql` takes, as Ibis knows it."""

    @property
    def is_spread(self) -> bool:
        """Return whether work on batches runs in several processes, so that it pays to hand it over."""

    def table(self, data: pa.Table, *, name: str) -> Table:
        """Return `data` as a table of this engine, replacing any table of that name."""

    def computed(self, expression: Table, *, name: str) -> Table:
        """Return the rows of `expression` under a name, computed once however often they are read."""

    def read_parquet(self, paths: Path | Sequence[Path], *, name: str) -> Table:
        """Return a view named `name` over one or many tables that `write_parquet` wrote; nothing is loaded yet."""

    def view(self, expression: Table, *, name: str) -> None:
        """Give `expression` a name that queries may use, replacing any view of that name; nothing is computed yet."""

    def write_parquet(self, expression: Table, path: Path) -> None:
        """Write the rows of `expression` as compressed Parquet: one file, or a folder of them of that name."""

    def to_arrow(self, expression: Table) -> pa.Table:
        """Return the rows of `expression` in memory. Tables that it reads were made by this engine."""

    def sql(self, query: str) -> pa.Table:
        """Return the rows of a query written in this engine's SQL."""

    def map_batches(self, data: pa.Table, on_batch: OnBatch, *, schema: pa.Schema) -> pa.Table:
        """Return what `on_batch` makes of `data`, batch by batch, in no certain order.

        Args:
            data: the rows.
            on_batch: from some rows of `data` to rows of `schema`.
            schema: the columns of the result.
        """

    def close(self) -> None:
        """Close the engine; tables that were not written out are gone."""
