"""How spend and the probabilities of where suppliers are become expected pounds in a ring, with their bounds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import ibis
from ibis.expr.types import NumericValue, Table, Value

from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import ELSEWHERE, MONEY, POOLED, UNPLACED, StudyTables, with_pooled
from ourplace.parameters import parameter_value

EXACT = "decimal(28, 8)"
RING_CHANCES = {
    "definition_id": "string",
    "mode": "string",
    "supplier_id": "string",
    "ring_index": "int64",
    "known_local": "float64",
    "known_unplaced": "float64",
    "local": "float64",
    "located": "float64",
}
"""The columns of `ring_chances`."""
# Sums of decimals do not depend on the order of the rows, so that two runs agree to the penny.
POOLED_FIRST = ibis._.anchor_id != POOLED
"""A sort key that puts the pooled rows before those of any anchor."""


def analysed_spend(tables: StudyTables) -> Table:
    """Return the rows of the analysed spend; redacted payees are never suppliers."""
    return tables.spend.filter(tables.spend.is_analysed, tables.spend.supplier_id.notnull())


def analysed_in_all_periods(tables: StudyTables) -> Table:
    """Return the rows of the analysed spend of every period that is compared."""
    return analysed_spend(tables if tables.compared_spend is None else replace(tables, spend=tables.compared_spend))


@cache
def amounts_by(*keys: str) -> Callable[[StudyTables], Table]:
    """Return a function of the study that gives analysed pounds, one row per `keys` and supplier, pooled included.

    A key is a column of the spend, or one that tells something of the supplier (business type, size, sector).
    """

    def amounts(tables: StudyTables) -> Table:
        spend = analysed_spend(tables)
        groups = [*(key for key in keys if key in spend.columns), "supplier_id"]
        each = spend.group_by(groups).agg(amount_gbp=spend.amount_gbp.sum())
        traits = [key for key in keys if key not in spend.columns]
        if traits:
            each = each.left_join(_supplier_traits(tables, traits), "supplier_id").drop("supplier_id_right")
        everyone = with_pooled(each)
        return everyone.group_by([*keys, "supplier_id"]).agg(amount_gbp=everyone.amount_gbp.sum())

    return amounts


def rings(tables: StudyTables) -> Table:
    """Return the rings, one row each, from the inside out: ring_id, ring_index and ring_name."""
    bands = tables.bands.filter(tables.bands.band_id.notin([ELSEWHERE, UNPLACED]))
    return bands.select(ring_id="band_id", ring_index="band_index", ring_name="band_name")


def located_bands(tables: StudyTables, definition_id: str | None) -> Table:
    """Return the suppliers' bands under one definition of local (every one where none is named), with its mode.

    The estimate is null where the definition allows bounds only: there is then no figure to give.
    """
    definitions = tables.definitions.select("definition_id", "mode")
    if definition_id is not None:
        definitions = definitions.filter(definitions.definition_id == definition_id)
    bands = tables.supplier_bands.inner_join(definitions, "definition_id")
    has_figure = bands["mode"] != "bounds_only"
    return bands.mutate(estimate_probability=ibis.ifelse(has_figure, bands.estimate_probability, ibis.null("float64")))


def ring_chances(tables: StudyTables, definition_id: str | None) -> Table:
    """Return how probable it is that each supplier is in each ring: one row per definition, supplier and ring.

    `known_local` and `known_unplaced` use all evidence; `local` and `located` are what the figure uses, and are
    null where the definition allows bounds only.
    """
    if tables.ring_chances is not None:
        known = tables.ring_chances
        return known if definition_id is None else known.filter(known.definition_id == definition_id)
    bands = located_bands(tables, definition_id).cross_join(rings(tables).select("ring_index"))
    inside = bands.band_index <= bands.ring_index
    unplaced = bands.band_id == UNPLACED
    return bands.group_by(["definition_id", "mode", "supplier_id", "ring_index"]).agg(
        known_local=bands.known_probability.sum(where=inside).fill_null(0.0),
        known_unplaced=bands.known_probability.sum(where=unplaced).fill_null(0.0),
        local=_estimate(bands, inside),
        located=_estimate(bands, ~unplaced),
    )


def headline_chances(tables: StudyTables, settings: Settings) -> Table:
    """Return the chances of `ring_chances` for the chosen definition and the headline ring, one row per supplier."""
    ring = rings(tables)
    chances = ring_chances(tables, settings.definition_id)
    return chances.semi_join(ring.filter(ring.ring_id == settings.headline_ring_id), "ring_index")


def local_figures(tables: StudyTables, amounts: Table, *, chances: Table, keys: Sequence[str]) -> Table:
    """Return expected pounds per `keys`, definition and ring, with bounds, shares and standard error.

    `amounts` has one row per `keys` and supplier (`amount_gbp`). `located_gbp` is the whole that `local_share` is of:
    the analysed spend, or in mode `placed` the placed spend. Bounds lie within nothing and the analysed spend even where
    unplaced suppliers have net refunds. Method: docs/explanation/honest-figures.md.
    """
    joined = amounts.inner_join(chances, "supplier_id")
    unplaced = pounds(joined.amount_gbp, joined.known_unplaced)
    known = pounds(joined.amount_gbp, joined.known_local)
    sums = joined.group_by([*keys, "definition_id", "mode", "ring_index"]).agg(
        analysed_gbp=joined.amount_gbp.sum().cast(MONEY),
        placed_gbp=pounds(joined.amount_gbp, _placed(joined)).sum().cast(MONEY),
        local_gbp=pounds(joined.amount_gbp, joined.local).sum().cast(MONEY),
        least_gbp=(known + ibis.least(unplaced, 0)).sum().cast(MONEY),
        most_gbp=(known + ibis.greatest(unplaced, 0)).sum().cast(MONEY),
        variance_gbp2=variance(joined.amount_gbp, joined.local).sum(),
        supplier_count=joined.count(),
        local_supplier_count=(joined.known_local >= parameter_value("indicators_local_probability")).sum(),
    )
    return _with_shares(_with_bounds(sums)).inner_join(rings(tables), "ring_index")


def pounds(amount_gbp: NumericValue, chance: NumericValue) -> NumericValue:
    """Return the expected part of an amount, exact enough to be added up in any order."""
    return (amount_gbp.cast("float64") * chance).cast(EXACT)


def variance(amount_gbp: NumericValue, chance: NumericValue) -> NumericValue:
    """Return the variance, in square pounds, of an amount that is local with probability `chance`."""
    amount = amount_gbp.cast("float64")
    # Probabilities of several candidates can add up to a hair over 1.
    spread = ibis.greatest(chance * (1.0 - chance), 0.0)
    return (amount * amount * spread).cast("decimal(38, 4)")


def share(part: NumericValue, whole: NumericValue) -> NumericValue:
    """Return part / whole, null where the whole is not positive: no share of nothing, nor of a net refund."""
    return ibis.ifelse(whole > 0, part.cast("float64") / whole.cast("float64"), ibis.null("float64"))


def placed_chances(tables: StudyTables, definition_id: str) -> Table:
    """Return how probable it is that each supplier is placed, by the evidence that the figure may use."""
    bands = located_bands(tables, definition_id)
    unplaced = bands.band_id == UNPLACED
    sums = bands.group_by(["supplier_id", "mode"]).agg(
        known_unplaced=bands.known_probability.sum(where=unplaced).fill_null(0.0),
        located=_estimate(bands, ~unplaced),
    )
    return sums.select("supplier_id", placed=_placed(sums))


def most_probable_band(tables: StudyTables, definition_id: str) -> Table:
    """Return each supplier's most probable band on all evidence; of equals, the one farther out."""
    bands = located_bands(tables, definition_id)
    order = ibis.row_number().over(
        group_by=bands.supplier_id, order_by=[ibis.desc(bands.known_probability), ibis.desc(bands.band_index)]
    )
    best = bands.mutate(position=order).filter(lambda t: t.position == 0)
    names = tables.bands.select("band_id", "band_name")
    return best.inner_join(names, "band_id").select(
        "supplier_id", "band_id", "band_index", "band_name", band_probability="known_probability"
    )


