"""The tables of a study that every indicator reads, with the columns and types they must have."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.csv as pa_csv
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators.exceptions import StudyTableError

POOLED = "all"
ELSEWHERE = "elsewhere"
UNPLACED = "unplaced"
MONEY = "decimal(18, 2)"

SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "spend": {
        "anchor_id": "string",
        "supplier_id": "string",
        "period_id": "string",
        "month": "date",
        "kind": "string",
        "is_analysed": "boolean",
        "need_category_code": "string",
        "need_category_tier": "string",
        "amount_gbp": MONEY,
        "payment_count": "int64",
    },
    "suppliers": {
        "supplier_id": "string",
        "supplier_name": "string",
        "business_type": "string",
        "size": "string",
        "sic_code": "string",
        "sic_section_code": "string",
        "is_individual": "boolean",
        "no_match_probability": "float64",
        "explanation": "string",
    },
    "candidates": {"supplier_id": "string", "entity_id": "string", "probability": "float64"},
    "locations": {
        "supplier_id": "string",
        "location_kind": "string",
        "postcode": "string",
        "probability": "float64",
    },
    "supplier_bands": {
        "supplier_id": "string",
        "definition_id": "string",
        "band_id": "string",
        "band_index": "int64",
        "known_probability": "float64",
        "estimate_probability": "float64",
    },
    "supplier_points": {
        "supplier_id": "string",
        "definition_id": "string",
        "postcode": "string",
        "band_id": "string",
        "probability": "float64",
    },
    "anchors": {"anchor_id": "string", "anchor_name": "string", "anchor_kind": "string"},
    "bands": {"band_id": "string", "band_index": "int64", "band_name": "string"},
    "definitions": {
        "definition_id": "string",
        "definition_name": "string",
        "is_chosen": "boolean",
        "mode": "string",
    },
    "periods": {
        "period_id": "string",
        "period_name": "string",
        "start_date": "date",
        "end_date": "date",
        "anchor_ids": "array<string>",
    },
    "need_categories": {"need_category_code": "string", "need_category_name": "string"},
    "local_firms": {"band_id": "string", "sic_division_code": "string", "firm_count": "int64"},
    "postcode_deprivation": {"postcode": "string", "imd_decile": "int64"},
    "contracts": {
        "anchor_id": "string",
        "supplier_id": "string",
        "need_category_code": "string",
        "end_date": "date",
    },
}
"""The columns that indicators read, by table. A table may have more columns; they are left out."""

OPTIONAL_TABLES = frozenset({"local_firms", "postcode_deprivation", "contracts"})
"""Tables that a study may lack: what depends on them is then unknown."""


@dataclass(frozen=True)
class StudyTables:
    """The tables of one study, as Ibis tables with the columns of `SCHEMAS`.

    Attributes:
        spend: payments added up, one row per anchor, supplier, period, month, kind and need category; the
            supplier is null where the payee was redacted.
        suppliers: one row per supplier.
        candidates: one row per supplier and register entity that it may be.
        locations: one row per supplier and place where it is, or may be.
        supplier_bands: one row per supplier, definition of local and band; the probabilities of one supplier
            under one definition add up to 1.
        supplier_points: one row per supplier and definition: its most probable counted location.
        anchors: one row per anchor institution.
        bands: rings from the inside out, then `elsewhere`, then `unplaced`.
        definitions: one row per definition of local, with its mode (imputed, placed or bounds_only).
        periods: one row per period, with the anchors whose data cover it.
        need_categories: names of the CPV divisions.
        local_firms: firms in the registers by band and SIC division; may be empty.
        postcode_deprivation: deprivation decile by postcode; may be empty.
        contracts: contracts with their last day, by anchor and supplier; may be empty. A null need category
            means that the contract covers all that the anchor buys from that supplier.
        compared_spend: the spend of every period that is compared, where `spend` is that of one period only; else None.
        ring_chances: what `expected_spend.ring_chances` gives for every definition, where it has been worked out once for all
            indicators; None where each works it out.
    """

    spend: Table
    suppliers: Table
    candidates: Table
    locations: Table
    supplier_bands: Table
    supplier_points: Table
    anchors: Table
    bands: Table
    definitions: Table
    periods: Table
    need_categories: Table
    local_firms: Table
    postcode_deprivation: Table
    contracts: Table
    compared_spend: Table | None = None
    ring_chances: Table | None = None


def study_tables(engine: Engine, tables: Mapping[str, pa.Table | Table]) -> StudyTables:
    """Return the study's tables in `engine`, from Arrow tables or from Ibis tables of that engine.

    Optional tables that are not given are empty. Columns are cast to the types of `SCHEMAS`.

    Raises:
        StudyTableError: a table that indicators need is missing, or lacks a column.
    """
    missing = [name for name in SCHEMAS if name not in tables and name not in OPTIONAL_TABLES]
    if missing:
        raise StudyTableError(
            f"The study lacks the tables {', '.join(missing)}",
            why="every indicator reads the same set of tables",
            next_step="give them, with no rows where there is nothing to tell",
        )
    return StudyTables(**{name: _fitted(engine, name, tables.get(name)) for name in SCHEMAS})


def empty_study_tables() -> StudyTables:
    """Return tables without rows or engine, for reading an indicator's columns and SQL."""
    return StudyTables(**{name: ibis.table(dict(schema), name=name) for name, schema in SCHEMAS.items()})


def read_study_tables(engine: Engine, folder: Path) -> StudyTables:
    """Return the study whose tables are CSV files of `folder`, one a table, lists separated by semicolons."""
    paths = {name: folder / f"{name}.csv" for name in SCHEMAS}
    return study_tables(engine, {name: _read_csv(path, name) for name, path in paths.items() if path.exists()})


def with_pooled(table: Table) -> Table:
    """Return the rows of `table`, and all of them once more under the anchor id `all`."""
    return table.union(table.mutate(anchor_id=ibis.literal(POOLED)))


def _fitted(engine: Engine, name: str, table: pa.Table | Table | None) -> Table:
    """Return one table with exactly the columns and types of its schema."""
    schema = ibis.schema(dict(SCHEMAS[name]))
    if table is None:
        table = schema.to_pyarrow().empty_table()
    columns = table.column_names if isinstance(table, pa.Table) else table.columns
    lacking = [column for column in schema.names if column not in columns]
    if lacking:
        raise StudyTableError(
            f"The table {name} lacks the columns {', '.join(lacking)}",
            why=f"it has {', '.join(columns)}",
            next_step="add them, null where unknown",
        )
    if isinstance(table, pa.Table):
        table = engine.table(table.select(list(schema.names)), name=f"study_{name}")
    return table.select(*schema.names).cast(schema)


def _read_csv(path: Path, name: str) -> pa.Table:
    """Return a CSV file as text columns, lists split; the casts follow in `study_tables`."""
    lists = {column for column, kind in SCHEMAS[name].items() if kind.startswith("array")}
    options = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(SCHEMAS[name], pa.string()), strings_can_be_null=True, null_values=[""]
    )
    table = pa_csv.read_csv(path, convert_options=options)
    for column in lists:
        split = [value.split(";") if value else [] for value in table[column].to_pylist()]
        table = table.set_column(table.column_names.index(column), column, pa.array(split, type=pa.list_(pa.string())))
    return table


TABLE_NAMES = tuple(field.name for field in fields(StudyTables) if field.name in SCHEMAS)
"""The names of the tables that a study gives, in the order of `StudyTables`."""
