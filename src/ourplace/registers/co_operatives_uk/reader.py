"""Co-operatives: their own identifier, company or society number, address, industry and legal form."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import (
    cleaned_company_number,
    cleaned_postcode,
    cleaned_text,
    industry_codes,
    number_note,
)
from ourplace.registers.entities import as_entities
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per co-operative at the address it is listed with."""
    read = raw.mutate(company=cleaned_company_number(raw.company_number), typed_number=raw.company_number)
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": "GB-COP-" + read.identifier.strip().upper(),
            "entity_name": cleaned_text(read["name"]),
            "legal_form": ibis.literal("cooperative_or_society"),
            "status": ibis.literal("active"),
            "sic_codes": industry_codes([read.sic], zeros_dropped=True),
            "company_number": read.company,
            "postcode": cleaned_postcode(read.postcode),
            "town_name": cleaned_text(read.town_name),
            "location_kind": ibis.literal("registered_office"),
            "note": number_note(read.company, read.typed_number),
        },
    )
