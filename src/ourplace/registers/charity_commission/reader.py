"""Charities: number, company number where they have one, contact postcode, dates and status."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import (
    charity_entity_id,
    cleaned_charity_number,
    cleaned_company_number,
    cleaned_date,
    cleaned_postcode,
    cleaned_text,
    is_filled,
    number_note,
)
from ourplace.registers.entities import as_entities, looked_up
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per charity at its contact address; a linked charity carries its main charity's number and its own."""
    read = raw.mutate(
        charity=cleaned_charity_number(raw.number),
        company=cleaned_company_number(raw.company_number),
        linked=raw.linked_number.strip().nullif("").nullif("0"),
    )
    is_insolvent = (read.insolvent.strip().lower() == "true") | (read.in_administration.strip().lower() == "true")
    status = looked_up(read.status, register.lookups["status"].values, otherwise="unknown")
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": charity_entity_id(read.charity) + ("-" + read.linked).fill_null(""),
            "entity_name": cleaned_text(read["name"]),
            "legal_form": ibis.literal("charity"),
            "status": ibis.ifelse(is_insolvent.fill_null(False) & (status == "active"), "insolvent", status),
            "incorporated_date": cleaned_date(read.registered_date),
            "dissolved_date": cleaned_date(read.removed_date),
            "company_number": read.company,
            "charity_number": read.charity,
            "postcode": cleaned_postcode(read.postcode),
            "location_kind": ibis.literal("registered_office"),
            "rejection": ibis.ifelse(
                is_filled(read.number).fill_null(False) & read.charity.isnull(),
                "no_charity_number",
                ibis.null("string"),
            ),
            "note": number_note(read.company, read.company_number),
        },
    )