def named_categories(table: Table, tables: StudyTables) -> Table:
    """Return `table` with the name of each need category, `Unknown` where there is none."""
    names = tables.need_categories.select("need_category_code", "need_category_name")
    joined = table.left_join(names, "need_category_code").drop("need_category_code_right")
    return joined.mutate(need_category_name=joined.need_category_name.fill_null("Unknown"))


def _supplier_traits(tables: StudyTables, traits: Sequence[str]) -> Table:
    """Return what is known of each supplier, `unknown` where a type or size is not; a null sector stays null."""
    suppliers = tables.suppliers
    known = suppliers.mutate(
        business_type=suppliers.business_type.fill_null("unknown"), size=suppliers["size"].fill_null("unknown")
    )
    return known.select("supplier_id", *traits)


def _placed(chances: Table) -> NumericValue:
    """Return the chance of being placed: by sources not chosen by place in mode `placed`, else by all evidence."""
    return ibis.ifelse(chances["mode"] == "placed", chances.located, 1.0 - chances.known_unplaced)


def _estimate(bands: Table, where: Value) -> NumericValue:
    """Return the sum of the estimates where true, and null, not 0, where there are none."""
    total = bands.estimate_probability.sum(where=where).fill_null(0.0)
    return ibis.ifelse(bands.estimate_probability.count() > 0, total, ibis.null("float64"))


def _with_bounds(sums: Table) -> Table:
    """Return the sums with the hard bounds, which stay between nothing and all that was spent.

    Unplaced suppliers whose payments come to a refund would carry the bounds past both: a refund from elsewhere leaves more
    in the ring than was spent in all. A share of spend cannot be that, so the bounds stop at nothing and at the whole,
    unless what is known, or the figure itself, lies beyond.
    """
    figure = ibis.ifelse(sums["mode"] == "imputed", sums.local_gbp, ibis.null(MONEY)).fill_null(0)
    bottom = ibis.least(sums.analysed_gbp, 0, sums.most_gbp, figure)
    top = ibis.greatest(sums.analysed_gbp, 0, sums.least_gbp, figure)
    return sums.mutate(
        bound_low_gbp=ibis.greatest(sums.least_gbp, bottom).cast(MONEY),
        bound_high_gbp=ibis.least(sums.most_gbp, top).cast(MONEY),
    )


def _with_shares(sums: Table) -> Table:
    """Return the sums with leakage, shares and standard error worked out from the rounded pounds."""
    located = ibis.ifelse(sums["mode"] == "placed", sums.placed_gbp, sums.analysed_gbp)
    return sums.mutate(
        located_gbp=located,
        placed_share=share(sums.placed_gbp, sums.analysed_gbp),
        local_share=share(sums.local_gbp, located),
        leakage_gbp=(located - sums.local_gbp).cast(MONEY),
        bound_low_share=share(sums.bound_low_gbp, sums.analysed_gbp),
        bound_high_share=share(sums.bound_high_gbp, sums.analysed_gbp),
        standard_error_gbp=sums.variance_gbp2.cast("float64").sqrt().cast(MONEY),
    )
