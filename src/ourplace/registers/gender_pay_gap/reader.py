"""Large employers: company number, address, industry and size from the number of people they employ."""

import ibis
from ibis.expr.types import Table

from ourplace.registers.cleaning import (
    cleaned_company_number,
    cleaned_postcode,
    cleaned_text,
    industry_codes_in,
    number_note,
    postcode_within,
)
from ourplace.registers.entities import as_entities, looked_up, named
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per employer at its registered address, named as it is now called."""
    read = raw.mutate(
        company=cleaned_company_number(raw.company_number),
        typed_number=raw.company_number,
        main=cleaned_text(raw.current_name).fill_null(cleaned_text(raw["name"])),
        filed_name=cleaned_text(raw["name"]),
    )
    is_public = read.sic.re_search(r"(^|[^0-9])1($|[^0-9])").fill_null(False)
    return as_entities(
        read,
        register.register_id,
        {
            "entity_id": ("GB-COH-" + read.company).fill_null("GB-OP-GPG-" + read.identifier.strip()),
            "entity_name": read.main,
            "other_names": named([(read.filed_name, "previous")], main=read.main),
            "legal_form": ibis.ifelse(is_public, "public_body", "unknown"),
            "status": ibis.literal("active"),
            "sic_codes": industry_codes_in(read.sic),
            "company_number": read.company,
            "postcode": cleaned_postcode(read.postcode).fill_null(postcode_within(read.address)),
            "size": looked_up(read["size"], register.lookups["size"].values, otherwise=None),
            "note": number_note(read.company, read.typed_number),
        },
    )
