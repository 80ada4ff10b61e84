"""From suppliers to figures: where everybody is, what every indicator says, and the headline."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators, study_tables
from ourplace.places import (
    Definition,
    Ring,
    all_definitions,
    load_definition,
    load_postcodes,
    resolve_rings,
    why_not_applicable,
)
from ourplace.places.outlines import outlines_of
from ourplace.progress import Progress, silent
from ourplace.registers import RegisterFile
from ourplace.studies.assembling import (
    anchor_table,
    band_table,
    category_table,
    compared_periods,
    definition_table,
    deprivation_table,
    local_firms,
    period_table,
    spend_lines,
    within,
)
from ourplace.studies.exceptions import StudyFileError
from ourplace.studies.resolving import RESOLVED_TABLES, coverage_by_register
from ourplace.studies.results import Headline, RingFigure
from ourplace.studies.study_file import Period, Study, british_date
from ourplace.suppliers import Placement, ResolvedSuppliers, place_suppliers

POOLED = "all"
DRAWN_RINGS = 2


@dataclass(frozen=True)
class Assembled:
    """Everything that indicators read of a study, and what it was put together from.

    `tables` hold the spend of the study's own period, and beside it that of every period that is compared; `lines` is the
    former, with the columns that no indicator reads.
    """

    tables: StudyTables
    settings: Settings
    rings: Sequence[Ring]
    chosen: Ring
    placement: Placement
    suppliers: ResolvedSuppliers
    lines: Table
    reference: Table


def write_figures(
    study: Study,
    engine: Engine,
    *,
    gathered: Path,
    resolved: Path,
    registers: Sequence[RegisterFile],
    folder: Path,
    progress: Progress = silent,
) -> None:
    """Write every indicator's table, the tables they were computed from, and the headline.

    Raises:
        StudyFileError: the headline ring is none of the study's rings.
    """
    found = assemble(
        study, engine, gathered=gathered, resolved=resolved, registers=registers, folder=folder, progress=progress
    )
    results = compute_indicators(engine, found.tables, found.settings, progress=progress)
    for name, table in results.items():
        pq.write_table(table, folder / f"{name}.parquet")
    for name in ("suppliers", "candidates", "locations"):
        engine.write_parquet(getattr(found.suppliers, name), folder / f"{name}.parquet")
    engine.write_parquet(map_points(found), folder / "points.parquet")
    write_json(folder / "headline.json", asdict(headline_of(study, found.rings, found.placement, results)))
    write_json(folder / "context.json", context_of(engine, found.rings, found.chosen, found.reference))


def assemble(
    study: Study,
    engine: Engine,
    *,
    gathered: Path,
    resolved: Path,
    registers: Sequence[RegisterFile],
    folder: Path,
    progress: Progress = silent,
) -> Assembled:
    """Return what indicators read, writing the largest of the tables into `folder` so that nothing computes them twice.

    Raises:
        StudyFileError: the headline ring is none of the study's rings.
    """
    rings = resolve_rings(study.settings.rings, folder=study.folder)
    chosen = headline_ring(study, rings)
    definitions = usable_definitions(study, rings)
    periods = compared_periods(study, paid_months(gathered))
    suppliers = ResolvedSuppliers(
        **{name: engine.read_parquet(resolved / f"{name}.parquet", name=name) for name in RESOLVED_TABLES}
    )
    ledger = engine.read_parquet(gathered / "ledger.parquet", name="ledger")
    lines = stored(
        engine,
        spend_lines(ledger, suppliers.payee_suppliers, suppliers.suppliers, periods, engine=engine),
        folder / "spend.parquet",
    )
    headline_lines = within(lines, study.settings.period)
    reference = load_postcodes(engine, progress=progress)
    placement = place_suppliers(
        engine,
        resolved=suppliers,
        spend_by_supplier=analysed_by_supplier(headline_lines),
        rings=rings,
        definitions=definitions,
        reference=reference,
        register_coverage=coverage_by_register(registers),
    )
    given: dict[str, pa.Table | Table] = {
        **{name: getattr(suppliers, name) for name in ("suppliers", "candidates", "locations")},
        "supplier_bands": stored(engine, placement.supplier_bands, folder / "supplier_bands.parquet"),
        "supplier_points": stored(engine, placement.supplier_points, folder / "supplier_points.parquet"),
        "anchors": anchor_table(study),
        "bands": band_table(rings),
        "definitions": definition_table(definitions, study.settings.definition, modes_of(placement)),
        "periods": period_table(periods),
        "need_categories": category_table(),
        "local_firms": local_firms(engine, registers, rings, reference=reference),
    }
    deprivation = deprivation_table(study, engine=engine)
    if deprivation is not None:
        given["postcode_deprivation"] = deprivation
    settings = Settings(definition_id=study.settings.definition, headline_ring_id=chosen.ring_id)
    tables = study_tables(engine, {**given, "spend": headline_lines})
    return Assembled(
        tables=replace(tables, compared_spend=study_spend(tables, lines)),
        settings=settings,
        rings=rings,
        chosen=chosen,
        placement=placement,
        suppliers=suppliers,
        lines=headline_lines,
        reference=reference,
    )


def write_json(path: Path, content: Any) -> None:
    """Write `content` as JSON."""
    path.write_text(json.dumps(content, indent=1, default=str, ensure_ascii=False), encoding="utf-8")


def context_of(engine: Engine, rings: Sequence[Ring], chosen: Ring, reference: Table) -> dict[str, Any]:
    """Return what the reports need beside the tables: the bands, the outlines of the inner rings, notes on the rings."""
    bands = band_table(rings).to_pylist()
    return {
        "headline_ring_id": chosen.ring_id,
        "bands": [[band["band_id"], band["band_index"], band["band_name"]] for band in bands],
        "ring_notes": [note for ring in rings for note in ring.notes],
        "outlines": outlines_of(engine, rings[:DRAWN_RINGS], reference=reference),
    }


def map_points(found: Assembled) -> Table:
    """Return one row per supplier that may be shown on a map: where it most probably is, what it was paid, and mostly for what.

    `band_probability` is the probability that it is in the band of its point; `need_category_name` is null where most of what
    it was paid has no need category.
    """
    analysed = found.lines.filter(found.lines.is_analysed & found.lines.supplier_id.notnull())
    paid = analysed.group_by("supplier_id").agg(amount_gbp=analysed.amount_gbp.sum().cast("decimal(18,2)"))
    bands = found.placement.supplier_bands
    sureness = bands.select("supplier_id", "definition_id", "band_id", band_probability="known_probability")
    named = found.tables.suppliers.select("supplier_id", "supplier_name", "is_individual", "business_type")
    points = found.placement.supplier_points
    chosen = points.filter(points.definition_id == found.settings.definition_id)
    chosen = chosen.left_join(sureness, ["supplier_id", "definition_id", "band_id"])
    chosen = chosen.select("supplier_id", "postcode", "band_id", "band_probability")
    places = found.reference.select("postcode", "easting", "northing", "latitude", "longitude")
    located = chosen.join(places, "postcode").join(paid, "supplier_id").join(named, "supplier_id")
    located = located.left_join(main_category(analysed, found.tables.need_categories), "supplier_id")
    located = located.drop("supplier_id_right")
    return located.filter(~located.is_individual & located.latitude.notnull()).drop("postcode")


def main_category(analysed: Table, need_categories: Table) -> Table:
    """Return the need category for which each supplier was paid most, its code and its name; of equals, the first by code."""
    amounts = analysed.group_by(["supplier_id", "need_category_code"]).agg(paid_gbp=analysed.amount_gbp.sum())
    order = ibis.row_number().over(
        group_by=amounts.supplier_id, order_by=[ibis.desc(amounts.paid_gbp), amounts.need_category_code]
    )
    first = amounts.mutate(position=order).filter(lambda rows: rows.position == 0)
    names = need_categories.select("need_category_code", "need_category_name")
    named = first.left_join(names, "need_category_code")
    return named.select("supplier_id", "need_category_code", "need_category_name")


def headline_ring(study: Study, rings: Sequence[Ring]) -> Ring:
    """Return the ring that a study is about: the one it names, else the innermost.

    Raises:
        StudyFileError: it names none of its rings.
    """
    wanted = study.settings.headline_ring
    for ring in rings:
        if wanted in (None, ring.ring_id):
            return ring
    raise StudyFileError(
        f"The headline ring '{wanted}' is none of the study's rings",
        why=f"the rings are {', '.join(ring.ring_id for ring in rings)}",
        next_step="write one of these as `headline_ring`, or leave it out for the innermost",
    )


def usable_definitions(study: Study, rings: Sequence[Ring]) -> list[Definition]:
    """Return the definitions of local that mean something with these rings, the study's own among them.

    Raises:
        UnknownDefinitionError: the study's definition does not exist.
        StudyFileError: the study's definition does not fit its rings.
    """
    own = load_definition(study.settings.definition)
    unfit = why_not_applicable(own, rings)
    if unfit:
        raise StudyFileError(
            f"The definition '{own.definition_id}' does not fit the study's rings",
            why=unfit,
            next_step="choose another definition, or change the innermost ring",
        )
    return [one for one in all_definitions().values() if not why_not_applicable(one, rings)]


def paid_months(gathered: Path) -> dict[str, set[dt.date]]:
    """Return the first days of the months in which each anchor paid anybody."""
    months: dict[str, set[dt.date]] = {}
    for row in pq.read_table(gathered / "months.parquet").to_pylist():
        months.setdefault(row["anchor_id"], set()).add(row["month"])
    return months


def stored(engine: Engine, expression: Table, path: Path) -> Table:
    """Return `expression` after writing its rows, so that nothing computes them twice."""
    engine.write_parquet(expression, path)
    return engine.read_parquet(path, name=f"stored_{path.stem}")


def analysed_by_supplier(lines: Table) -> Table:
    """Return analysed spend by supplier and need category: what the placing of the unplaced leans on."""
    analysed = lines.filter(lines.is_analysed & lines.supplier_id.notnull())
    return analysed.group_by(["supplier_id", "need_category_code"]).agg(
        amount_gbp=analysed.amount_gbp.sum().cast("decimal(18,2)")
    )


def modes_of(placement: Placement) -> dict[str, str]:
    """Return the mode in which figures are computed, by definition of local."""
    return {definition_id: one.mode for definition_id, one in placement.modes.items()}


def study_spend(tables: StudyTables, lines: Table) -> Table:
    """Return lines in the shape of a study's spend table."""
    return lines.select(*tables.spend.columns).cast(tables.spend.schema())


