"""Where suppliers are, as facts with their sources: the registers', the payment files', and what people judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.decide import Decision
from ourplace.suppliers.facts import location_facts, organisation_rows
from ourplace.suppliers.index import RegisterIndex
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
# The values of LOCATIONS_SCHEMA, in its order.
Location = tuple[str, str | None, str, str | None, str, object, float, bool]
LOCATION_KINDS = ("registered_office", "premises", "invoice_address")


@dataclass(frozen=True)
class OwnPostcode:
    """A postcode printed beside a payee, and the last day on which it was."""

    postcode: str
    as_at: object


def known_locations(
    index: RegisterIndex,
    *,
    decisions: Mapping[str, Decision],
    printed: Mapping[str, Sequence[OwnPostcode]],
    standings: Mapping[str, Standing],
    neutral_registers: Mapping[str, bool],
) -> pa.Table:
    """Return one row per supplier and fact about where it is (`LOCATIONS_SCHEMA`), all three mappings by supplier.

    A register's fact has the candidate's probability; a postcode printed beside the payee is the supplier's own
    (`entity_id` null, probability 1). Where people judged a location it stands alone, for every kind of location.
    """
    rows = [row for supplier_id, standing in standings.items() for row in _judged(supplier_id, standing)]
    judged = {supplier_id for supplier_id, standing in standings.items() if standing.located}
    rows += [
        (supplier_id, None, "invoice_address", own.postcode, "payment file", own.as_at, 1.0, True)
        for supplier_id, postcodes in printed.items()
        if supplier_id not in judged
        for own in postcodes
    ]
    open_decisions = {key: decision for key, decision in decisions.items() if key not in judged}
    rows += _from_registers(index, open_decisions, neutral_registers)
    columns = zip(*rows, strict=True) if rows else ((),) * len(LOCATIONS_SCHEMA)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, LOCATIONS_SCHEMA.types, strict=True)]
    table = pa.table(arrays, schema=LOCATIONS_SCHEMA)
    # What is missing comes first, as an empty text would.
    keys = pa.table({name: pc.fill_null(table[name].cast(pa.string()), "") for name in LOCATIONS_SCHEMA.names})
    return table.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names]))


def _judged(supplier_id: str, standing: Standing) -> list[Location]:
    judgement = standing.located
    if judgement is None:
        return []
    source = f"judgement {judgement.judgement_id}"
    return [(supplier_id, None, kind, judgement.postcode, source, None, 1.0, True) for kind in LOCATION_KINDS]


def _from_registers(
    index: RegisterIndex, decisions: Mapping[str, Decision], neutral_registers: Mapping[str, bool]
) -> list[Location]:
    """Return the facts of every register row of each candidate's organisation, under the candidate's own id."""
    wanted = [
        (supplier_id, candidate, entity_id)
        for supplier_id, decision in decisions.items()
        for candidate in decision.candidates
        for entity_id in (candidate.entity.entity_id, *candidate.also)
    ]
    entities = index.find_entities([entity_id for _, _, entity_id in wanted])
    held = np.flatnonzero(entities >= 0)
    rows = organisation_rows(index, entities[held])
    facts = location_facts(index, rows.values)
    found = {
        (supplier_id, candidate.entity.entity_id, *fact, candidate.probability): None
        for place, begin, end in zip(held.tolist(), rows.offsets[:-1].tolist(), rows.offsets[1:].tolist(), strict=True)
        for supplier_id, candidate, _ in (wanted[place],)
        for fact in facts[begin:end]
        if fact.postcode
    }
    return [
        (
            supplier,
            entity,
            kind,
            postcode,
            f"register {register}",
            day,
            share,
            neutral_registers.get(register, False),
        )
        for supplier, entity, kind, postcode, register, day, share in found
    ]
