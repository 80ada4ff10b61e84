"""Suppliers from any list of names: one entity for each number, or for each name and postcode, its aliases kept."""

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.registers.cleaning import (
    charity_entity_id,
    cleaned_charity_number,
    cleaned_company_number,
    cleaned_date,
    cleaned_text,
    industry_codes_in,
    number_note,
    postcode_within,
)
from ourplace.registers.entities import as_entities, looked_up, named
from ourplace.registers.metadata import Register


def entities(raw: Table, register: Register) -> Table:
    """Return one row per line of the list; lines of one supplier are merged afterwards, by entity and postcode."""
    listed_name, legal_name = cleaned_text(raw.name), cleaned_text(raw.legal_name)
    main = legal_name.fill_null(listed_name)
    number, charity = cleaned_company_number(raw.company_number), cleaned_charity_number(raw.charity_number)
    addresses = [raw.postcode, *(raw[f"address_{line}"] for line in range(6, 0, -1))]
    postcode = ibis.coalesce(*(postcode_within(address) for address in addresses))
    aliases = [
        (listed_name, "alias"),
        (cleaned_text(raw["alias"]), "alias"),
        (cleaned_text(raw.trading_name), "trading"),
    ]
    return as_entities(
        raw,
        register.register_id,
        {
            "entity_id": entity_id(main, number=number, charity=charity, postcode=postcode),
            "entity_name": main,
            "other_names": named(aliases, main=main),
            "legal_form": looked_up(raw.legal_form, register.lookups["legal_form"].values, otherwise="unknown"),
            "status": looked_up(raw.status, register.lookups["status"].values, otherwise="unknown"),
            "incorporated_date": cleaned_date(raw.incorporated_date),
            "sic_codes": industry_codes_in(raw.sic),
            "company_number": number,
            "charity_number": charity,
            "postcode": postcode,
            "town_name": cleaned_text(raw.town_name),
            "location_kind": ibis.ifelse(legal_name.notnull() & number.notnull(), "registered_office", "premises"),
            "size": looked_up(raw["size"], register.lookups["size"].values, otherwise=None),
            "note": number_note(number, raw.company_number),
        },
    )


def entity_id(name: StringValue, *, number: StringValue, charity: StringValue, postcode: StringValue) -> StringValue:
    """Return the identifier from the company or charity number, else one of our own from the name and postcode."""
    own = (name.upper() + "|" + postcode.fill_null("")).hexdigest("md5").left(12)
    return ibis.coalesce("GB-COH-" + number, charity_entity_id(charity), "GB-OP-" + own)