def headline_of(
    study: Study, rings: Sequence[Ring], placement: Placement, results: Mapping[str, pa.Table]
) -> Headline:
    """Return what a run found: the pooled figure of each ring, the definition and the mode."""
    chosen = load_definition(study.settings.definition)
    mode = placement.modes[chosen.definition_id]
    rows = [row for row in results["local_share"].to_pylist() if row["anchor_id"] == POOLED]
    figures = [ring_figure(row) for row in sorted(rows, key=lambda row: row["ring_index"])]
    analysed = float(rows[0]["analysed_gbp"] or 0) if rows else 0.0
    return Headline(
        title=study.settings.title,
        period=period_text(study.settings.period),
        sentence=headline_sentence(study, figures[index_of(study, rings)], analysed, mode.mode),
        analysed_gbp=analysed,
        definition=f"{chosen.definition_name}. {chosen.sentence.rstrip('.')}",
        mode=mode.mode,
        mode_reason=mode.reason,
        rings=figures,
    )


def index_of(study: Study, rings: Sequence[Ring]) -> int:
    """Return the place of the headline ring among the rings."""
    return rings.index(headline_ring(study, rings))


def ring_figure(row: Mapping[str, Any]) -> RingFigure:
    """Return one row of the local share as a figure of the headline."""
    names = [field.name for field in fields(RingFigure) if field.name not in {"ring_id", "name"}]
    values = {name: None if row[name] is None else float(row[name]) for name in names}
    return RingFigure(ring_id=row["ring_id"], name=row["ring_name"], **values)


