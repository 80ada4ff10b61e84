"""A study as open data: an SQLite database and CSV files, described for the tools that open them, with individuals withheld."""

import json
import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

WITHHELD = "Individual (name withheld)"
UNITS = {
    "_gbp": "pounds",
    "_share": "share, 0 to 1",
    "_count": "count",
    "_date": "day",
    "_code": "code",
    "_id": "identifier",
}
# An explanation quotes the words of the name.
NAMING_COLUMNS = frozenset({"supplier_name", "explanation"})
SUPPLIER_COLUMNS = (
    "supplier_id",
    "supplier_name",
    "business_type",
    "size",
    "sic_section_code",
    "anchor_ids",
    "amount_gbp",
)


def publishable_suppliers(suppliers: pa.Table) -> pa.Table:
    """Return one row per supplier, with what may be published: individuals by no name, and nobody's raw payee names."""
    kept = [column for column in (*SUPPLIER_COLUMNS, "is_individual") if column in suppliers.column_names]
    return withhold_individuals(suppliers.select(kept))


def withhold_individuals(table: pa.Table) -> pa.Table:
    """Return `table` with the names of individuals replaced where it says who is one, and the reasons that quote them."""
    if "is_individual" not in table.column_names:
        return table
    is_withheld = pc.fill_null(table["is_individual"], fill_value=True)
    for column in NAMING_COLUMNS & set(table.column_names):
        shown = pc.if_else(is_withheld, WITHHELD, table[column])
        table = table.set_column(table.column_names.index(column), column, shown)
    return table


def plain(table: pa.Table) -> pa.Table:
    """Return `table` with lists joined by semicolons, so that CSV and SQLite can hold them."""
    for index, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            joined = [
                "; ".join(str(item) for item in value) if value is not None else None
                for value in table[field.name].to_pylist()
            ]
            table = table.set_column(index, field.name, pa.array(joined, pa.string()))
    return table


def write_sqlite(tables: Mapping[str, pa.Table], path: Path) -> None:
    """Write one SQLite table for each, replacing the file."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with sqlite3.connect(unfinished) as database:
        for name, table in tables.items():
            columns = ", ".join(f'"{field.name}" {sqlite_type(field.type)}' for field in table.schema)
            database.execute(f'CREATE TABLE "{name}" ({columns})')
            slots = ", ".join("?" for _ in table.schema)
            rows = zip(*(sqlite_values(column) for column in table.columns), strict=True)
            database.executemany(f'INSERT INTO "{name}" VALUES ({slots})', rows)
    database.close()
    unfinished.replace(path)


def sqlite_type(kind: pa.DataType) -> str:
    """Return the SQLite type that holds an Arrow type."""
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "REAL"
    return "TEXT"


def sqlite_values(column: pa.ChunkedArray) -> list[Any]:
    """Return a column's values as SQLite takes them: pounds as numbers, days as text."""
    return [
        float(value) if isinstance(value, Decimal) else str(value) if hasattr(value, "isoformat") else value
        for value in column.to_pylist()
    ]


def write_csv(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write one CSV file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        arrow_csv.write_csv(harmless(table), folder / f"{name}.csv")


def harmless(table: pa.Table) -> pa.Table:
    """Return `table` with an apostrophe before text that a spreadsheet would take for a formula."""
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            column = table[field.name]
            risky = pc.fill_null(pc.match_substring_regex(column, r"^[=+\-@\t\r]"), fill_value=False)
            table = table.set_column(
                index, field.name, pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
            )
    return table


def datasette_metadata(
    tables: Mapping[str, pa.Table], *, sentences: Mapping[str, str], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the metadata that Datasette shows: a title and licence, and a sentence and units for each table."""
    return {
        "title": about["title"],
        "description": about["description"],
        "license": "Open Government Licence 3.0 (figures derived from the anchors' published spend)",
        "source": "; ".join(about["sources"]),
        "databases": {
            "study": {
                "tables": {
                    name: {
                        "description": sentences.get(name, ""),
                        "units": {},
                        "columns": {field.name: unit_of(field.name) for field in table.schema if unit_of(field.name)},
                    }
                    for name, table in tables.items()
                }
            }
        },
    }


def data_package(
    tables: Mapping[str, pa.Table], *, sentences: Mapping[str, str], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a Frictionless data package that describes the CSV files, column by column."""
    return {
        "profile": "tabular-data-package",
        "name": about["name"],
        "title": about["title"],
        "description": about["description"],
        "version": about["version"],
        "sources": [{"title": source} for source in about["sources"]],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.replace("_", "-"),
                "path": f"{name}.csv",
                "description": sentences.get(name, ""),
                "encoding": "utf-8",
                "schema": {"fields": [package_field(field) for field in table.schema]},
            }
            for name, table in tables.items()
        ],
    }


def package_field(field: pa.Field) -> dict[str, str]:
    """Return the description of one column."""
    described = {"name": field.name, "type": package_type(field)}
    unit = unit_of(field.name)
    return {**described, "description": unit} if unit else described


def package_type(field: pa.Field) -> str:
    """Return the Frictionless type of a column."""
    if pa.types.is_boolean(field.type):
        return "boolean"
    if pa.types.is_integer(field.type):
        return "integer"
    if pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
        return "number"
    return "date" if pa.types.is_date(field.type) else "string"


def unit_of(column: str) -> str:
    """Return the unit that a column's name states by its ending."""
    for ending, unit in UNITS.items():
        if ending in column:
            return unit
    return ""


def write_open_data(
    tables: Mapping[str, pa.Table], folder: Path, *, sentences: Mapping[str, str], about: Mapping[str, Any]
) -> dict[str, Path]:
    """Write the database, the CSV files and their descriptions; return where each is."""
    folder.mkdir(parents=True, exist_ok=True)
    public = {name: plain(withhold_individuals(table)) for name, table in tables.items()}
    paths = {
        "Database": folder / "study.sqlite",
        "Metadata": folder / "metadata.json",
        "CSV": folder / "csv",
        "Data package": folder / "csv" / "datapackage.json",
    }
    write_sqlite(public, paths["Database"])
    write_csv(public, paths["CSV"])
    for label, content in (
        ("Metadata", datasette_metadata(public, sentences=sentences, about=about)),
        ("Data package", data_package(public, sentences=sentences, about=about)),
    ):
        paths[label].write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return paths
