"""OurPlace finds the payees of a benchmark in its register: `suppliers_ourplace.py REGISTER PAYEES INDEX ANSWERS [--unlearned]`.

With `--unlearned` the weights are those that training starts from, set by plain sense before any label was seen.

Processes share the batches of payees, as they do wherever OurPlace has many to find.
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

from ourplace.loading import leave_pandas_out
from ourplace.suppliers import MatchModel, RegisterSource, build_index, match_many, open_index
from ourplace.suppliers.scoring import PAYEES_SCHEMA
from ourplace.suppliers.training import start_model


def main(register: Path, payees: Path, folder: Path, answers: Path, *, model: MatchModel | None = None) -> None:
    """Write the best candidate of each payee with its probability; print the seconds of each step."""
    leave_pandas_out()
    started = time.perf_counter()
    if not folder.is_dir():
        # In a process of its own, so that its memory is given back before the payees are looked for.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=leave_pandas_out) as pool:
            pool.submit(build_index, [RegisterSource("companies_house", register)], folder).result()
    built = time.perf_counter()
    index = open_index(folder)
    opened = time.perf_counter()
    names = pq.read_table(payees, columns=["name"])["name"]
    found = [best_of(matches) for matches in match_many(as_payees(names), index=index, model=model, most=1)]
    pq.write_table(pa.concat_tables(found), answers)
    steps = {"build": built - started, "open": opened - built, "match": time.perf_counter() - opened}
    print(json.dumps({name: round(seconds, 3) for name, seconds in steps.items()}))


def best_of(matches: pa.Table) -> pa.Table:
    """Return the best candidate of each payee that has one."""
    return matches.filter(pa.compute.equal(matches["candidate_rank"], 1)).select(["payee", "entity_id", "probability"])


def as_payees(names: pa.ChunkedArray) -> pa.Table:
    """Return payees of whom nothing but the name is known."""
    known = {"payee_name": names, "business_type": pa.array(["unknown"] * len(names))}
    nothing = pa.nulls(len(names))
    return pa.table([known.get(field.name, nothing) for field in PAYEES_SCHEMA], names=PAYEES_SCHEMA.names).cast(
        PAYEES_SCHEMA
    )


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]), model=start_model() if "--unlearned" in sys.argv else None)
