"""What was decided before: the candidates of each payee by its evidence, so that a payee seen again is not looked up again.

A memory belongs to one index and one version of the method; it holds nothing that people judged.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.suppliers.arrays import Hashes, Ints
from ourplace.suppliers.decide import Candidate, Decision
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.hashing import hash_texts, mix
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.scoring import PAYEES_SCHEMA

MEMORY_SCHEMA = pa.schema(
    [
        ("evidence", pa.uint64()),
        ("no_match_probability", pa.float64()),
        ("entities", pa.list_(pa.int32())),
        ("probabilities", pa.list_(pa.float64())),
        ("explanations", pa.list_(pa.string())),
        ("also", pa.list_(pa.list_(pa.string()))),
    ]
)


def evidence_of(payees: pa.Table) -> Hashes:
    """Return a number for all that is known of each payee (`scoring.PAYEES_SCHEMA`)."""
    evidence = np.zeros(len(payees), dtype=np.uint64)
    for name in PAYEES_SCHEMA.names:
        column = payees[name].combine_chunks()
        said = hash_texts(pc.fill_null(column.cast(pa.string()), "\x00"))
        evidence = mix(evidence ^ said)
    return evidence


def read_memory(path: Path) -> pa.Table:
    """Return what is remembered (`MEMORY_SCHEMA`), in the order of evidence; nothing where there is no memory or it is damaged."""
    try:
        return pq.read_table(path, schema=MEMORY_SCHEMA)
    except (OSError, pa.ArrowInvalid):
        return MEMORY_SCHEMA.empty_table()


def write_memory(path: Path, evidence: Hashes, decisions: Sequence[Decision], *, index: RegisterIndex) -> None:
    """Keep the decisions by evidence in place of what was kept before; a reader sees the old memory or the new, never half."""
    candidates = [one for decision in decisions for one in decision.candidates]
    entities = index.find_entities([one.entity.entity_id for one in candidates])
    bounds = np.concatenate([[0], np.cumsum([len(decision.candidates) for decision in decisions], dtype=np.int64)])
    offsets = pa.array(bounds, pa.int32())
    columns = [
        pa.array(evidence, pa.uint64()),
        pa.array([decision.no_match_probability for decision in decisions], pa.float64()),
        pa.ListArray.from_arrays(offsets, pa.array(entities, pa.int32())),
        pa.ListArray.from_arrays(offsets, pa.array([one.probability for one in candidates], pa.float64())),
        pa.ListArray.from_arrays(offsets, pa.array([one.explanation for one in candidates], pa.string())),
        pa.ListArray.from_arrays(offsets, pa.array([list(one.also) for one in candidates], pa.list_(pa.string()))),
    ]
    table = pa.table(columns, schema=MEMORY_SCHEMA).sort_by("evidence")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    pq.write_table(table, name)
    Path(name).replace(path)


def recall(memory: pa.Table, evidence: Hashes, *, index: RegisterIndex) -> dict[int, Decision]:
    """Return the decisions that are remembered, by the place of the evidence."""
    known = memory["evidence"].to_numpy()
    if not len(known):
        return {}
    at = np.minimum(np.searchsorted(known, evidence), len(known) - 1)
    places = np.flatnonzero(known[at] == evidence)
    return dict(zip(places.tolist(), _decisions(memory, at[places], index), strict=True))


def _decisions(memory: pa.Table, rows: Ints, index: RegisterIndex) -> list[Decision]:
    held = memory.take(pa.array(rows)).combine_chunks()
    lists = [held[name].combine_chunks() for name in ("entities", "probabilities", "explanations", "also")]
    entities = lists[0].flatten().to_numpy().astype(np.int64)
    distinct = np.unique(entities)
    facts = dict(zip(distinct.tolist(), entity_facts(index, distinct), strict=True))
    flat = zip(entities.tolist(), *(one.flatten().to_pylist() for one in lists[1:]), strict=True)
    candidates = [Candidate(facts[entity], share, words, tuple(also)) for entity, share, words, also in flat]
    bounds = np.concatenate([[0], np.cumsum(pc.list_value_length(lists[0]).to_numpy())]).tolist()
    nobody = held["no_match_probability"].to_pylist()
    return [
        Decision(tuple(candidates[begin:end]), none)
        for begin, end, none in zip(bounds[:-1], bounds[1:], nobody, strict=True)
    ]
