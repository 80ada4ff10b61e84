"""Full-text search with Tantivy (BM25 over words): `suppliers_fulltext.py REGISTER PAYEES INDEX ANSWERS`.

Each split reading is a query of its words; the best hit of a payee is its answer, its likeness in letters the probability. Every
processor searches.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import tantivy
from rapidfuzz.fuzz import ratio

from ourplace.suppliers.normalise import clean
from ourplace.suppliers.readings import readings_of

PAYEES_AT_A_TIME = 5_000
SCHEMA = (
    tantivy.SchemaBuilder()
    .add_text_field("full", stored=True)
    .add_text_field("entity_id", stored=True, tokenizer_name="raw")
    .build()
)


def main(register: Path, payees: Path, folder: Path, answers: Path) -> None:
    """Write the best hit of each payee."""
    started = time.perf_counter()
    opened(register, folder)
    built = time.perf_counter()
    names = pq.read_table(payees)["name"].to_pylist()
    starts = range(0, len(names), PAYEES_AT_A_TIME)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        batches = [names[start : start + PAYEES_AT_A_TIME] for start in starts]
        found = pool.map(best_hits, starts, batches, repeat(folder))
        pq.write_table(pa.Table.from_pylist([row for rows in found for row in rows]), answers)
    print(json.dumps({"build": round(built - started, 3), "match": round(time.perf_counter() - built, 3)}))


def best_hits(first: int, names: Sequence[str], folder: Path) -> list[dict[str, object]]:
    """Return the best hit of each payee that has one; the first of them is payee `first`."""
    index = tantivy.Index(SCHEMA, str(folder))
    searcher = index.searcher()
    readings = readings_of(names)
    cleaned = clean(readings["reading"])
    best: dict[int, tuple[float, str]] = {}
    for payee, full, words in zip(
        readings["name_index"].to_pylist(), cleaned["full"].to_pylist(), cleaned["words"].to_pylist(), strict=True
    ):
        query = index.parse_query(" ".join(f'"{word}"' for word in words if word) or '"-"', ["full"])
        for _, address in searcher.search(query, 3).hits:
            found = searcher.doc(address)
            alike = ratio(full, found["full"][0]) / 100
            best[payee] = max(best.get(payee, (0.0, "")), (alike, found["entity_id"][0]))
    return [
        {"payee": first + payee, "entity_id": entity_id, "probability": alike}
        for payee, (alike, entity_id) in best.items()
    ]


def opened(register: Path, folder: Path) -> tantivy.Index:
    """Return the index of the register's names, making it where it is not there."""
    if folder.is_dir():
        return tantivy.Index(SCHEMA, str(folder))
    folder.mkdir(parents=True)
    index = tantivy.Index(SCHEMA, str(folder))
    writer = index.writer(500_000_000)
    for batch in pq.ParquetFile(register).iter_batches(250_000, columns=["entity_id", "entity_name"]):
        for entity_id, full in zip(
            batch["entity_id"].to_pylist(), clean(batch["entity_name"])["full"].to_pylist(), strict=True
        ):
            writer.add_document(tantivy.Document(entity_id=entity_id, full=full))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
