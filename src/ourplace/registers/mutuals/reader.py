"""Societies: registration number, legal form, address, dates and status."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import (
    cleaned_date,
    cleaned_mutual_number,
    cleaned_text,
    industry_codes,
    postcode_within,
)
from ourplace.registers.entities import as_entities, looked_up
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per society at its registered address."""
    in_two_columns = raw.number.strip() + raw.suffix.strip().fill_null("")
    read = raw.mutate(society=cleaned_mutual_number(raw.full_number).fill_null(cleaned_mutual_number(in_two_columns)))
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": "GB-MPR-" + read.society,
            "entity_name": cleaned_text(read["name"]),
            "legal_form": looked_up(read.registered_as, register.lookups["legal_form"].values, otherwise="unknown"),
            "status": looked_up(read.status, register.lookups["status"].values, otherwise="unknown"),
            "incorporated_date": cleaned_date(read.registered_date),
            "dissolved_date": cleaned_date(read.deregistered_date),
            "sic_codes": industry_codes([read.sic]),
            "postcode": postcode_within(read.address),
            "rejection": ibis.ifelse(read.society.isnull(), "no_society_number", ibis.null("string")),
        },
    )
