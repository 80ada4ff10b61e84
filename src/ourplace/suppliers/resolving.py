"""The payees of a study made into suppliers: normalise, candidates, compare, calibrate, decide, then cluster and locate."""

import gc
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.progress import Progress, silent
from ourplace.suppliers.building import RegisterSource, build_index
from ourplace.suppliers.business_type import type_from_clean
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.clusters import Member, cluster_payees
from ourplace.suppliers.decide import Decision, decide_batch, judged_same
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.index import RegisterIndex, open_index
from ourplace.suppliers.judgements import Judgement, Judgements
from ourplace.suppliers.locations import OwnPostcode, known_locations
from ourplace.suppliers.memory import evidence_of, read_memory, recall, write_memory
from ourplace.suppliers.numbers import charity_number, company_number
from ourplace.suppliers.partitions import decide_on_partitions
from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.processes import MATCHING, decide_many
from ourplace.suppliers.records import CleanName, EntityFacts, clean_names
from ourplace.suppliers.scoring import PAYEES_SCHEMA
from ourplace.suppliers.standing import Standing, merged, name_key, standing_by_name
from ourplace.suppliers.tables import (
    Supplier,
    candidates_table,
    payee_suppliers_table,
    supplier_ids,
    suppliers_table,
)

NOTHING_JUDGED = Standing()


@dataclass(frozen=True)
class ResolvedSuppliers:
    """Who was paid.

    `payee_suppliers`: one row per payee that is a supplier. `suppliers`: one row per supplier. `candidates`: one row per
    supplier and organisation that it may be. `locations`: one row per supplier and fact about where it is.
    """

    payee_suppliers: Table
    suppliers: Table
    candidates: Table
    locations: Table


def resolve_suppliers(
    engine: Engine,
    *,
    payees: Table,
    entities: Table | RegisterIndex,
    register_coverage: Mapping[str, tuple[bool, bool]],
    judgements: Judgements | Sequence[Judgement] = (),
    model: MatchModel | None = None,
    memory: Path | None = None,
    progress: Progress = silent,
) -> ResolvedSuppliers:
    """Return the suppliers behind the payees.

    `entities` are the registers' rows, or an index of them that is kept (see `build_index`); a table is indexed for this call alone.
    `register_coverage` says for each register whether it is complete and whether it is neutral as to place. Redacted
    payees become no supplier. Payees shaped like a person's name are looked up in no register; what people judged
    about them counts. Judgements always win.

    `memory` is a file of what was found for payees before, by this version in this index with this model; it is read, and written
    again with what was found now.
    """
    made = judgements.judgements if isinstance(judgements, Judgements) else tuple(judgements)
    neutral = {register: coverage[1] for register, coverage in register_coverage.items()}
    with _opened(engine, entities, register_coverage, progress) as index, _no_garbage():
        # In a function of its own, so that what it made is gone before garbage is looked for again.
        tables = _tables(
            engine.to_arrow(payees),
            neutral,
            engine=engine,
            index=index,
            judgements=made,
            model=model,
            memory=memory,
            progress=progress,
        )
    suffix = uuid4().hex[:12]
    return ResolvedSuppliers(**{name: engine.table(table, name=f"{name}_{suffix}") for name, table in tables.items()})


def _tables(
    payees: pa.Table,
    neutral: Mapping[str, bool],
    *,
    engine: Engine,
    index: RegisterIndex,
    judgements: Sequence[Judgement],
    model: MatchModel | None,
    memory: Path | None,
    progress: Progress,
) -> dict[str, pa.Table]:
    """Return the tables of `ResolvedSuppliers` by name."""
    rows = _looked_up(payees)
    suppliers = _resolve(
        rows, engine=engine, index=index, judgements=judgements, model=model, memory=memory, progress=progress
    )
    locations = known_locations(
        index,
        decisions={one.supplier_id: one.decision for one in suppliers},
        printed={one.supplier_id: _printed_postcodes(one) for one in suppliers},
        standings={one.supplier_id: one.standing for one in suppliers if one.standing is not NOTHING_JUDGED},
        neutral_registers=neutral,
    )
    with_postcode = frozenset(locations["supplier_id"].to_pylist())
    return {
        "payee_suppliers": payee_suppliers_table(suppliers),
        "suppliers": suppliers_table(suppliers, with_postcode=with_postcode),
        "candidates": candidates_table(suppliers, neutral_registers=neutral),
        "locations": locations,
    }


