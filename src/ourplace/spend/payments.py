"""The two tables a file becomes: its payments, one row per used row, and what was set aside, one row per other row."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend.amounts import vat_of
from ourplace.spend.columns import Role, dictionary
from ourplace.spend.kinds import assign_kinds, kind_rules
from ourplace.spend.need_categories import assign_need_categories, need_category_rules
from ourplace.spend.personal import mask_column
from ourplace.spend.plan import SheetPlan
from ourplace.spend.redaction import is_redacted_column
from ourplace.spend.rows import REASONS, Sorted, as_truths
from ourplace.spend.rulebook import worded_alike

MONEY = pa.decimal128(18, 2)
READ_SCHEMA = pa.schema(
    [
        ("file_id", pa.string()),
        ("sheet_name", pa.string()),
        ("line_number", pa.int64()),
        ("payee_name", pa.string()),
        ("payment_date", pa.date32()),
        ("amount_gbp", MONEY),
        ("category_name", pa.string()),
        ("category_code", pa.string()),
        ("description", pa.string()),
        ("department_name", pa.string()),
        ("payee_postcode", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("supplier_reference", pa.string()),
        ("invoice_reference", pa.string()),
        ("merchant_category", pa.string()),
        ("vat_gbp", MONEY),
        ("stated_kind", pa.string()),
        ("is_card", pa.bool_()),
        ("is_redacted", pa.bool_()),
        ("repair", pa.string()),
    ]
)
_TOLD = ("kind", "kind_rule_id", "need_category_code", "need_category_tier", "need_category_rule_id")
NO_PAYMENTS = READ_SCHEMA.empty_table()
PAYMENTS_SCHEMA = pa.schema(
    [
        *READ_SCHEMA,
        ("kind", pa.string()),
        ("kind_rule_id", pa.string()),
        ("need_category_code", pa.string()),
        ("need_category_tier", pa.string()),
        ("need_category_rule_id", pa.string()),
    ]
)
SET_ASIDE_SCHEMA = pa.schema(
    [
        ("file_id", pa.string()),
        ("sheet_name", pa.string()),
        ("line_number", pa.int64()),
        ("outcome", pa.string()),
        ("reason", pa.string()),
        ("amount_gbp", MONEY),
        ("excerpt", pa.string()),
    ]
)
_EXCERPT_LENGTH = 120
_ROWS_AT_ONCE = 100_000
_POSTCODE = r"(?i)\b(?P<area>[A-Z]{1,2}[0-9][A-Z0-9]?) ?(?P<unit>[0-9][A-Z]{2})\b"
_OUTPUT_COLUMNS: dict[Role, str] = {
    "category": "category_name",
    "category_code": "category_code",
    "description": "description",
    "department": "department_name",
    "company_number": "company_number",
    "charity_number": "charity_number",
    "supplier_reference": "supplier_reference",
    "invoice_reference": "invoice_reference",
    "merchant_category": "merchant_category",
    "stated_kind": "stated_kind",
}
_CARD_ROLES: tuple[Role, ...] = ("invoice_reference", "stated_kind", "card_marker")


@dataclass
class Masked:
    """How many personal details of each sort were masked."""

    counts: Counter[str] = field(default_factory=Counter)

    def column(self, values: pa.Array) -> pa.Array:
        """Return a column with personal details masked; repeated values are looked at once."""
        encoded = values.dictionary_encode()
        clean, counts = mask_column(encoded.dictionary)
        if not counts:
            return values
        touched = as_truths(pc.not_equal(clean, encoded.dictionary))
        hits = pa.array(touched[np.asarray(encoded.indices)])
        self.counts.update(mask_column(values.filter(hits))[1])
        return clean.take(encoded.indices)


@dataclass(frozen=True)
class Origin:
    """The file and sheet that rows come from."""

    file_id: str
    sheet_name: str


def payments_table(rows: Sorted, plan: SheetPlan, origin: Origin, masked: Masked) -> pa.Table:
    """Return one row per used row of a grid, in `READ_SCHEMA`."""
    used = pa.array(np.flatnonzero(rows.codes == 0))
    count = len(used)
    texts = {role: pc.utf8_trim_whitespace(rows.grid.columns[index].take(used)) for role, index in plan.texts.items()}
    payees = rows.payees.take(used)
    is_redacted = pc.or_(is_redacted_column(payees), pc.equal(payees, ""))
    columns: dict[str, pa.Array] = {
        "file_id": pa.repeat(origin.file_id, count),
        "sheet_name": pa.repeat(origin.sheet_name, count),
        "line_number": rows.grid.line_numbers.take(used),
        "payee_name": masked.column(payees),
        "payment_date": rows.dates.take(used),
        "amount_gbp": rows.amounts.take(used),
        "payee_postcode": _postcodes(rows, plan, used),
        "vat_gbp": vat_of(rows.grid, plan.amount).take(used) if plan.amount else pa.nulls(count, MONEY),
        "is_card": _is_card(texts, plan, count),
        "is_redacted": is_redacted,
        "repair": _repairs(rows, used),
    }
    for role, name in _OUTPUT_COLUMNS.items():
        columns[name] = _null_if_empty(masked.column(texts[role])) if role in texts else pa.nulls(count, pa.string())
    return pa.table([columns[name] for name in READ_SCHEMA.names], schema=READ_SCHEMA)


def set_aside_table(rows: Sorted, origin: Origin, masked: Masked) -> pa.Table:
    """Return one row per row of a grid that was not used, in `SET_ASIDE_SCHEMA`."""
    others = np.flatnonzero(rows.codes != 0)
    reasons = [list(REASONS)[code] for code in rows.codes[others]]
    places = pa.array(others)
    columns = [
        pa.repeat(origin.file_id, len(others)),
        pa.repeat(origin.sheet_name, len(others)),
        rows.grid.line_numbers.take(places),
        pa.array([REASONS[reason] for reason in reasons], pa.string()),
        pa.array(reasons, pa.string()),
        rows.amounts.take(places),
        _excerpts(rows, places, masked),
    ]
    return pa.table(columns, schema=SET_ASIDE_SCHEMA)


class TablesWriter:
    """Writes the payments and the other rows of one file, deciding kinds for many rows at a time."""

    def __init__(self, folder: Path) -> None:
        """Open both files in a folder."""
        self.payments_path = folder / "payments.parquet"
        self.set_aside_path = folder / "set_aside.parquet"
        self._payments = pq.ParquetWriter(self.payments_path, PAYMENTS_SCHEMA, compression="zstd", compression_level=1)
        self._set_aside = pq.ParquetWriter(
            self.set_aside_path, SET_ASIDE_SCHEMA, compression="zstd", compression_level=1
        )
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write what waits and close both files."""
        try:
            self._flush()
        finally:
            self._payments.close()
            self._set_aside.close()

    def add(self, payments: pa.Table, set_aside: pa.Table) -> None:
        """Take the tables of one grid."""
        if len(set_aside):
            self._set_aside.write_table(set_aside)
        if len(payments):
            self._waiting.append(payments)
            self._waiting_rows += len(payments)
        if self._waiting_rows >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        read = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._waiting_rows = [], 0
        alike = worded_alike(read, (kind_rules(), need_category_rules()))
        told = assign_need_categories(assign_kinds(alike)).select(_TOLD)
        for place, name in enumerate(_TOLD):
            read = read.append_column(name, told.column(place))
        self._payments.write_table(read.cast(PAYMENTS_SCHEMA))