def headline_sentence(study: Study, figure: RingFigure, analysed_gbp: float, mode: str) -> str:
    """Return the finding in one sentence, with its interval, saying first where it rests on a part of the spend only."""
    count = len(study.settings.anchors)
    whose = f"{count} anchors" if count > 1 else study.settings.anchors[0].name
    total = f"£{analysed_gbp / 1e6:,.1f}m"
    bounds = (
        f"between {figure.bound_low_share:.1%} and {figure.bound_high_share:.1%}"
        if figure.bound_low_share is not None
        else "unknown"
    )
    if mode == "bounds_only" or figure.local_share is None:
        return f"Too little is placed for a figure: of the {total} that {whose} paid, {bounds} stays in {figure.name}."
    interval = f"{figure.local_share_low:.1%} to {figure.local_share_high:.1%}"
    if mode == "placed":
        return (
            f"Of the spend whose place is known, {figure.local_share:.1%} stays in {figure.name} (90% interval {interval}); "
            f"of all {total} that {whose} paid it is {bounds}."
        )
    return (
        f"Of the {total} that {whose} paid, £{(figure.local_gbp or 0) / 1e6:,.1f}m ({figure.local_share:.1%}, "
        f"90% interval {interval}) stays in {figure.name}."
    )


def period_text(period: Period | None) -> str:
    """Return the study's period as people say it."""
    return f"{british_date(period.start)} to {british_date(period.end)}" if period else "all payments in the files"
