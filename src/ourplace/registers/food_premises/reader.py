"""Approved food premises: a trading name and the postcode of the premises themselves, not of an office."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import cleaned_postcode, cleaned_text
from ourplace.registers.entities import as_entities
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per approved establishment."""
    return as_entities(
        raw,
        register.register_id,
        {
            "entity_id": "GB-OP-FSA-" + raw.number.strip().upper().re_replace(r"\s+", "-"),
            "entity_name": cleaned_text(raw["name"]),
            "status": ibis.literal("active"),
            "postcode": cleaned_postcode(raw.postcode),
            "town_name": cleaned_text(raw.town_name),
            "location_kind": ibis.literal("premises"),
        },
    )