def _looked_up(payees: pa.Table) -> list[dict[str, Any]]:
    """Return the payees that are not redacted."""
    is_redacted = pc.or_(payees["is_redacted"], pc.fill_null(pc.equal(payees["kind"], "redacted"), fill_value=False))
    rows: list[dict[str, Any]] = payees.filter(pc.invert(is_redacted)).to_pylist()
    return rows


def by_belief(register_coverage: Mapping[str, tuple[bool, bool]]) -> list[str]:
    """Return the registers, the one to believe first before the others: complete ones, then those neutral as to place."""
    return sorted(
        register_coverage, key=lambda register: (*(not sure for sure in register_coverage[register]), register)
    )


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Spare the search for garbage while many small values are made that hold no circles; it takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _opened(
    engine: Engine,
    entities: Table | RegisterIndex,
    register_coverage: Mapping[str, tuple[bool, bool]],
    progress: Progress,
) -> Iterator[RegisterIndex]:
    """Give the index, made in a temporary folder where only the registers' rows are given."""
    if isinstance(entities, RegisterIndex):
        yield entities
        return
    rows = engine.to_arrow(entities)
    order = by_belief(register_coverage)
    held = [*order, *sorted(set(rows["register_id"].unique().to_pylist()) - set(order))]
    sources = [RegisterSource(name, rows.filter(pc.equal(rows["register_id"], name))) for name in held]
    with tempfile.TemporaryDirectory() as folder:
        yield open_index(build_index(sources, Path(folder) / "index", progress=progress))


def _resolve(
    rows: Sequence[Mapping[str, Any]],
    *,
    engine: Engine,
    index: RegisterIndex,
    judgements: Sequence[Judgement],
    model: MatchModel | None,
    memory: Path | None,
    progress: Progress,
) -> list[Supplier]:
    """Return the suppliers behind the payees, not yet located."""
    standings = standing_by_name(judgements)
    cleaned = clean_names([row["payee_name"] for row in rows])
    held = [standings.get(name_key(cleaned[row["payee_name"]]), NOTHING_JUDGED) for row in rows]
    facts = _facts(rows, cleaned)
    decisions = _decide(facts, held, engine=engine, index=index, model=model, memory=memory, progress=progress)
    return _suppliers(rows, _members(rows, facts, decisions, cleaned=cleaned, index=index), decisions, held)


def _facts(rows: Sequence[Mapping[str, Any]], cleaned: Mapping[str, CleanName]) -> pa.Table:
    """Return what is known of each payee when it is looked up (`PAYEES_SCHEMA`)."""
    columns = (
        [row["payee_name"] for row in rows],
        [company_number(row["company_number"]) for row in rows],
        [charity_number(row["charity_number"]) for row in rows],
        [row["payee_postcode"] for row in rows],
        [row["first_date"] for row in rows],
        [row["last_date"] for row in rows],
        [row["need_category_code"] for row in rows],
        [type_from_clean(cleaned[row["payee_name"]]).business_type for row in rows],
    )
    return pa.table(list(columns), schema=PAYEES_SCHEMA)


