"""From a register's batches of text to one Parquet file in the common shape, with a tally of everything left out."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.engine import DuckDBEngine
from ourplace.progress import Progress
from ourplace.registers.assertions import Checked, check_assertions
from ourplace.registers.batches import Tally
from ourplace.registers.entities import ENTITY_SCHEMA, LINK_SCHEMA
from ourplace.registers.merging import merge_repeats
from ourplace.registers.metadata import Register
from ourplace.registers.readers import READERS
from ourplace.registers.reading import read_source
from ourplace.registers.sources import Member

_UNKNOWN_VALUES_KEPT = 50


@dataclass(frozen=True)
class Shaped:
    """A register in the common shape, not yet in place, and what came of its rows."""

    path: Path
    tally: Tally
    notes: Mapping[str, int]
    unknown_values: Mapping[str, Mapping[str, int]]
    rows_out: int
    rows_merged: int
    assertions: Checked


def shape_source(
    members: list[Member],
    register: Register,
    scratch: Path,
    *,
    engine: DuckDBEngine,
    careful: bool,
    as_at: date | None,
    progress: Progress,
) -> Shaped:
    """Return the source's rows as one Parquet file in `scratch`, no more than a few batches of them ever in memory.

    Raises:
        NeedsCareError: the quick reading met something broken and `careful` was not set.
        WrongRegisterError, UnreadableSourceError: as `read_source`.
    """
    tally, notes, values = Tally(), Counter[str](), {name: Counter[str]() for name in register.lookups}
    schema = LINK_SCHEMA if register.output == "links" else ENTITY_SCHEMA
    every_row = scratch / f"every-row-{careful}.parquet"
    name = f"register_batch_{uuid.uuid4().hex}"
    # Ibis 12 writes list filters with an arrow, which DuckDB 2 takes only when told to.
    engine.run("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    try:
        with pq.ParquetWriter(every_row, schema, compression="zstd") as writer:
            for batch in read_source(members, register, tally, careful=careful, progress=progress):
                _count_values(batch, register, values)
                rows = engine.to_arrow(READERS[register.register_id](engine.table(batch, name=name), register))
                writer.write_table(_accepted(rows, schema, tally, notes, as_at=as_at))
    finally:
        engine.run(f"DROP TABLE IF EXISTS {name}")
    path, rows_out, merged = merge_repeats(every_row, register.output, engine=engine)
    return Shaped(
        path,
        tally,
        notes,
        _unknown_values(register, values),
        rows_out,
        merged,
        check_assertions(path, register, engine=engine),
    )


def _accepted(rows: pa.Table, schema: pa.Schema, tally: Tally, notes: Counter[str], *, as_at: date | None) -> pa.Table:
    """Return the usable rows in the order of the file, counting the others by reason."""
    rows = rows.sort_by("row_number")
    reasons = _reasons(rows)
    tally.rejected.update(_counted(reasons))
    kept = rows.filter(pc.is_null(reasons))
    notes.update(_counted(kept["note"]))
    if "as_at" in schema.names:
        kept = kept.set_column(
            kept.schema.get_field_index("as_at"), "as_at", pa.repeat(pa.scalar(as_at, pa.date32()), len(kept))
        )
    return kept.select(schema.names).cast(schema)


def _reasons(rows: pa.Table) -> pa.ChunkedArray:
    """Return why each row cannot be used: the reader's reason, else that it lacks what every row must have."""
    if "entity_name" not in rows.column_names:
        return rows["rejection"]
    lacks_name, lacks_id = pc.is_null(rows["entity_name"]), pc.is_null(rows["entity_id"])
    own = pc.case_when(pc.make_struct(lacks_name, lacks_id), "no_name", "no_identifier")
    return pc.coalesce(rows["rejection"], own)


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    counts = pc.value_counts(column.combine_chunks().drop_null())
    return {str(entry["values"]): int(entry["counts"].as_py()) for entry in counts}


def _count_values(batch: pa.Table, register: Register, values: dict[str, Counter[str]]) -> None:
    for name, lookup in register.lookups.items():
        if lookup.field:
            values[name].update(_counted(batch[lookup.field]))


def _unknown_values(register: Register, values: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """Return the values of each category that the register's lookup does not speak of, most frequent first."""
    unknown = {}
    for name, counts in values.items():
        known = {value.lower() for value in register.lookups[name].values}
        strangers = Counter(
            {value: count for value, count in counts.items() if value.strip().lower() not in known | {""}}
        )
        if strangers:
            unknown[name] = dict(strangers.most_common(_UNKNOWN_VALUES_KEPT))
    return unknown