def _null_if_empty(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)


def _excerpts(rows: Sorted, places: pa.Array, masked: Masked) -> pa.Array:
    """Return the filled cells of rows in one line each, masked and cut short."""
    if len(places) == 0:
        return pa.array([], pa.string())
    cells = [pc.utf8_trim_whitespace(column.take(places)) for column in rows.grid.columns]
    line = pc.binary_join_element_wise(*cells, " | ") if cells else pa.repeat("", len(places))
    line = pc.replace_substring_regex(line, r"( \|)+( \| |$)", r"\2")
    line = pc.replace_substring_regex(line, r"^( ?\| ?)+", "")
    return pc.utf8_slice_codeunits(masked.column(line), 0, _EXCERPT_LENGTH)


def _is_card(texts: dict[Role, pa.Array], plan: SheetPlan, count: int) -> pa.Array:
    is_card = pa.array(np.full(count, plan.is_card))
    for role in _CARD_ROLES:
        if role in texts and not plan.is_card:
            is_card = pc.or_(is_card, pc.match_substring_regex(texts[role], dictionary().card_values))
    if "card_marker" in texts:
        is_card = pc.or_(is_card, pc.match_substring_regex(texts["card_marker"], dictionary().card_marks))
    return is_card


def _postcodes(rows: Sorted, plan: SheetPlan, used: pa.Array) -> pa.Array:
    """Return the postcode of the payee in its canonical form, from its own column or out of the address."""
    index = plan.texts.get("payee_postcode")
    sources = ([index] if index is not None else []) + list(reversed(plan.addresses))
    found = pa.nulls(len(used), pa.string())
    for source in sources:
        parts = pc.extract_regex(rows.grid.columns[source].take(used), _POSTCODE)
        code = pc.binary_join_element_wise(pc.struct_field(parts, "area"), pc.struct_field(parts, "unit"), " ")
        found = pc.coalesce(found, pc.utf8_upper(code))
    return found


def _repairs(rows: Sorted, used: pa.Array) -> pa.Array:
    if not rows.repairs:
        return pa.nulls(len(used), pa.string())
    return pa.array([rows.repairs.get(row) for row in used.to_pylist()], pa.string())
