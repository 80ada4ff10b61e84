"""Pairs of identifiers that name one organisation, both ends checked to be shaped like identifiers."""

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.registers.cleaning import cleaned_company_number
from ourplace.registers.metadata import Register

_IDENTIFIER = r"^[A-Z]{2}-[A-Z]+-[0-9A-Z.\-/]+$"


def links(raw: Table, register: Register) -> Table:
    """Return one row per pair: `entity_id_a`, `entity_id_b`, with a reason where a row cannot be used."""
    del register
    read = raw.mutate(
        first=_identifier(raw.first),
        # A broken row has the other identifier one cell to the right of its header, or to the left.
        second=_identifier(raw.second).fill_null(_identifier(raw.shifted)),
    )
    lacks_one = read["first"].isnull() | read["second"].isnull()
    return read.select(
        entity_id_a=read["first"],
        entity_id_b=read["second"],
        row_number=read.row_number,
        rejection=ibis.ifelse(lacks_one, "no_pair_of_identifiers", ibis.null("string")),
        note=ibis.null("string"),
    )


def _identifier(column: StringValue) -> StringValue:
    """Return an identifier of org-id.guide's form, company numbers at their full width; null for anything else."""
    text = column.strip().upper()
    company = "GB-COH-" + cleaned_company_number(text.re_replace(r"^GB-COH-", ""))
    whole = ibis.ifelse(text.startswith("GB-COH-"), company, text)
    return ibis.ifelse(whole.re_search(_IDENTIFIER), whole, ibis.null("string"))
