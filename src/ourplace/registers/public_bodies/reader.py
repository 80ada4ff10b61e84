"""Councils, NHS bodies, police, fire, parks and departments, from the table of facts beside this file."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import cleaned_date, cleaned_postcode, cleaned_text
from ourplace.registers.entities import as_entities, looked_up
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per body at its head office, those that are abolished marked as closed."""
    name, ended = cleaned_text(raw["name"]), cleaned_date(raw.end_date)
    aliases = raw["aliases"].fill_null("").split("|").filter(lambda text: text.length() > 0)
    return as_entities(
        raw,
        register.register_id,
        {
            "entity_id": raw.body_id,
            "entity_name": name,
            "other_names": aliases.map(lambda text: ibis.struct({"name": text, "kind": ibis.literal("alias")})),
            "legal_form": looked_up(raw.kind, register.lookups["legal_form"].values, otherwise="unknown"),
            "status": ibis.ifelse(ended.isnull(), "active", "closed"),
            "incorporated_date": cleaned_date(raw.start_date),
            "dissolved_date": ended,
            "postcode": cleaned_postcode(raw.postcode),
            "location_kind": ibis.literal("registered_office"),
        },
    )
