"""The ledger of one file: its payments added up by payee, month, kind and need category."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend import ROW_KEYS
from ourplace.studies.cache import key_of, method_version, stage_folder

EVIDENCE = ("payee_name", "company_number", "charity_number", "payee_postcode")
GROUPS = (*EVIDENCE, "is_redacted", "month", "kind", "need_category_code", "need_category_tier")
ADDED_UP_WITH = ("studies/ledgers",)
MONEY = pa.decimal128(18, 2)
LEDGER_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in EVIDENCE),
        ("is_redacted", pa.bool_()),
        ("month", pa.date32()),
        *((name, pa.string()) for name in ("kind", "need_category_code", "need_category_tier")),
        *((name, MONEY) for name in ("amount_gbp", "absolute_gbp", "negative_gbp")),
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
    wanted = [*(name for name in GROUPS if name != "month"), "payment_date", "amount_gbp"]
    payments = pq.read_table(payments_path, columns=[*wanted, *(ROW_KEYS if left_out else ())])
    if left_out is not None:
        rows = pq.read_table(left_out, columns=list(ROW_KEYS))
        payments = payments.join(rows, keys=list(ROW_KEYS), join_type="left anti", use_threads=False)
    if minimum_gbp:
        least = pa.scalar(Decimal(str(minimum_gbp)), MONEY)
        payments = payments.filter(pc.greater_equal(pc.abs(payments["amount_gbp"]), least))
    amounts, dates = payments["amount_gbp"], payments["payment_date"]
    columns = {name: pc.fill_null(payments[name], "") for name in (*EVIDENCE, "need_category_code")}
    columns |= {name: payments[name] for name in ("is_redacted", "kind", "need_category_tier")}
    columns |= {
        "month": pc.floor_temporal(dates, unit="month").cast(pa.date32()),
        "amount_gbp": amounts,
        "date": dates,
    }
    columns["absolute_gbp"] = pc.abs(amounts)
    columns["negative_gbp"] = pc.min_element_wise(amounts, pa.scalar(Decimal(0), MONEY))
    sums = (
        pa.table(columns)
        .group_by(list(GROUPS), use_threads=False)
        .aggregate(
            [
                ("amount_gbp", "sum"),
                ("absolute_gbp", "sum"),
                ("negative_gbp", "sum"),
                ([], "count_all"),
                ("date", "min"),
                ("date", "max"),
            ]
        )
    )
    named = sums.rename_columns(
        [*GROUPS, "amount_gbp", "absolute_gbp", "negative_gbp", "payment_count", "first_date", "last_date"]
    )
    return (
        named.append_column("anchor_id", pa.repeat(anchor_id, named.num_rows))
        .select(LEDGER_SCHEMA.names)
        .cast(LEDGER_SCHEMA)
    )
