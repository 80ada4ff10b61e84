"""The tables that resolving makes: one row per payee, supplier and candidate."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

import pyarrow as pa

from ourplace.suppliers.business_type import UNKNOWN, BusinessType, type_from_clean, type_from_kind, type_from_register
from ourplace.suppliers.clusters import Member
from ourplace.suppliers.decide import Candidate, Decision
from ourplace.suppliers.people import is_person_shaped, names_a_person
from ourplace.suppliers.rules import sections_by_division
from ourplace.suppliers.standing import Standing

PAYEE_SUPPLIERS_SCHEMA = pa.schema([("payee_id", pa.int64()), ("supplier_id", pa.string())])
SUPPLIERS_SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("supplier_name", pa.string()),
        ("business_type", pa.string()),
        ("business_type_source", pa.string()),
        ("size", pa.string()),
        ("sic_code", pa.string()),
        ("sic_section_code", pa.string()),
        ("is_individual", pa.bool_()),
        ("no_match_probability", pa.float64()),
        ("has_postcode", pa.bool_()),
        ("judged", pa.string()),
        ("payee_names", pa.list_(pa.string())),
        ("anchor_ids", pa.list_(pa.string())),
        ("amount_gbp", pa.decimal128(18, 2)),
        ("explanation", pa.string()),
        ("judged_local_ring_ids", pa.list_(pa.string())),
        ("judged_not_local_ring_ids", pa.list_(pa.string())),
    ]
)
CANDIDATES_SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("candidate_rank", pa.int32()),
        ("entity_id", pa.string()),
        ("register_id", pa.string()),
        ("entity_name", pa.string()),
        ("probability", pa.float64()),
        ("explanation", pa.string()),
        ("is_location_neutral", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Supplier:
    """One supplier as it is put together: its payees (rows of the payees table), the decision and what people judged."""

    supplier_id: str
    members: tuple[Member, ...]
    payees: tuple[Mapping[str, Any], ...]
    decision: Decision
    standing: Standing

    @cached_property
    def confident(self) -> Candidate | None:
        """Return the organisation that is taken as the supplier, where one is probable enough."""
        return self.decision.confident

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the distinct names as typed, the one carrying most money first."""
        if len(self.payees) == 1:
            return (self.payees[0]["payee_name"],)
        carried: dict[str, Decimal] = {}
        for payee in self.payees:
            carried[payee["payee_name"]] = carried.get(payee["payee_name"], Decimal(0)) + payee["absolute_gbp"]
        return tuple(sorted(carried, key=lambda name: (-carried[name], name)))

    @cached_property
    def name(self) -> str:
        """Return the name to show: the registered one where the match is confident, else as typed with most money."""
        confident = self.confident
        return confident.entity.entity_name if confident else self.names[0]

    @cached_property
    def business_type(self) -> BusinessType:
        """Return the sort of organisation: judged, then registered, then by kind of payment, then by name."""
        judged = self.standing.business_type
        if judged and judged.business_type:
            return BusinessType(judged.business_type, f"judgement {judged.judgement_id}")
        confident = self.confident
        main = max(self.payees, key=lambda payee: (payee["absolute_gbp"], -payee["payee_id"]))
        found = chain(
            [type_from_register(confident.entity.legal_form, confident.entity.register_id)] if confident else [],
            [type_from_kind(main["kind"])],
            (type_from_clean(member.name) for member in self.members),
        )
        return next((one for one in found if one.business_type != "unknown"), UNKNOWN)

    @cached_property
    def is_individual(self) -> bool:
        """Return whether this may be a person, whose name must never be shown publicly: any of its names is enough.

        What a register confidently knows as an organisation is one, whatever it is called.
        """
        if self.business_type.business_type == "sole_trader_or_individual":
            return True
        return self.confident is None and any(is_person_shaped(name) or names_a_person(name) for name in self.names)


def supplier_ids(groups: Sequence[tuple[Member, ...]]) -> list[str]:
    """Return a stable id for each group: from its organisation where a register confidently knows it, else its names.

    Groups of the same names (told apart by their numbers) take the number in as well.
    """
    bases = [_base(group) for group in groups]
    counts = Counter(bases)
    ids = []
    for group, base in zip(groups, bases, strict=True):
        number = next((member.number for member in group if member.number), None)
        distinguished = f"{base} {number or group[0].payee_id}" if counts[base] > 1 else base
        ids.append("s-" + hashlib.sha256(distinguished.encode()).hexdigest()[:12])
    return ids


def _base(group: Sequence[Member]) -> str:
    organisation = next((member.organisation for member in group if member.organisation), None)
    return organisation or " | ".join(sorted({member.name.full or member.name.text for member in group}))


def payee_suppliers_table(suppliers: Sequence[Supplier]) -> pa.Table:
    """Return one row per payee that is a supplier."""
    pairs = sorted((member.payee_id, one.supplier_id) for one in suppliers for member in one.members)
    return pa.table([[pair[0] for pair in pairs], [pair[1] for pair in pairs]], schema=PAYEE_SUPPLIERS_SCHEMA)


def suppliers_table(suppliers: Sequence[Supplier], *, with_postcode: frozenset[str]) -> pa.Table:
    """Return one row per supplier, by id."""
    ordered = sorted(suppliers, key=lambda one: one.supplier_id)
    rows = [_supplier_row(one, has_postcode=one.supplier_id in with_postcode) for one in ordered]
    return _table(rows, SUPPLIERS_SCHEMA)


def _table(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )


def candidates_table(suppliers: Sequence[Supplier], *, neutral_registers: Mapping[str, bool]) -> pa.Table:
    """Return one row per supplier and candidate, best first."""
    rows = [
        (
            one.supplier_id,
            rank,
            candidate.entity.entity_id,
            candidate.entity.register_id,
            candidate.entity.entity_name,
            candidate.probability,
            candidate.explanation,
            any(neutral_registers.get(held, False) for held in candidate.entity.register_ids),
        )
        for one in sorted(suppliers, key=lambda one: one.supplier_id)
        for rank, candidate in enumerate(one.decision.candidates, start=1)
    ]
    return _table(rows, CANDIDATES_SCHEMA)


def _supplier_row(one: Supplier, *, has_postcode: bool) -> tuple[object, ...]:
    """Return the values of `SUPPLIERS_SCHEMA`, in its order."""
    confident = one.confident
    sic_code = next(iter(confident.entity.sic_codes), None) if confident else None
    latest = one.standing.latest
    rings = one.standing.rings
    return (
        one.supplier_id,
        one.name,
        *one.business_type,
        confident.entity.size if confident else None,
        sic_code,
        sections_by_division().get(sic_code[:2]) if sic_code else None,
        one.is_individual,
        one.decision.no_match_probability,
        has_postcode,
        latest.judgement_id if latest else None,
        one.names,
        sorted({anchor for payee in one.payees for anchor in payee["anchor_ids"] or ()}),
        sum((payee["amount_gbp"] for payee in one.payees), Decimal(0)),
        _explanation(one),
        sorted(ring for ring, word in rings.items() if word.kind == "local_because"),
        sorted(ring for ring, word in rings.items() if word.kind == "not_local"),
    )


def _explanation(one: Supplier) -> str:
    best = one.decision.best
    if best is None:
        if all(is_person_shaped(name) for name in one.names):
            return "shaped like a person's name, so it was not looked up in any register"
        return "no register in use has the name, or another that shares a distinctive word with it"
    said = (
        f"{best.entity.entity_name} ({best.entity.entity_id}), probability {best.probability:.2f}: {best.explanation}"
    )
    return said if one.confident else f"not sure; closest is {said}"
