"""Deciding on many payees in several processes: a batch goes out, and what comes back is made into the same decisions here."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ourplace.loading import leave_pandas_out
from ourplace.progress import Progress, silent
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.decide import MATCHES_SCHEMA, Candidate, Decision, decide_batch, match_batch
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.index import RegisterIndex, open_index

PLACE = "place"
MATCHING = "Matching payees with the registers"
PAYEES_AT_A_TIME = 5_000
# A process that opens an index takes over a second to begin, in which three thousand payees are found.
WORTH_PROCESSES = 15_000


def decide_many(
    payees: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None, progress: Progress = silent
) -> list[Decision]:
    """Return the decision on each payee (`scoring.PAYEES_SCHEMA`), as `decide_batch` does, however many they are.

    Where there are enough of them, several processes of this machine share the work. If these cannot be started, as by a script
    that does not say `if __name__ == "__main__"`, or one is ended from outside, all is done in this one.
    """
    if len(payees) >= WORTH_PROCESSES and _processors() > 1:
        with suppress(BrokenProcessPool):
            matches = list(match_many(payees, index=index, model=model, progress=progress))
            return decisions_of(pa.concat_tables(matches), len(payees), index=index)
    made: list[Decision] = []
    for start in _starts(payees):
        progress(MATCHING, start, len(payees))
        made += decide_batch(payees.slice(start, PAYEES_AT_A_TIME), index=index, model=model)
    progress(MATCHING, len(payees), len(payees))
    return made


def match_many(
    payees: pa.Table,
    *,
    index: RegisterIndex,
    model: MatchModel | None = None,
    most: int | None = None,
    progress: Progress = silent,
) -> Iterator[pa.Table]:
    """Yield what `match_batch` returns of payees (`scoring.PAYEES_SCHEMA`), a few thousand payees at a time, in their order.

    Several processes of this machine share the work; `payee` is the place among all payees.
    """
    numbered = payees.append_column(PLACE, pa.array(np.arange(len(payees)), pa.int64()))
    batches = [numbered.slice(start, PAYEES_AT_A_TIME).combine_chunks() for start in _starts(payees)]
    on_batch = partial(match_numbered, folder=index.folder.absolute(), model=model, most=most)
    progress(MATCHING, 0, len(payees))
    workers = min(_processors(), len(batches)) or 1
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=leave_pandas_out) as pool:
        for done, matches in enumerate(pool.map(on_batch, batches), start=1):
            progress(MATCHING, min(done * PAYEES_AT_A_TIME, len(payees)), len(payees))
            yield matches


def _processors() -> int:
    return os.cpu_count() or 1


def _starts(payees: pa.Table) -> range:
    return range(0, len(payees), PAYEES_AT_A_TIME)


def match_numbered(
    payees: pa.Table, *, folder: Path, model: MatchModel | None = None, most: int | None = None
) -> pa.Table:
    """Return the matches of a batch (`MATCHES_SCHEMA`); `payee` is what the column `place` says of each, not its place in the batch."""
    places = payees[PLACE].combine_chunks()
    found = match_batch(payees.drop_columns([PLACE]), index=index_in_this_process(folder), model=model, most=most)
    return found.set_column(0, MATCHES_SCHEMA.field("payee"), places.take(found["payee"].combine_chunks()))


@lru_cache(maxsize=2)
def index_in_this_process(folder: Path) -> RegisterIndex:
    """Return the index in a folder, opened once for all batches that this process is given.

    Raises:
        SupplierIndexError: this machine does not see it, or it is damaged.
    """
    return open_index(folder)


def decisions_of(matches: pa.Table, payee_count: int, *, index: RegisterIndex) -> list[Decision]:
    """Return the decision on each of so many payees from their matches (`MATCHES_SCHEMA`), in whatever order these are."""
    rows = matches.sort_by([("payee", "ascending"), ("candidate_rank", "ascending")]).combine_chunks()
    entities = index.find_entities(rows["entity_id"].drop_null().to_pylist())
    distinct = np.unique(entities)
    facts = dict(zip(distinct.tolist(), entity_facts(index, distinct), strict=True))
    known = iter(entities.tolist())
    candidates: list[list[Candidate]] = [[] for _ in range(payee_count)]
    nobody = [1.0] * payee_count
    columns = ("payee", "entity_id", "probability", "explanation", "also", "no_match_probability")
    for payee, entity_id, probability, explanation, also, none in zip(*_lists(rows, columns), strict=True):
        nobody[payee] = none
        if entity_id is not None:
            candidates[payee].append(Candidate(facts[next(known)], probability, explanation, tuple(also)))
    return [Decision(tuple(some), none) for some, none in zip(candidates, nobody, strict=True)]


def _lists(rows: pa.Table, columns: tuple[str, ...]) -> list[list[Any]]:
    return [rows[name].to_pylist() for name in columns]
