"""OurPlace finds the payees of a benchmark in its register: `suppliers_ourplace.py REGISTER PAYEES INDEX ANSWERS`.

Matching is a function of one batch that needs only the opened index, so that two processes share the batches.
"""

import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from ourplace.suppliers import RegisterIndex, RegisterSource, build_index, match_batch, open_index
from ourplace.suppliers.scoring import PAYEES_SCHEMA

PAYEES_AT_A_TIME = 10_000
PROCESSES = 2
OPENED: dict[str, RegisterIndex] = {}


def main(register: Path, payees: Path, folder: Path, answers: Path) -> None:
    """Write the best candidate of each payee with its probability; print the seconds of each step."""
    started = time.perf_counter()
    with processes(1) as pool:
        pool.submit(build, register, folder).result()
    built = time.perf_counter()
    open_index(folder)
    opened = time.perf_counter()
    names = pq.read_table(payees, columns=["name"])["name"]
    starts = range(0, len(names), PAYEES_AT_A_TIME)
    with processes(PROCESSES, folder) as pool:
        batches = [names.slice(start, PAYEES_AT_A_TIME).combine_chunks() for start in starts]
        found = list(pool.map(best_of, starts, batches))
    pq.write_table(pa.concat_tables(found), answers)
    steps = {"build": built - started, "open": opened - built, "match": time.perf_counter() - opened}
    print(json.dumps({name: round(seconds, 3) for name, seconds in steps.items()}))


def processes(count: int, folder: Path | None = None) -> ProcessPoolExecutor:
    """Return so many new processes, which inherit no memory, with the index of `folder` opened in each."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=open_here, initargs=(folder,))


def build(register: Path, folder: Path) -> None:
    """Build the index of the register where there is none."""
    build_index([RegisterSource("companies_house", register)], folder)


def open_here(folder: Path | None) -> None:
    """Open the index in this process."""
    if folder is not None:
        OPENED["index"] = open_index(folder)


def best_of(start: int, names: pa.Array) -> pa.Table:
    """Return the best candidate of each payee of a batch that begins at `start`."""
    matches = match_batch(as_payees(pa.chunked_array([names])), index=OPENED["index"], most=1)
    best = matches.filter(pa.compute.equal(matches["candidate_rank"], 1))
    columns = [pa.compute.add(best["payee"], start), best["entity_id"], best["probability"]]
    return pa.table(columns, names=["payee", "entity_id", "probability"])


def as_payees(names: pa.ChunkedArray) -> pa.Table:
    """Return payees of whom nothing but the name is known."""
    known = {"payee_name": names, "business_type": pa.array(["unknown"] * len(names))}
    nothing = pa.nulls(len(names))
    return pa.table([known.get(field.name, nothing) for field in PAYEES_SCHEMA], names=PAYEES_SCHEMA.names).cast(
        PAYEES_SCHEMA
    )


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
