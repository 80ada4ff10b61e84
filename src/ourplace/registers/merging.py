"""Rows that speak of one organisation at one place become one row that keeps every name they had."""

from pathlib import Path

import pyarrow.parquet as pq

from ourplace.engine import DuckDBEngine
from ourplace.engine.duckdb import quoted
from ourplace.registers.entities import ENTITY_SCHEMA
from ourplace.registers.metadata import Output

_KEYS = ("entity_id", "location_kind", "postcode")
_LISTS = ("other_names", "sic_codes")


def merge_repeats(path: Path, output: Output, *, engine: DuckDBEngine) -> tuple[Path, int, int]:
    """Return a Parquet file without repeats, its rows, and how many rows went into others.

    The first row that says something wins; other spellings of the name become aliases.
    A file without repeats, as a register should be, is left as it is.
    """
    rows = pq.read_metadata(path).num_rows
    keys = ("entity_id_a", "entity_id_b") if output == "links" else _KEYS
    repeated = f"SELECT {', '.join(keys)} FROM read_parquet({quoted(str(path))}) GROUP BY ALL HAVING count(*) > 1"
    if not engine.sql(f"SELECT count(*) AS repeats FROM ({repeated})").to_pylist()[0]["repeats"]:
        return path, rows, 0
    merged = path.with_name(f"merged-{path.name}")
    query = _links_query(path) if output == "links" else _entities_query(path, repeated)
    engine.run(f"COPY ({query}) TO {quoted(str(merged))} (FORMAT parquet, COMPRESSION zstd)")
    left = pq.read_metadata(merged).num_rows
    return merged, left, rows - left


def _links_query(path: Path) -> str:
    return f"SELECT DISTINCT entity_id_a, entity_id_b FROM read_parquet({quoted(str(path))}) ORDER BY ALL"


def _entities_query(path: Path, repeated: str) -> str:
    """Return the query: rows that are alone as they are, the others one a key, in the order of their first lines."""
    same = " AND ".join(f"numbered.{key} IS NOT DISTINCT FROM repeated.{key}" for key in _KEYS)
    scalars = ", ".join(
        f"arg_min({name}, file_row_number) AS {name}" for name in ENTITY_SCHEMA.names if name not in (*_KEYS, *_LISTS)
    )
    names = ", ".join(ENTITY_SCHEMA.names)
    return f"""
        WITH numbered AS (SELECT * FROM read_parquet({quoted(str(path))}, file_row_number = true)),
        repeated AS ({repeated}),
        grouped AS (
            SELECT numbered.entity_id, numbered.location_kind, numbered.postcode, {scalars},
                flatten(list(list_append(other_names, {{'name': entity_name, 'kind': 'alias'}}))) AS every_name,
                coalesce(arg_min(sic_codes, file_row_number) FILTER (len(sic_codes) > 0), []) AS sic_codes,
                min(file_row_number) AS file_row_number
            FROM numbered SEMI JOIN repeated ON {same}
            GROUP BY ALL
        ),
        merged AS (
            SELECT *, list_sort(list_filter(list_distinct(every_name), lambda other: other.name <> entity_name)) AS other_names
            FROM grouped
        )
        SELECT {names} FROM (
            SELECT {names}, file_row_number FROM numbered ANTI JOIN repeated ON {same}
            UNION ALL
            SELECT {names}, file_row_number FROM merged
        )
        ORDER BY file_row_number
    """
