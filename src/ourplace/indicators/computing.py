"""From the tables of a study to the tables of its figures."""

from collections.abc import Collection
from dataclasses import replace

import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators.exceptions import StudyTableError
from ourplace.indicators.expected_spend import analysed_in_all_periods, ring_chances
from ourplace.indicators.intervals import with_intervals
from ourplace.indicators.queries import UNASKED, name_tables, rows_of
from ourplace.indicators.registry import all_indicators, indicator
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, POOLED, StudyTables
from ourplace.progress import Progress, silent


def compute_indicators(
    engine: Engine,
    tables: StudyTables,
    settings: Settings,
    *,
    only: Collection[str] | None = None,
    progress: Progress = silent,
) -> dict[str, pa.Table]:
    """Return the rows of every indicator by its id, in a fixed order, with their intervals.

    The same tables and settings always give the same rows. `only` limits the work to some ids.

    Raises:
        UnknownIndicatorError: `only` names an indicator that does not exist.
        StudyTableError: the definition or the headline ring of the settings is not in the study, an anchor is
            called `all`, or a supplier's probabilities do not add up to 1.
    """
    wanted = all_indicators() if only is None else [indicator(indicator_id) for indicator_id in only]
    check_study(engine, tables, settings)
    tables = with_ring_chances(engine, condensed(engine, tables))
    name_tables(engine, tables)
    results = {}
    steps = len(wanted) + 1
    for done, one in enumerate(wanted):
        progress("indicators", done, steps)
        results[one.indicator_id] = rows_of(engine, one.function, settings)
    progress("indicators", steps - 1, steps)
    intervals = {one.indicator_id: one.intervals for one in wanted if one.intervals}
    if intervals:
        results = with_intervals(engine, tables, settings, results=results, intervals=intervals)
    progress("indicators", steps, steps)
    return results


def condensed(engine: Engine, tables: StudyTables) -> StudyTables:
    """Return the same study with its spend added up as far as no indicator can tell, so that it is read once.

    Months go; credit notes stay apart from payments.
    """
    spend = engine.computed(added_up(tables.spend), name="study_spend_condensed")
    if tables.compared_spend is None:
        return replace(tables, spend=spend)
    compared = engine.computed(added_up(tables.compared_spend), name="study_compared_spend_condensed")
    return replace(tables, spend=spend, compared_spend=compared)


def added_up(spend: Table) -> Table:
    """Return spend without the columns that no indicator reads, added up."""
    spend = spend.drop(*UNASKED)
    keys = [name for name in spend.columns if name not in {"amount_gbp", "payment_count"}]
    return spend.group_by([*keys, (spend.amount_gbp < 0).name("is_negative")]).agg(
        amount_gbp=spend.amount_gbp.sum().cast(MONEY), payment_count=spend.payment_count.sum().cast("int64")
    )


def with_ring_chances(engine: Engine, tables: StudyTables) -> StudyTables:
    """Return the same study with every supplier's chances by ring worked out, which most indicators read."""
    return replace(tables, ring_chances=engine.computed(ring_chances(tables, None), name="study_ring_chances"))


def check_study(engine: Engine, tables: StudyTables, settings: Settings) -> None:
    """Check that the tables fit together, so that no pound can be lost on the way to a figure.

    Raises:
        StudyTableError: they do not; it says which and how many.
    """
    definitions = engine.to_arrow(tables.definitions)["definition_id"].to_pylist()
    bands = engine.to_arrow(tables.bands)["band_id"].to_pylist()
    for kind, chosen, known in (
        ("definition of local", settings.definition_id, definitions),
        ("ring", settings.headline_ring_id, bands),
    ):
        if chosen not in known:
            raise StudyTableError(
                f"The study has no {kind} '{chosen}'",
                why=f"it has {', '.join(known)}",
                next_step="choose one of these",
            )
    if POOLED in engine.to_arrow(tables.anchors)["anchor_id"].to_pylist():
        raise StudyTableError(
            f"An anchor has the id '{POOLED}'",
            why="that id stands for all anchors together",
            next_step="give the anchor another id",
        )
    _check_probabilities(engine, tables)


def _check_probabilities(engine: Engine, tables: StudyTables) -> None:
    """Check that every analysed supplier is spread over the bands of every definition, once and in full."""
    suppliers = analysed_in_all_periods(tables).select("supplier_id").distinct()
    expected = suppliers.cross_join(tables.definitions.select("definition_id"))
    bands = tables.supplier_bands
    sums = bands.group_by(["supplier_id", "definition_id"]).agg(whole=bands.known_probability.sum())
    joined = expected.left_join(sums, ["supplier_id", "definition_id"])
    tolerance = 1e-6
    wrong = joined.filter((joined.whole.fill_null(0.0) - 1.0).abs() > tolerance)
    count = engine.to_arrow(wrong.aggregate(count=wrong.count()))["count"][0].as_py()
    if count:
        raise StudyTableError(
            f"The places of {count} suppliers (counted once per definition of local) do not add up",
            why="the probabilities of a supplier's bands, unplaced included, must add up to 1",
            next_step="compute the suppliers' bands again; if it stays so, report it as a fault",
        )
