"""Deciding on payees in other processes: a batch goes out, and what comes back is made into the same decisions here."""

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ourplace.engine import Engine
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.decide import MATCHES_SCHEMA, Candidate, Decision, match_batch
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.index import RegisterIndex, open_index

PLACE = "place"


def decide_on_partitions(
    engine: Engine, payees: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None
) -> list[Decision]:
    """Return the decision on each payee (`scoring.PAYEES_SCHEMA`), made by the engine's workers.

    Every worker opens the index where it is: its folder must be on storage that all of them see at the same path. What
    is sent to them is that path, the model where it is not the committed one, and the payees.

    Raises:
        WorkerError: a worker cannot see the index, or failed.
    """
    numbered = payees.append_column(PLACE, pa.array(np.arange(len(payees)), pa.int64()))
    on_batch = partial(match_numbered, folder=index.folder.absolute(), model=model)
    return decisions_of(engine.map_batches(numbered, on_batch, schema=MATCHES_SCHEMA), len(payees), index=index)


def match_numbered(payees: pa.Table, *, folder: Path, model: MatchModel | None = None) -> pa.Table:
    """Return the matches of a batch (`MATCHES_SCHEMA`); `payee` is what the column `place` says of each, not its place in the batch."""
    places = payees[PLACE].combine_chunks()
    found = match_batch(payees.drop_columns([PLACE]), index=index_in_this_process(folder), model=model)
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
