"""The two tables a file becomes: its payments, one row per used row, and what was set aside, one row per other row."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend.amounts import vat_of
from ourplace.spend.columns import Role, dictionary
from ourplace.spend.kinds import assign_kinds
from ourplace.spend.need_categories import assign_need_categories
from ourplace.spend.personal import mask_column
from ourplace.spend.plan import SheetPlan
from ourplace.spend.redaction import is_redacted_column
from ourplace.spend.rows import REASONS, Sorted
from ourplace.spend.used_rows import UsedRows, changed, no_texts, repeated, told

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
_LISTED = pa.dictionary(pa.int32(), pa.string())
# Arrow writes a text column whose distinct texts are listed in a third of the time.
_LISTED_SCHEMA = pa.schema(
    [(column.name, _LISTED if column.type == pa.string() else column.type) for column in PAYMENTS_SCHEMA]
)
NO_PAYMENTS = pa.schema([_LISTED_SCHEMA.field(name) for name in READ_SCHEMA.names]).empty_table()
# Nearly every row has another value in these; and only these are looked for by their extent.
_SELDOM_REPEATED = ("line_number", "amount_gbp", "vat_gbp", "invoice_reference")
_MEASURED = ("line_number", "payment_date", "amount_gbp")
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
_CARD_ROLES: tuple[Role, ...] = ("invoice_reference", "stated_kind")


@dataclass
class Masked:
    """How many personal details of each sort were masked."""

    counts: Counter[str] = field(default_factory=Counter)

    def column(self, texts: pa.DictionaryArray) -> pa.DictionaryArray:
        """Return a column with personal details masked; repeated texts are looked at once and counted on every row."""
        clean, found = mask_column(texts.dictionary)
        if not found:
            return texts
        touched = pc.not_equal(clean, texts.dictionary)
        self.counts.update(mask_column(texts.filter(touched.take(texts.indices)).cast(pa.string()))[1])
        return changed(texts, lambda _: clean)


@dataclass(frozen=True)
class Origin:
    """The file and sheet that rows come from."""

    file_id: str
    sheet_name: str


def payments_table(used: UsedRows, plan: SheetPlan, origin: Origin, masked: Masked) -> pa.Table:
    """Return one row per used row of a grid, with the columns of `READ_SCHEMA` and each distinct text listed once."""
    if plan.payee is None or plan.amount is None or len(used) == 0:
        return NO_PAYMENTS
    count, rows = len(used), used.rows
    texts = {role: changed(used.text(index), pc.utf8_trim_whitespace) for role, index in plan.texts.items()}
    payees = changed(used.text(plan.payee), pc.utf8_trim_whitespace)
    columns: dict[str, pa.Array] = {
        "file_id": repeated(origin.file_id, count),
        "sheet_name": repeated(origin.sheet_name, count),
        "line_number": used.take(rows.grid.line_numbers),
        "payee_name": masked.column(payees),
        "payment_date": used.take(rows.dates),
        "amount_gbp": used.take(rows.amounts),
        "payee_postcode": _postcodes(used, plan),
        "vat_gbp": used.take(vat_of(rows.grid, plan.amount)),
        "is_card": _is_card(texts, plan, count),
        "is_redacted": told(payees, _is_withheld),
        "repair": _repairs(used),
    }
    for role, name in _OUTPUT_COLUMNS.items():
        columns[name] = changed(masked.column(texts[role]), _null_if_empty) if role in texts else no_texts(count)
    return pa.table([columns[name] for name in READ_SCHEMA.names], schema=NO_PAYMENTS.schema)


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
        self._payments = pq.ParquetWriter(
            self.payments_path,
            _LISTED_SCHEMA,
            compression="zstd",
            compression_level=1,
            # Without Arrow's own note of the schema, readers find plain texts.
            store_schema=False,
            store_decimal_as_integer=True,
            use_dictionary=[name for name in PAYMENTS_SCHEMA.names if name not in _SELDOM_REPEATED],
            write_statistics=list(_MEASURED),
        )
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
        read = pa.concat_tables(self._waiting).unify_dictionaries().combine_chunks()
        self._waiting, self._waiting_rows = [], 0
        assigned = assign_need_categories(assign_kinds(read)).select(_TOLD)
        for place, name in enumerate(_TOLD):
            read = read.append_column(name, assigned.column(place).combine_chunks().dictionary_encode())
        self._payments.write_table(read.cast(_LISTED_SCHEMA))


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
    return pc.utf8_slice_codeunits(masked.column(line.dictionary_encode()).cast(pa.string()), 0, _EXCERPT_LENGTH)


def _is_withheld(payees: pa.Array) -> pa.Array:
    return pc.or_(is_redacted_column(payees), pc.equal(payees, ""))


def _is_card(texts: dict[Role, pa.DictionaryArray], plan: SheetPlan, count: int) -> pa.Array:
    is_card = pa.array(np.full(count, plan.is_card))
    marks = [(role, dictionary().card_values) for role in (*_CARD_ROLES, "card_marker") if not plan.is_card]
    for role, pattern in [*marks, ("card_marker", dictionary().card_marks)]:
        if role in texts:
            is_card = pc.or_(is_card, told(texts[role], partial(pc.match_substring_regex, pattern=pattern)))
    return is_card


def _postcodes(used: UsedRows, plan: SheetPlan) -> pa.Array:
    """Return the postcode of the payee in its canonical form, from its own column or out of the address."""
    index = plan.texts.get("payee_postcode")
    sources = ([index] if index is not None else []) + list(reversed(plan.addresses))
    if not sources:
        return no_texts(len(used))
    return pc.coalesce(*(told(used.text(source), _postcodes_in) for source in sources)).dictionary_encode()


def _postcodes_in(texts: pa.Array) -> pa.Array:
    parts = pc.extract_regex(texts, _POSTCODE)
    code = pc.binary_join_element_wise(pc.struct_field(parts, "area"), pc.struct_field(parts, "unit"), " ")
    return pc.utf8_upper(code)


def _repairs(used: UsedRows) -> pa.Array:
    repairs = used.rows.repairs
    if not repairs:
        return no_texts(len(used))
    return pa.array([repairs.get(row) for row in used.places.to_pylist()], pa.string()).dictionary_encode()
