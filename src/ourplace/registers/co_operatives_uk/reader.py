"""Co-operatives: their own identifier, company number, names, address, industry, dates and status."""

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
    """Return one row per co-operative at the address it is listed with."""
    # A society's number is its own registrar's, unless it carries the letters under which Companies House lists societies.
    is_company_s = raw.registrar.lower().contains("companies house") | raw.registered_number.upper().re_search(
        r"^\s*(IP|SP|NP|RS)"
    )
    typed = raw.company_number.fill_null(
        ibis.ifelse(is_company_s.fill_null(False), raw.registered_number, ibis.null("string"))
    )
    read = raw.mutate(
        company=cleaned_company_number(typed),
        typed_number=typed,
        main=cleaned_text(raw["name"]).fill_null(cleaned_text(raw.trading_name)),
        stated_status=looked_up(raw.status, register.lookups["status"].values, otherwise="unknown"),
    )
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": "GB-COP-" + read.identifier.strip().upper(),
            "entity_name": read.main,
            "other_names": named([(cleaned_text(read.trading_name), "trading")], main=read.main),
            "legal_form": ibis.literal("cooperative_or_society"),
            # Without a status of its own, a file holds what is active at the quarter's end.
            "status": ibis.ifelse(read.status.isnull(), "active", read.stated_status),
            "incorporated_date": cleaned_date(read.incorporated_date),
            "dissolved_date": cleaned_date(read.dissolved_date),
            "sic_codes": industry_codes([read.sic], zeros_dropped=True),
            "company_number": read.company,
            "postcode": cleaned_postcode(read.postcode),
            "town_name": cleaned_text(read.town_name),
            "location_kind": ibis.literal("registered_office"),
            "note": number_note(read.company, read.typed_number),
        },
    )
