"""Exact matching on several keys in DuckDB: `suppliers_exact.py REGISTER PAYEES ANSWERS`.

The same cleaned names and split readings as OurPlace's: the whole name, the name without its legal form, without spaces, and its words in
alphabetical order. The first key that belongs to one company alone decides.
"""

import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ourplace.suppliers.normalise import clean
from ourplace.suppliers.readings import readings_of

KEYS = ("full", "core", "squashed", "sorted_words")


def main(register: Path, payees: Path, answers: Path) -> None:
    """Write the company of each payee that one key alone names."""
    connection = duckdb.connect(config={"memory_limit": "3GB"})
    first = True
    for batch in pq.ParquetFile(register).iter_batches(250_000, columns=["entity_id", "entity_name"]):
        part = pa.table({"entity_id": batch["entity_id"], **columns(batch["entity_name"])})
        connection.register("part", part)
        connection.execute(
            "CREATE TABLE company AS FROM part" if first else "INSERT INTO company FROM part"
        ).fetchall()
        first = False
    readings = readings_of(pq.read_table(payees)["name"].to_pylist())
    connection.register(
        "reading",
        pa.table(
            {"payee": readings["name_index"], "place": pa.array(range(len(readings))), **columns(readings["reading"])}
        ),
    )
    found = " UNION ALL ".join(
        f"""SELECT payee, place * 4 + {rank} AS preference, min(entity_id) AS entity_id, 1::DOUBLE AS probability
        FROM reading JOIN company USING ("{key}") WHERE "{key}" <> '' GROUP BY ALL HAVING count(DISTINCT entity_id) = 1"""
        for rank, key in enumerate(KEYS)
    ).replace(
        "min(entity_id) AS entity_id, 1::DOUBLE AS probability",
        "min(company.entity_id) AS entity_id, 1::DOUBLE AS probability",
    )
    query = f"SELECT payee, min_by(entity_id, preference) AS entity_id, 1::DOUBLE AS probability FROM ({found}) GROUP BY payee"
    connection.execute(f"COPY ({query}) TO '{answers}' (FORMAT parquet)").fetchall()


def columns(names: pa.Array | pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
    """Return the keys of names."""
    cleaned = clean(names)
    return {key: cleaned[key] for key in KEYS}


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
