"""From ledgers, suppliers and places to the tables that indicators read."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import Definition, Ring, band_postcodes
from ourplace.places.deprivation import load_deprivation
from ourplace.registers import RegisterFile, open_registers
from ourplace.spend.kinds import ANALYSED_KINDS
from ourplace.spend.need_categories import cpv_division_for_sic, cpv_divisions
from ourplace.studies.gathering import anchors_covering, financial_years
from ourplace.studies.study_file import Period, Study


@dataclass(frozen=True)
class Span:
    """A period that figures are compared between."""

    period_id: str
    period_name: str
    start_date: dt.date
    end_date: dt.date
    anchor_ids: Sequence[str]


def compared_periods(study: Study, paid: Mapping[str, set[dt.date]]) -> list[Span]:
    """Return the periods of a study, with the anchors whose payments cover each.

    Args:
        study: its `periods`, or the financial years inside the data where it names none.
        paid: the first days of the months in which each anchor paid anybody.
    """
    stated = [(one.name or one.label, one.start, one.end) for one in study.settings.periods]
    named = stated or financial_years(sorted(set().union(*paid.values()))) if paid else stated
    return [Span(name, name, start, end, anchors_covering(paid, start, end)) for name, start, end in named]


def spend_lines(
    ledger: Table, payee_suppliers: Table, suppliers: Table, periods: Sequence[Span], *, engine: Engine
) -> Table:
    """Return one row per anchor, supplier, period, month, kind and need category, with pounds and counts.

    The supplier is null where the payee was redacted. A need that the buyer's words do not tell is taken from the supplier's industry.
    """
    industry = engine.table(industry_categories(engine, suppliers), name="industry_categories")
    sic = suppliers.select("supplier_id", "sic_code")
    joined = ledger.left_join(payee_suppliers, "payee_id").drop("payee_id_right")
    joined = joined.left_join(sic, "supplier_id").drop("supplier_id_right")
    joined = joined.left_join(industry, "sic_code").drop("sic_code_right")
    stated = joined.need_category_code.nullif("")
    by_industry = stated.isnull() & joined.industry_category_code.notnull()
    lines = joined.mutate(
        need_category_code=stated.fill_null(joined.industry_category_code),
        need_category_tier=by_industry.ifelse("supplier_industry", joined.need_category_tier),
        is_analysed=joined.kind.isin(ANALYSED_KINDS),
        period_id=period_of(joined.month, periods),
    )
    groups = [
        "anchor_id", "supplier_id", "period_id", "month", "kind", "is_analysed", "need_category_code", "need_category_tier",
    ]  # fmt: skip
    return lines.group_by(groups).agg(
        amount_gbp=lines.amount_gbp.sum().cast("decimal(18,2)"),
        negative_gbp=lines.negative_gbp.sum().cast("decimal(18,2)"),
        payment_count=lines.payment_count.sum().cast("int64"),
    )


def industry_categories(engine: Engine, suppliers: Table) -> pa.Table:
    """Return the CPV division that each industry among the suppliers mostly sells."""
    codes = engine.to_arrow(suppliers.filter(suppliers.sic_code.notnull()).select("sic_code").distinct())[
        "sic_code"
    ].to_pylist()
    divisions = [cpv_division_for_sic(code) for code in codes]
    return pa.table(
        {"sic_code": pa.array(codes, pa.string()), "industry_category_code": pa.array(divisions, pa.string())}
    )


def period_of(month: ibis.Value, periods: Sequence[Span]) -> ibis.Value:
    """Return the id of the period that a month is in, null where it is in none."""
    if not periods:
        return ibis.null("string")
    branches = [
        (month.between(ibis.date(span.start_date), ibis.date(span.end_date)), span.period_id) for span in periods
    ]
    return ibis.cases(*branches, else_=ibis.null("string"))


def within(lines: Table, period: Period | None) -> Table:
    """Return the lines of the study's own period; those without a date are in it, since no file says that they are not."""
    if period is None:
        return lines
    start, end = ibis.date(period.start.replace(day=1)), ibis.date(period.end)
    return lines.filter(lines.month.isnull() | lines.month.between(start, end))


def band_table(rings: Sequence[Ring]) -> pa.Table:
    """Return the bands of a study: its rings from the inside out, then elsewhere and unplaced."""
    ids = [*(ring.ring_id for ring in rings), "elsewhere", "unplaced"]
    names = [*(ring.ring_name for ring in rings), "Elsewhere", "Unplaced"]
    return pa.table({"band_id": ids, "band_index": pa.array(range(len(ids)), pa.int64()), "band_name": names})


def definition_table(definitions: Sequence[Definition], chosen: str, modes: Mapping[str, str]) -> pa.Table:
    """Return the definitions of local, which of them is chosen, and the mode in which figures under it are computed."""
    return pa.table(
        {
            "definition_id": [one.definition_id for one in definitions],
            "definition_name": [one.definition_name for one in definitions],
            "is_chosen": [one.definition_id == chosen for one in definitions],
            "mode": [modes[one.definition_id] for one in definitions],
        }
    )


def period_table(periods: Sequence[Span]) -> pa.Table:
    """Return the compared periods as a table."""
    return pa.table(
        {
            "period_id": pa.array([span.period_id for span in periods], pa.string()),
            "period_name": pa.array([span.period_name for span in periods], pa.string()),
            "start_date": pa.array([span.start_date for span in periods], pa.date32()),
            "end_date": pa.array([span.end_date for span in periods], pa.date32()),
            "anchor_ids": pa.array([list(span.anchor_ids) for span in periods], pa.list_(pa.string())),
        }
    )


def anchor_table(study: Study) -> pa.Table:
    """Return the anchors of a study."""
    anchors = study.settings.anchors
    return pa.table(
        {
            "anchor_id": [anchor.id for anchor in anchors],
            "anchor_name": [anchor.name for anchor in anchors],
            "anchor_kind": [anchor.kind for anchor in anchors],
        }
    )


def category_table() -> pa.Table:
    """Return the need categories: CPV divisions with their names."""
    divisions = cpv_divisions()
    return pa.table({"need_category_code": list(divisions), "need_category_name": list(divisions.values())})


def local_firms(
    engine: Engine, registers: Sequence[RegisterFile], rings: Sequence[Ring], *, reference: Table
) -> Table:
    """Return how many active firms the registers hold in each band, by division of the SIC."""
    entities = open_registers(registers, engine=engine)
    firms = entities.filter(
        entities.postcode.notnull() & (entities.status == "active") & (entities.sic_codes.length() > 0)
    )
    firms = firms.select("entity_id", "postcode", sic_division_code=firms.sic_codes[0].substr(0, 2)).distinct()
    banded = band_postcodes(engine, postcodes=firms.select("postcode"), rings=rings, reference=reference)
    bands = engine.table(band_table(rings), name="bands_of_firms")
    placed = firms.join(banded, "postcode").join(bands, "band_index")
    return placed.group_by(["band_id", "sic_division_code"]).agg(firm_count=placed.entity_id.nunique().cast("int64"))


def deprivation_table(study: Study, *, engine: Engine) -> Table | None:
    """Return the deprivation decile of each postcode where the study has the reference tables, else None."""
    wanted = study.settings.deprivation
    if wanted is None:
        return None
    paths: tuple[Path, Path] = (study.resolve(wanted.postcodes), study.resolve(wanted.indices))
    table = load_deprivation(engine, lookup=paths[0], indices=paths[1])
    return table.select("postcode", imd_decile=table.imd_decile.cast("int64"))
