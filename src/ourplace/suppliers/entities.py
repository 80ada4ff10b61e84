"""The entities of several registers as one table of the engine, and what they say about the few that are candidates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.engine.duckdb import quoted
from ourplace.suppliers.records import EntityFacts


def as_view(engine: Engine, entities: Table) -> str:
    """Return the name of a view over the entities, for queries written in SQL."""
    name = f"suppliers_entities_{uuid4().hex[:12]}"
    engine.run(f"CREATE TEMP VIEW {name} AS {ibis.to_sql(entities, dialect='duckdb')}")
    return name


def facts_of(
    engine: Engine, entity_ids: Iterable[str], *, view: str, register_order: Sequence[str] = ()
) -> dict[str, EntityFacts]:
    """Return the facts of each entity by id, all its registers and locations together.

    Where registers disagree the first in `register_order` is believed; a fact that one lacks comes from the next.
    """
    engine.table(pa.table({"entity_id": pa.array(sorted(set(entity_ids)), pa.string())}), name="suppliers_wanted")
    rows = engine.sql(_facts_query(view, register_order)).to_pylist()
    return {row["entity_id"]: _as_facts(row) for row in rows}


def _facts_query(view: str, register_order: Sequence[str]) -> str:
    order = " ".join(f"WHEN {quoted(register)} THEN {place}" for place, register in enumerate(register_order))
    rank = f"CASE register_id {order} ELSE {len(register_order)} END" if order else "0"
    first = "max_by({0}, ({0} IS NOT NULL, -rank, register_id))"
    stated = "max_by({0}, ({0} IS NOT NULL AND {0} <> 'unknown', -rank, register_id))"
    return f"""
    WITH wanted AS (
        SELECT entity.*, {rank} AS rank FROM {view} AS entity JOIN suppliers_wanted USING (entity_id)
    )
    SELECT entity_id, min_by(register_id, (rank, register_id)) AS register_id,
        min_by(entity_name, (rank, register_id)) AS entity_name,
        {stated.format("legal_form")} AS legal_form, {stated.format("status")} AS status,
        {first.format("incorporated_date")} AS incorporated_date, {first.format("dissolved_date")} AS dissolved_date,
        max_by(sic_codes, (len(sic_codes) > 0, -rank, register_id)) AS sic_codes,
        {first.format("company_number")} AS company_number, {first.format("charity_number")} AS charity_number,
        list_sort(list(DISTINCT postcode) FILTER (postcode IS NOT NULL)) AS postcodes,
        {first.format("size")} AS size, list_sort(list(DISTINCT register_id)) AS register_ids, bool_and(location_kind = 'premises') AS is_premises
    FROM wanted GROUP BY entity_id"""


def _as_facts(row: Mapping[str, Any]) -> EntityFacts:
    return EntityFacts(
        **{
            key: value
            for key, value in row.items()
            if key not in ("sic_codes", "postcodes", "register_ids", "legal_form", "status")
        },
        legal_form=row["legal_form"] or "unknown",
        status=row["status"] or "unknown",
        sic_codes=tuple(row["sic_codes"] or ()),
        postcodes=tuple(row["postcodes"] or ()),
        register_ids=tuple(row["register_ids"]),
    )
