"""DuckDB, embedded: the default engine, and the one that registers are converted with wherever figures are computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from ourplace.engine.statements import sql_of
from ourplace.engine.verbs import OnBatch

ROWS_AT_A_TIME = 10_000


@dataclass(frozen=True)
class DuckDBEngine:
    """One open database: the verbs of `ourplace.engine.verbs.Engine`, and statements in DuckDB's SQL."""

    backend: Backend
    dialect: ClassVar[str] = "duckdb"
    is_spread: ClassVar[bool] = False

    def table(self, data: pa.Table, *, name: str) -> Table:
        """Return `data` as a table of this engine, replacing any table of that name."""
        return self.backend.create_table(name, data, overwrite=True)

    def computed(self, expression: Table, *, name: str) -> Table:
        """Return the rows of `expression` under a name, computed once however often they are read."""
        return self.table(self.to_arrow(expression), name=name)

    def read_parquet(self, paths: Path | Sequence[Path], *, name: str) -> Table:
        """Return a view named `name` over one or many Parquet files, or folders of them, of one schema; nothing is loaded yet."""
        given = [paths] if isinstance(paths, Path) else paths
        sources = [str(path / "*.parquet" if path.is_dir() else path) for path in given]
        return self.backend.read_parquet(sources, table_name=name)

    def view(self, expression: Table, *, name: str) -> None:
        """Give `expression` a name that queries may use, replacing any view of that name; nothing is computed yet."""
        query = sql_of(expression, dialect=self.dialect)
        self.backend.raw_sql(f"CREATE OR REPLACE VIEW {name} AS {query}").fetchall()

    def write_parquet(self, expression: Table, path: Path) -> None:
        """Write the rows of `expression` to one compressed Parquet file."""
        query = sql_of(expression, dialect=self.dialect)
        self.backend.raw_sql(f"COPY ({query}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)").fetchall()

    def to_arrow(self, expression: Table) -> pa.Table:
        """Return the rows of `expression` in memory. Tables that it reads were made by this engine."""
        # Not Ibis's own to_pyarrow: Ibis 12 asks DuckDB for it by a name that DuckDB 2 warns about.
        query = sql_of(expression, dialect=self.dialect)
        return self.sql(query).cast(expression.schema().to_pyarrow())

    def sql(self, query: str) -> pa.Table:
        """Return the rows of a query written in DuckDB's SQL, for what an Ibis expression cannot say."""
        return self.backend.con.sql(query).to_arrow_table()

    def map_batches(self, data: pa.Table, on_batch: OnBatch, *, schema: pa.Schema) -> pa.Table:
        """Return what `on_batch` makes of `data`, batch by batch, in this process."""
        batches = [pa.Table.from_batches([batch]) for batch in data.to_batches(max_chunksize=ROWS_AT_A_TIME)]
        return pa.concat_tables([schema.empty_table(), *(on_batch(batch).cast(schema) for batch in batches)])

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that returns nothing (CREATE, COPY, SET)."""
        self.backend.con.execute(statement, list(parameters)).fetchall()

    def close(self) -> None:
        """Close the database; tables that were not written out are gone."""
        self.backend.disconnect()


def open_engine(
    *, memory_limit: str = "3GB", threads: int | None = None, temporary_folder: Path | None = None
) -> DuckDBEngine:
    """Return a new in-memory database that spills to `temporary_folder` past `memory_limit`."""
    settings: dict[str, Any] = {"memory_limit": memory_limit, "preserve_insertion_order": False}
    if threads is not None:
        settings["threads"] = threads
    if temporary_folder is not None:
        settings["temp_directory"] = str(temporary_folder)
    return DuckDBEngine(backend=ibis.duckdb.connect(**settings))


def quoted(text: str) -> str:
    """Return `text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
