"""The payees of a study made into suppliers: normalise, candidates, compare, calibrate, decide, then cluster and locate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.progress import Progress, silent
from ourplace.suppliers.business_type import type_from_clean
from ourplace.suppliers.calibrate import MatchModel, committed_model
from ourplace.suppliers.clusters import Member, cluster_payees
from ourplace.suppliers.decide import Decision, decide
from ourplace.suppliers.entities import as_view, facts_of
from ourplace.suppliers.index import drop_index, index_register
from ourplace.suppliers.judgements import Judgement, Judgements
from ourplace.suppliers.locations import OwnPostcode, known_locations
from ourplace.suppliers.numbers import charity_number, company_number
from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.rarity import rarity_of
from ourplace.suppliers.records import CleanName, EntityFacts, PayeeFacts, clean_names
from ourplace.suppliers.scoring import Registers, Scored, score_payees
from ourplace.suppliers.standing import Standing, merged, name_key, standing_by_name
from ourplace.suppliers.tables import (
    Supplier,
    candidates_table,
    payee_suppliers_table,
    supplier_ids,
    suppliers_table,
)

PAYEES_AT_A_TIME = 10_000
NOBODY = Standing()


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
    entities: Table,
    register_coverage: Mapping[str, tuple[bool, bool]],
    judgements: Judgements | Sequence[Judgement] = (),
    model: MatchModel | None = None,
    progress: Progress = silent,
) -> ResolvedSuppliers:
    """Return the suppliers behind the payees.

    `register_coverage` says for each register whether it is complete and whether it is neutral as to place. Redacted
    payees become no supplier. Payees shaped like a person's name are looked up in no register; what people judged
    about them counts. Judgements always win.
    """
    rows = [row for row in engine.to_arrow(payees).to_pylist() if not row["is_redacted"] and row["kind"] != "redacted"]
    made = judgements.judgements if isinstance(judgements, Judgements) else tuple(judgements)
    standings = standing_by_name(made)
    registers = _open(engine, entities, register_coverage, progress)
    cleaned = clean_names([row["payee_name"] for row in rows])
    facts = [_facts(row, cleaned[row["payee_name"]]) for row in rows]
    scored = _score(
        engine, rows, facts=facts, registers=registers, model=model or committed_model(), progress=progress
    )
    held = [standings.get(name_key(cleaned[row["payee_name"]]), NOBODY) for row in rows]
    judged = _judged_entities(engine, held, registers)
    decisions = [
        decide(found, standing=stands, judged_entity=judged.get(stands.same.entity_id or "") if stands.same else None)
        for found, stands in zip(scored, held, strict=True)
    ]
    members = _members(engine, rows, facts=facts, decisions=decisions, cleaned=cleaned, registers=registers)
    suppliers = _suppliers(rows, members, decisions, held)
    neutral = {register: coverage[1] for register, coverage in register_coverage.items()}
    locations = known_locations(
        engine,
        decisions={one.supplier_id: one.decision for one in suppliers},
        printed={one.supplier_id: _printed_postcodes(one) for one in suppliers},
        standings={one.supplier_id: one.standing for one in suppliers},
        view=registers.view,
        neutral_registers=neutral,
    )
    drop_index(engine, registers.index)
    return _as_tables(engine, suppliers, locations, neutral)


def _open(
    engine: Engine, entities: Table, register_coverage: Mapping[str, tuple[bool, bool]], progress: Progress
) -> Registers:
    order = sorted(
        register_coverage, key=lambda register: (*(not sure for sure in register_coverage[register]), register)
    )
    return Registers(as_view(engine, entities), index_register(engine, entities, progress=progress), tuple(order))


def _facts(row: Mapping[str, Any], name: CleanName) -> PayeeFacts:
    return PayeeFacts(
        company_number=company_number(row["company_number"]),
        charity_number=charity_number(row["charity_number"]),
        postcode=row["payee_postcode"],
        first_date=row["first_date"],
        last_date=row["last_date"],
        need_category_code=row["need_category_code"],
        business_type=type_from_clean(name).business_type,
    )


def _score(
    engine: Engine,
    rows: Sequence[Mapping[str, Any]],
    *,
    facts: Sequence[PayeeFacts],
    registers: Registers,
    model: MatchModel,
    progress: Progress,
) -> list[tuple[Scored, ...]]:
    """Return the scored candidates of each payee, none for persons."""
    found: list[tuple[Scored, ...]] = [() for _ in rows]
    firms = [place for place, row in enumerate(rows) if not is_person_shaped(row["payee_name"])]
    for start in range(0, len(firms), PAYEES_AT_A_TIME):
        progress("Matching payees with the registers", start, len(firms))
        places = firms[start : start + PAYEES_AT_A_TIME]
        names = [rows[place]["payee_name"] for place in places]
        scored = score_payees(
            engine, names, facts=[facts[place] for place in places], registers=registers, model=model
        )
        for place, candidates in zip(places, scored, strict=True):
            found[place] = candidates
    progress("Matching payees with the registers", len(firms), len(firms))
    return found


def _judged_entities(engine: Engine, held: Sequence[Standing], registers: Registers) -> dict[str, EntityFacts]:
    """Return the organisations that people named, those that no register in use holds by their id alone."""
    wanted = {standing.same.entity_id for standing in held if standing.same and standing.same.entity_id}
    known = facts_of(engine, wanted, view=registers.view, register_order=registers.register_order) if wanted else {}
    return {entity_id: known.get(entity_id) or EntityFacts(entity_id, "judgement", entity_id) for entity_id in wanted}


def _members(
    engine: Engine,
    rows: Sequence[Mapping[str, Any]],
    *,
    facts: Sequence[PayeeFacts],
    decisions: Sequence[Decision],
    cleaned: Mapping[str, CleanName],
    registers: Registers,
) -> list[Member]:
    rarity = rarity_of(engine, registers.index, {word for name in cleaned.values() for word in name.words})
    distinctive = {name: frozenset(filter(rarity.is_distinctive, clean.words)) for name, clean in cleaned.items()}
    return [
        Member(
            row["payee_id"],
            cleaned[row["payee_name"]],
            distinctive[row["payee_name"]],
            decision.confident.entity.organisation if decision.confident else None,
            known.company_number or known.charity_number,
            known.postcode,
        )
        for row, known, decision in zip(rows, facts, decisions, strict=True)
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


def _as_tables(
    engine: Engine, suppliers: Sequence[Supplier], locations: pa.Table, neutral_registers: Mapping[str, bool]
) -> ResolvedSuppliers:
    with_postcode = frozenset(locations["supplier_id"].to_pylist())
    tables = {
        "payee_suppliers": payee_suppliers_table(suppliers),
        "suppliers": suppliers_table(suppliers, with_postcode=with_postcode),
        "candidates": candidates_table(suppliers, neutral_registers=neutral_registers),
        "locations": locations,
    }
    suffix = uuid4().hex[:12]
    return ResolvedSuppliers(**{name: engine.table(table, name=f"{name}_{suffix}") for name, table in tables.items()})
