"""The ledger of one file: its payments added up by payee, month, kind and need category."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend import ROW_KEYS
from ourplace.spend.combinations import combined, numbers_of
from ourplace.studies.cache import key_of, method_version, stage_folder

EVIDENCE = ("payee_name", "company_number", "charity_number", "payee_postcode")
TEXTS = (*EVIDENCE, "kind", "need_category_code", "need_category_tier")
GROUPS = (*TEXTS, "is_redacted", "month")
SUMS = ("amount_gbp", "absolute_gbp", "negative_gbp")
ADDED_UP_WITH = ("studies/ledgers", "spend/combinations")
MONEY = pa.decimal128(18, 2)
LEDGER_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in EVIDENCE),
        ("is_redacted", pa.bool_()),
        ("month", pa.date32()),
        *((name, pa.string()) for name in ("kind", "need_category_code", "need_category_tier")),
        *((name, MONEY) for name in SUMS),
        ("payment_count", pa.int64()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("anchor_id", pa.string()),
    ]
)


def ledger_of(
    read: Path, *, anchor_id: str, minimum_gbp: float, cache_folder: Path, left_out: Path | None = None
) -> Path:
    """Return the ledger of a file whose reading is in the folder `read`, making it where it is not there.

    `left_out` is a table in a cache folder of its own that names the rows which are not to be in it.
    """
    without = left_out.parent.name if left_out else None
    key = key_of(method_version(ADDED_UP_WITH), read.name, anchor_id, minimum_gbp, without)

    def make(unfinished: Path) -> None:
        ledger = ledger_table(
            read / "payments.parquet", anchor_id=anchor_id, minimum_gbp=minimum_gbp, left_out=left_out
        )
        pq.write_table(ledger, unfinished / "ledger.parquet", compression="zstd", compression_level=1)

    return stage_folder(cache_folder, "ledger", key, make=make) / "ledger.parquet"


def ledger_table(
    payments_path: Path, *, anchor_id: str, minimum_gbp: float = 0, left_out: Path | None = None
) -> pa.Table:
    """Return the ledger of one file: one row per payee, month, kind and need category, with pounds and counts.

    Absent text is '' in the evidence of a payee and in the need category, so that rows meet again in joins. Payments
    smaller than `minimum_gbp` either way are left out, and so are the rows that the table at `left_out` names by sheet
    and line.
    """
    payments = payments_read(payments_path, left_out=left_out)
    if minimum_gbp:
        least = pa.scalar(Decimal(str(minimum_gbp)), MONEY)
        payments = payments.filter(pc.greater_equal(pc.abs(payments["amount_gbp"]), least))
    payments = payments.unify_dictionaries().combine_chunks()
    amounts, dates = payments["amount_gbp"], payments["payment_date"]
    groups = {name: payments[name].combine_chunks() for name in GROUPS if name != "month"}
    groups["month"] = pc.floor_temporal(dates, unit="month").cast(pa.date32()).combine_chunks()
    lines, first = combined(map(numbers_of, groups.values()), payments.num_rows)
    sums = (
        pa.table(
            {
                "line": lines,
                "amount_gbp": amounts,
                "absolute_gbp": pc.abs(amounts),
                "negative_gbp": pc.min_element_wise(amounts, pa.scalar(Decimal(0), MONEY)),
                "date": dates,
            }
        )
        .group_by("line", use_threads=False)
        .aggregate([*((name, "sum") for name in SUMS), ([], "count_all"), ("date", "min"), ("date", "max")])
        .rename_columns(["line", *SUMS, "payment_count", "first_date", "last_date"])
        .sort_by("line")
    )
    told = {name: values.take(pa.array(first)).cast(LEDGER_SCHEMA.field(name).type) for name, values in groups.items()}
    told |= {name: pc.fill_null(told[name], "") for name in (*EVIDENCE, "need_category_code")}
    told["anchor_id"] = pa.repeat(anchor_id, len(first))
    columns = told | {name: sums[name] for name in sums.column_names}
    return pa.table({name: columns[name] for name in LEDGER_SCHEMA.names}).cast(LEDGER_SCHEMA)


def payments_read(payments_path: Path, *, left_out: Path | None) -> pa.Table:
    """Return what a ledger needs of a file's payments, one row per payment, without the rows that `left_out` names."""
    columns = [*(name for name in GROUPS if name != "month"), "payment_date", "amount_gbp"]
    if left_out is None:
        return pq.read_table(payments_path, columns=columns, read_dictionary=list(TEXTS))
    payments = pq.read_table(payments_path, columns=[*columns, *ROW_KEYS])
    rows = pq.read_table(left_out, columns=list(ROW_KEYS))
    return payments.join(rows, keys=list(ROW_KEYS), join_type="left anti", use_threads=False)
