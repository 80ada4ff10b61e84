"""The one shape that every register is read into: one row per organisation and location."""

from collections.abc import Mapping
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import ArrayValue, StringValue, Table

BUSINESS_TYPES = (
    "private_company",
    "community_interest_company",
    "cooperative_or_society",
    "charity",
    "company_limited_by_guarantee",
    "partnership",
    "sole_trader_or_individual",
    "public_body",
    "school_or_college",
    "overseas",
    "unknown",
)

ENTITY_SCHEMA = pa.schema(
    [
        ("entity_id", pa.string()),
        ("register_id", pa.string()),
        ("entity_name", pa.string()),
        ("other_names", pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string())]))),
        ("legal_form", pa.string()),
        ("status", pa.string()),
        ("incorporated_date", pa.date32()),
        ("dissolved_date", pa.date32()),
        ("sic_codes", pa.list_(pa.string())),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("postcode", pa.string()),
        ("town_name", pa.string()),
        ("location_kind", pa.string()),
        ("size", pa.string()),
        ("as_at", pa.date32()),
    ]
)

LINK_SCHEMA = pa.schema([("entity_id_a", pa.string()), ("entity_id_b", pa.string())])

# What a reader says about a row beside the entity in it; neither leaves the package.
ROW_SCHEMA = pa.schema([("row_number", pa.int64()), ("rejection", pa.string()), ("note", pa.string())])


def as_entities(raw: Table, register_id: str, columns: Mapping[str, Any]) -> Table:
    """Return `columns` as entities of a register; what a register does not say is null, `unknown` or an empty list.

    `rejection` and `note` may be among the columns: why a row cannot be used, and what was mended in it or left unread.
    """
    missing: dict[str, Any] = {
        "register_id": ibis.literal(register_id),
        "legal_form": ibis.literal("unknown"),
        "status": ibis.literal("unknown"),
        "location_kind": ibis.literal("registered_office"),
        "other_names": ibis.literal([], type="array<struct<name: string, kind: string>>"),
        "sic_codes": ibis.literal([], type="array<string>"),
    }
    types = ibis.Schema.from_pyarrow(pa.unify_schemas([ENTITY_SCHEMA, ROW_SCHEMA]))
    given = {"row_number": raw.row_number} | missing | dict(columns)
    return raw.select(
        **{name: (given[name] if name in given else ibis.null(kind)).cast(kind) for name, kind in types.items()}
    )


def named(pairs: list[tuple[StringValue, str]], *, main: StringValue) -> ArrayValue:
    """Return the other names, each with its kind, leaving out blanks and those equal to the main name."""
    structs = [ibis.struct({"name": name, "kind": ibis.literal(kind)}) for name, kind in pairs]
    return ibis.array(structs).filter(lambda other: other["name"].notnull() & (other["name"] != main))


def looked_up(column: StringValue, values: Mapping[str, str | None], *, otherwise: str | None) -> StringValue:
    """Return what each value means by a register's lookup; capitals and spaces at the ends make no difference."""
    meanings = {value.lower(): meaning for value, meaning in values.items() if meaning is not None}
    text = column.strip().lower()
    return text.cases(*meanings.items(), else_=ibis.literal(otherwise, type="string"))
