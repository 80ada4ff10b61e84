"""Companies: number, registered office, status, age, industry, previous names, and size from the accounts they file."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import (
    cleaned_company_number,
    cleaned_date,
    cleaned_postcode,
    cleaned_text,
    industry_codes,
    number_note,
)
from ourplace.registers.entities import as_entities, looked_up, named
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per company, at its registered office."""
    number = cleaned_company_number(raw.number)
    name = cleaned_text(raw.name)
    previous = [(cleaned_text(raw[f"previous_name_{position}"]), "previous") for position in range(1, 11)]
    by_prefix = looked_up(number.left(2), register.lookups["legal_form_by_prefix"].values, otherwise="unknown")
    by_category = looked_up(raw.category, register.lookups["legal_form"].values, otherwise=None)
    return as_entities(
        raw,
        register.register_id,
        {
            "entity_id": "GB-COH-" + number,
            "entity_name": name,
            "other_names": named(previous, main=name),
            "legal_form": by_category.fill_null(by_prefix),
            "status": looked_up(raw.status, register.lookups["status"].values, otherwise="unknown"),
            "incorporated_date": cleaned_date(raw.incorporated_date),
            "dissolved_date": cleaned_date(raw.dissolved_date),
            "sic_codes": industry_codes([raw[f"sic_{position}"] for position in range(1, 5)]),
            "company_number": number,
            "postcode": cleaned_postcode(raw.postcode),
            "town_name": cleaned_text(raw.town_name),
            "size": looked_up(raw.account_category, register.lookups["size"].values, otherwise=None),
            "rejection": ibis.ifelse(number.isnull(), "no_company_number", ibis.null("string")),
            "note": number_note(number, raw.number),
        },
    )
