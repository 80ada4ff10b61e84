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
    read = raw.mutate(
        number=cleaned_company_number(raw.number), name=cleaned_text(raw.name), typed_number=raw.number
    ).mutate(prefix=lambda table: table.number.left(2))
    previous = [(cleaned_text(read[f"previous_name_{position}"]), "previous") for position in range(1, 11)]
    by_prefix = looked_up(read.prefix, register.lookups["legal_form_by_prefix"].values, otherwise="unknown")
    by_category = looked_up(read.category, register.lookups["legal_form"].values, otherwise=None)
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": "GB-COH-" + read.number,
            "entity_name": read.name,
            "other_names": named(previous, main=read.name),
            "legal_form": by_category.fill_null(by_prefix),
            "status": looked_up(read.status, register.lookups["status"].values, otherwise="unknown"),
            "incorporated_date": cleaned_date(read.incorporated_date),
            "dissolved_date": cleaned_date(read.dissolved_date),
            "sic_codes": industry_codes([read[f"sic_{position}"] for position in range(1, 5)]),
            "company_number": read.number,
            "postcode": cleaned_postcode(read.postcode),
            "town_name": cleaned_text(read.town_name),
            "size": looked_up(read.account_category, register.lookups["size"].values, otherwise=None),
            "rejection": ibis.ifelse(read.number.isnull(), "no_company_number", ibis.null("string")),
            "note": number_note(read.number, read.typed_number),
        },
    )
