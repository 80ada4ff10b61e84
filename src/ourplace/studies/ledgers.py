"""The ledger of one file: its payments added up by payee, month, kind and need category."""

import shutil
from pathlib import Path

import ibis

from ourplace.engine import Engine, open_engine
from ourplace.spend import ROW_KEYS
from ourplace.studies.cache import key_of, method_version, stage_folder

EVIDENCE = ("payee_name", "company_number", "charity_number", "payee_postcode")
GROUPS = (*EVIDENCE, "is_redacted", "month", "kind", "need_category_code", "need_category_tier")
ADDED_UP_WITH = ("studies/ledgers", "engine")


def ledger_of(
    read: Path, *, anchor_id: str, minimum_gbp: float, cache_folder: Path, left_out: Path | None = None
) -> Path:
    """Return the ledger of a file whose reading is in the folder `read`, making it where it is not there.

    `left_out` is a table in a cache folder of its own that names the rows which are not to be in it.
    """
    without = left_out.parent.name if left_out else None
    key = key_of(method_version(ADDED_UP_WITH), read.name, anchor_id, minimum_gbp, without)

    def make(unfinished: Path) -> None:
        engine = open_engine(threads=1, memory_limit="1GB", temporary_folder=unfinished / "spill")
        try:
            write_ledger(
                read / "payments.parquet",
                anchor_id=anchor_id,
                minimum_gbp=minimum_gbp,
                engine=engine,
                path=unfinished / "ledger.parquet",
                left_out=left_out,
            )
        finally:
            engine.close()
            shutil.rmtree(unfinished / "spill", ignore_errors=True)

    return stage_folder(cache_folder, "ledger", key, make=make) / "ledger.parquet"


def write_ledger(
    payments_path: Path,
    *,
    anchor_id: str,
    minimum_gbp: float,
    engine: Engine,
    path: Path,
    left_out: Path | None = None,
) -> None:
    """Write the ledger of one file: one row per payee, month, kind and need category, with pounds and counts.

    Absent text is '' here, so that rows meet again in joins. Payments smaller than `minimum_gbp` either way are left out,
    and so are the rows that the table at `left_out` names by sheet and line.
    """
    payments = engine.read_parquet(payments_path, name="payments")
    if left_out is not None:
        payments = payments.anti_join(engine.read_parquet(left_out, name="left_out"), list(ROW_KEYS))
    amount = payments.amount_gbp
    kept = (
        payments.filter(amount.abs() >= ibis.literal(minimum_gbp).cast("decimal(18,2)")) if minimum_gbp else payments
    )
    texts = {name: kept[name].fill_null("") for name in (*EVIDENCE, "need_category_code")}
    engine.write_parquet(
        kept.mutate(month=ibis.date(kept.payment_date.year(), kept.payment_date.month(), 1), **texts)
        .group_by(list(GROUPS))
        .agg(
            amount_gbp=lambda t: t.amount_gbp.sum().cast("decimal(18,2)"),
            absolute_gbp=lambda t: t.amount_gbp.abs().sum().cast("decimal(18,2)"),
            negative_gbp=lambda t: t.amount_gbp.sum(where=t.amount_gbp < 0).fill_null(0).cast("decimal(18,2)"),
            payment_count=lambda t: t.count(),
            first_date=lambda t: t.payment_date.min(),
            last_date=lambda t: t.payment_date.max(),
        )
        .mutate(anchor_id=ibis.literal(anchor_id)),
        path,
    )
