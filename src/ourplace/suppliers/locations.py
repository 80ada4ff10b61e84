"""Where suppliers are, as facts with their sources: the registers', the payment files', and what people judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from ourplace.engine import Engine
from ourplace.suppliers.decide import Decision
from ourplace.suppliers.standing import Standing

LOCATIONS_SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("entity_id", pa.string()),
        ("location_kind", pa.string()),
        ("postcode", pa.string()),
        ("source", pa.string()),
        ("as_at", pa.date32()),
        ("probability", pa.float64()),
        ("is_location_neutral", pa.bool_()),
    ]
)
LOCATION_KINDS = ("registered_office", "premises", "invoice_address")


@dataclass(frozen=True)
class OwnPostcode:
    """A postcode printed beside a payee, and the last day on which it was."""

    postcode: str
    as_at: object


def known_locations(
    engine: Engine,
    *,
    decisions: Mapping[str, Decision],
    printed: Mapping[str, Sequence[OwnPostcode]],
    standings: Mapping[str, Standing],
    view: str,
    neutral_registers: Mapping[str, bool],
) -> pa.Table:
    """Return one row per supplier and fact about where it is (`LOCATIONS_SCHEMA`), all three mappings by supplier.

    A register's fact has the candidate's probability; a postcode printed beside the payee is the supplier's own
    (`entity_id` null, probability 1). Where people judged a location it stands alone, for every kind of location.
    """
    rows = [row for supplier_id, standing in standings.items() for row in _judged(supplier_id, standing)]
    judged = {supplier_id for supplier_id, standing in standings.items() if standing.located}
    rows += [
        _row(supplier_id, None, "invoice_address", own.postcode, "payment file", own.as_at, 1.0, True)
        for supplier_id, postcodes in printed.items()
        if supplier_id not in judged
        for own in postcodes
    ]
    open_decisions = {key: decision for key, decision in decisions.items() if key not in judged}
    rows += _from_registers(engine, open_decisions, view, neutral_registers)
    rows.sort(key=lambda row: tuple("" if value is None else str(value) for value in row.values()))
    return pa.Table.from_pylist(rows, schema=LOCATIONS_SCHEMA)


def _row(supplier_id: str, entity_id: str | None, *values: object) -> dict[str, object]:
    return dict(zip(LOCATIONS_SCHEMA.names, (supplier_id, entity_id, *values), strict=True))


def _judged(supplier_id: str, standing: Standing) -> list[dict[str, object]]:
    judgement = standing.located
    if judgement is None:
        return []
    source = f"judgement {judgement.judgement_id}"
    return [_row(supplier_id, None, kind, judgement.postcode, source, None, 1.0, True) for kind in LOCATION_KINDS]


def _from_registers(
    engine: Engine, decisions: Mapping[str, Decision], view: str, neutral_registers: Mapping[str, bool]
) -> list[dict[str, object]]:
    """Return the facts of every register row of each candidate's organisation, under the candidate's own id."""
    wanted = [
        {
            "supplier_id": supplier_id,
            "candidate_id": candidate.entity.entity_id,
            "entity_id": entity_id,
            "organisation": candidate.entity.organisation,
            "probability": candidate.probability,
        }
        for supplier_id, decision in decisions.items()
        for candidate in decision.candidates
        for entity_id in (candidate.entity.entity_id, *candidate.also)
    ]
    if not wanted:
        return []
    engine.table(pa.Table.from_pylist(wanted), name="suppliers_located")
    facts = engine.sql(
        f"""WITH entity AS (
            SELECT entity_id, postcode, location_kind, register_id, as_at, CASE
                WHEN company_number IS NOT NULL THEN 'company ' || company_number
                WHEN charity_number IS NOT NULL THEN 'charity ' || charity_number ELSE entity_id END AS organisation
            FROM {view} WHERE postcode IS NOT NULL
        )
        SELECT DISTINCT supplier_id, candidate_id, location_kind, postcode, register_id, as_at, probability FROM (
            SELECT wanted.*, entity.* EXCLUDE (entity_id, organisation)
            FROM suppliers_located AS wanted JOIN entity ON entity.entity_id = wanted.entity_id
            UNION ALL
            SELECT wanted.*, entity.* EXCLUDE (entity_id, organisation)
            FROM suppliers_located AS wanted JOIN entity ON entity.organisation = wanted.organisation
        )"""
    )
    return [
        _row(
            fact["supplier_id"],
            fact["candidate_id"],
            fact["location_kind"],
            fact["postcode"],
            f"register {fact['register_id']}",
            fact["as_at"],
            fact["probability"],
            neutral_registers.get(fact["register_id"], False),
        )
        for fact in facts.to_pylist()
    ]
