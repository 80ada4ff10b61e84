"""The payments behind a figure: line by line, as the files hold them, for those who may see them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from ourplace.engine import open_engine
from ourplace.engine.duckdb import DuckDBEngine, quoted
from ourplace.spend import ROW_KEYS
from ourplace.spend.kinds import ANALYSED_KINDS
from ourplace.studies.assembling import industry_categories
from ourplace.studies.finished import LastRun
from ourplace.studies.ledgers import EVIDENCE, MONEY
from ourplace.studies.results import ReadFile

ROWS_AT_A_TIME = 50_000
SHOWN = (
    "anchor_id", "payment_date", "payee_name", "description", "category_name", "amount_gbp", "kind", "file_name",
    "sheet_name", "line_number", "supplier_id",
)  # fmt: skip
# What each choice is compared with; what is not known of a supplier is a type and a size of its own, as in the figures.
COLUMNS = {
    "supplier_id": "supplier_id",
    "need_category_code": "need_category_code",
    "business_type": "coalesce(supplier_business_type, 'unknown')",
    "size": "coalesce(supplier_size, 'unknown')",
    "sic_section_code": "coalesce(supplier_sic_section_code, '')",
    "kind": "kind",
}
ORDER = "payment_date, anchor_id, file_name, sheet_name, line_number"


@dataclass(frozen=True)
class Behind:
    """Which payments: those of some anchors, of one supplier, of one need category, of one sort of supplier, of one kind.

    None leaves a choice open; '' is a need or an industry that is not known. `only_analysed` keeps to the payments of which
    most figures are made.
    """

    anchor_ids: Sequence[str]
    supplier_id: str | None = None
    need_category_code: str | None = None
    business_type: str | None = None
    size: str | None = None
    sic_section_code: str | None = None
    kind: str | None = None
    only_analysed: bool = True


CHOICES = tuple(COLUMNS)
"""The columns of results tables by which payments are chosen."""
NOT_LISTED: Mapping[str, str] = {
    "concentration": "it sums up the largest suppliers; the payments to each are behind its own figure",
    "deprivation": "it sums up parts of what suppliers in some areas are paid; the payments are behind each supplier's own figure",
    "influenceable": "whether a payment can be influenced is worked out from its kind, its need and its contract, and is not kept with it",
    "change": "it compares two periods, and the payments listed here are those of the study's own",
}
OF_ALL_PUBLISHED = frozenset({"coverage", "spend_by_kind", "influenceable"})


def behind_figure(indicator_id: str, row: Mapping[str, Any], anchor_ids: Sequence[str]) -> Behind | None:
    """Return which payments of some anchors are behind one row of an indicator's table; None where `NOT_LISTED` says why none are.

    >>> behind_figure("sizes", {"anchor_id": "all", "size": "small", "amount_gbp": 5}, ["council"]).size
    'small'
    """
    if indicator_id in NOT_LISTED:
        return None
    told = {name: "" if row[name] is None else row[name] for name in CHOICES if name in row}
    return Behind(anchor_ids, **told, only_analysed=indicator_id not in OF_ALL_PUBLISHED)


@dataclass(frozen=True)
class Payments:
    """Some of the payments behind a figure, one row each, the earliest first; and how many there are and their pounds in all."""

    rows: pa.Table
    payment_count: int
    amount_gbp: Decimal


def payments_behind(run: LastRun, behind: Behind, *, limit: int = ROWS_AT_A_TIME, offset: int = 0) -> Payments:
    """Return the payments behind a figure of a finished run, from `offset` on and at most `limit` of them.

    They add up to the figure: files and months that were set aside are not among them, nor what lies outside the study's
    period. Payees are named as typed, individuals too.
    """
    with chosen(run, behind) as engine:
        if engine is None:
            return Payments(empty(), 0, Decimal("0.00"))
        (total,) = engine.sql("SELECT count(*) AS number, sum(amount_gbp) AS pounds FROM chosen").to_pylist()
        rows = engine.sql(f"SELECT * FROM chosen ORDER BY {ORDER} LIMIT {limit:d} OFFSET {offset:d}")
        return Payments(rows, total["number"], total["pounds"] or Decimal("0.00"))


def all_payments_behind(run: LastRun, behind: Behind) -> Iterator[pa.Table]:
    """Yield every payment behind a figure in their order, some thousands at a time, for a file that is written as it goes."""
    with chosen(run, behind) as engine:
        if engine is None:
            return
        engine.run(
            f"CREATE TEMP TABLE arranged AS SELECT *, row_number() OVER (ORDER BY {ORDER}) AS place FROM chosen"
        )
        (total,) = engine.sql("SELECT count(*) AS number FROM arranged").to_pylist()
        for start in range(0, total["number"], ROWS_AT_A_TIME):
            part = f"place > {start:d} AND place <= {start + ROWS_AT_A_TIME:d}"
            yield engine.sql(f"SELECT * EXCLUDE (place) FROM arranged WHERE {part} ORDER BY place")


def empty() -> pa.Table:
    """Return no payments, in their columns."""
    kinds = {"amount_gbp": MONEY, "payment_date": pa.date32(), "line_number": pa.int64()}
    return pa.table({name: pa.array([], kinds.get(name, pa.string())) for name in SHOWN})


@contextmanager
def chosen(run: LastRun, behind: Behind) -> Iterator[DuckDBEngine | None]:
    """Give an engine with a view `chosen` of the payments that a choice names, one row each; None where no file has any."""
    wanted = set(behind.anchor_ids)
    files = [file for file in run.result.files if file.folder and not file.is_left_out and file.anchor_id in wanted]
    if not files:
        yield None
        return
    spill = run.study.cache_folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    engine = open_engine(threads=2, memory_limit="1GB", temporary_folder=spill)
    try:
        name_inputs(engine, run, files)
        columns = ", ".join(SHOWN)
        engine.run(f"CREATE VIEW chosen AS SELECT {columns} FROM ({told(files)}) WHERE {condition(run, behind)}")
        yield engine
    finally:
        engine.close()


def name_inputs(engine: DuckDBEngine, run: LastRun, files: Sequence[ReadFile]) -> None:
    """Make the tables that the query joins: the files, who each payee is, and what each industry sells."""
    named = {
        "path": [parts_path(file) for file in files],
        "file_name": [file.name for file in files],
        "anchor_id": [file.anchor_id for file in files],
        "left_out_path": [str(file.left_out_path or "") for file in files],
    }
    engine.table(pa.table(named), name="files")
    suppliers = engine.read_parquet(run.resolved / "suppliers.parquet", name="suppliers")
    engine.table(industry_categories(engine, suppliers), name="industries")
    engine.read_parquet(run.gathered / "payees.parquet", name="payees")
    engine.read_parquet(run.resolved / "payee_suppliers.parquet", name="pairs")


def parts_path(file: ReadFile) -> str:
    """Return where the payments of a file are."""
    return str(Path(file.folder or "") / "payments.parquet")


def told(files: Sequence[ReadFile]) -> str:
    """Return the query for every counted payment of some files, with its supplier and the need that figures count it for."""
    same = " AND ".join(f"coalesce(payments.{name}, '') = coalesce(payees.{name}, '')" for name in EVIDENCE)
    return f"""
        SELECT payments.* EXCLUDE (need_category_code, filename), files.file_name, files.anchor_id, pairs.supplier_id,
            suppliers.business_type AS supplier_business_type, suppliers.size AS supplier_size,
            suppliers.sic_section_code AS supplier_sic_section_code,
            coalesce(nullif(payments.need_category_code, ''), industries.industry_category_code, '') AS need_category_code
        FROM read_parquet({listed([parts_path(file) for file in files])}, filename = true) AS payments
        JOIN files ON files.path = payments.filename
        {left_out(files)}
        LEFT JOIN payees ON {same}
        LEFT JOIN pairs ON pairs.payee_id = payees.payee_id
        LEFT JOIN suppliers ON suppliers.supplier_id = pairs.supplier_id
        LEFT JOIN industries ON industries.sic_code = suppliers.sic_code"""


def left_out(files: Sequence[ReadFile]) -> str:
    """Return the join that leaves out rows which an earlier file holds too; nothing where there are none."""
    paths = sorted({str(file.left_out_path) for file in files if file.left_out_path})
    if not paths:
        return ""
    same = " AND ".join(f"repeated.{name} IS NOT DISTINCT FROM payments.{name}" for name in ROW_KEYS)
    rows = f"read_parquet({listed(paths)}, filename = true)"
    return f"ANTI JOIN {rows} AS repeated ON repeated.filename = files.left_out_path AND {same}"


def condition(run: LastRun, behind: Behind) -> str:
    """Return which of all payments are chosen: those of the study's own period, without a date too, as in the figures."""
    settings = run.study.settings
    parts = [f"abs(amount_gbp) >= {Decimal(str(settings.thresholds.minimum_payment_gbp))}"]
    if settings.period is not None:
        first, last = settings.period.start.replace(day=1), end_of_month(settings.period.end)
        parts.append(f"(payment_date IS NULL OR payment_date BETWEEN DATE '{first}' AND DATE '{last}')")
    if behind.only_analysed:
        parts.append(f"kind IN ({', '.join(quoted(kind) for kind in sorted(ANALYSED_KINDS))})")
    for name, column in COLUMNS.items():
        wanted = getattr(behind, name)
        if wanted is not None:
            parts.append(f"{column} = {quoted(wanted)}")
    return " AND ".join(parts)


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in SQL."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def end_of_month(day: dt.date) -> dt.date:
    """Return the last day of the month that a day is in: figures hold whole months."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