def _decide(
    facts: pa.Table,
    held: Sequence[Standing],
    *,
    engine: Engine,
    index: RegisterIndex,
    model: MatchModel | None,
    memory: Path | None,
    progress: Progress,
) -> list[Decision]:
    """Return the decision on each payee; persons have no candidates but what people judged."""
    found: dict[int, Decision] = {}
    evidence = evidence_of(facts)
    if memory is not None:
        found = recall(read_memory(memory), evidence, index=index)
    firms = [place for place, name in enumerate(facts["payee_name"].to_pylist()) if not is_person_shaped(name)]
    # What people took out changes the shares of the others, so those payees are looked up afresh each time.
    asked = [place for place in firms if place not in found or held[place].different]
    # Other processes are not told what people judged, so the few payees that it matters to stay here.
    judged_on = [place for place in asked if held[place].different]
    others = facts.take(pa.array([place for place in asked if not held[place].different], pa.int64()))
    if engine.is_spread:
        progress(MATCHING, 0, len(asked))
        made = decide_on_partitions(engine, others, index=index, model=model)
        progress(MATCHING, len(asked), len(asked))
    else:
        made = decide_many(others, index=index, model=model, progress=progress)
    found.update(zip((place for place in asked if not held[place].different), made, strict=True))
    standings = [held[place] for place in judged_on]
    made = decide_batch(facts.take(pa.array(judged_on, pa.int64())), index=index, model=model, standings=standings)
    found.update(zip(judged_on, made, strict=True))
    if memory is not None and asked:
        kept = [place for place in firms if not held[place].different]
        write_memory(memory, evidence[kept], [found[place] for place in kept], index=index)
    judged, are_firms = _judged_entities(held, index), set(firms)
    return [
        judged_same(standing, judged)
        or (found[place] if place in are_firms else Decision((), 1.0, is_judged=bool(standing.different)))
        for place, standing in enumerate(held)
    ]


def _judged_entities(held: Sequence[Standing], index: RegisterIndex) -> dict[str, EntityFacts]:
    """Return the organisations that people named, those that no register in use holds by their id alone."""
    wanted = sorted({standing.same.entity_id for standing in held if standing.same and standing.same.entity_id})
    places = index.find_entities(wanted)
    known = {one.entity_id: one for one in entity_facts(index, places[places >= 0])}
    return {entity_id: known.get(entity_id) or EntityFacts(entity_id, "judgement", entity_id) for entity_id in wanted}


def _members(
    rows: Sequence[Mapping[str, Any]],
    facts: pa.Table,
    decisions: Sequence[Decision],
    *,
    cleaned: Mapping[str, CleanName],
    index: RegisterIndex,
) -> list[Member]:
    known = index.distinctive_among(word for name in cleaned.values() for word in name.words)
    distinctive = {text: frozenset(known.intersection(name.words)) for text, name in cleaned.items()}
    numbers = pc.coalesce(facts["company_number"], facts["charity_number"]).to_pylist()
    return [
        Member(
            row["payee_id"],
            cleaned[row["payee_name"]],
            distinctive[row["payee_name"]],
            decision.confident.entity.organisation if decision.confident else None,
            number,
            row["payee_postcode"],
        )
        for row, number, decision in zip(rows, numbers, decisions, strict=True)
    ]


def _suppliers(
    rows: Sequence[Mapping[str, Any]],
    members: Sequence[Member],
    decisions: Sequence[Decision],
    held: Sequence[Standing],
) -> list[Supplier]:
    place_of = {row["payee_id"]: place for place, row in enumerate(rows)}
    groups = cluster_payees(members)
    suppliers = []
    for supplier_id, group in zip(supplier_ids(groups), groups, strict=True):
        places = [place_of[member.payee_id] for member in group]
        suppliers.append(
            Supplier(
                supplier_id,
                group,
                tuple(rows[place] for place in places),
                _best_decision([decisions[place] for place in places]),
                merged([held[place] for place in places]),
            )
        )
    return suppliers


def _best_decision(decisions: Sequence[Decision]) -> Decision:
    """Return the decision that speaks for a supplier of several payees: a judged match, else the surest."""
    return max(
        decisions,
        key=lambda one: (
            one.is_judged and one.best is not None,
            one.best.probability if one.best else 0.0,
            one.is_judged,
        ),
    )


def _printed_postcodes(supplier: Supplier) -> list[OwnPostcode]:
    latest: dict[str, Any] = defaultdict(lambda: None)
    for payee in supplier.payees:
        if payee["payee_postcode"]:
            dates = [day for day in (latest[payee["payee_postcode"]], payee["last_date"]) if day]
            latest[payee["payee_postcode"]] = max(dates, default=None)
    return [OwnPostcode(postcode, day) for postcode, day in sorted(latest.items())]
