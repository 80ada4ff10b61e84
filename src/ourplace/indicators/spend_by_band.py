"""Where the analysed spend goes, split into each ring, elsewhere and unplaced, so that the parts add up to the whole.

A band is what lies within one ring and outside the next one in. Each supplier's pounds are spread over the bands by its
probabilities. In mode `imputed` nothing is left unplaced; in mode `placed` the unplaced spend is a band of its own; in mode
`bounds_only` no amount is given. The interval comes from a simulation (docs/explanation/honest-figures.md).
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, located_bands, pounds, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables


def spend_by_band(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`) and band, with expected pounds and their share of analysed spend."""
    amounts = amounts_by("anchor_id")(tables)
    chances = located_bands(tables, settings.definition_id).select("supplier_id", "band_id", "estimate_probability")
    joined = amounts.inner_join(chances, "supplier_id")
    found = joined.group_by(["anchor_id", "band_id"]).agg(
        found_gbp=pounds(joined.amount_gbp, joined.estimate_probability).sum().cast(MONEY)
    )
    chosen = tables.definitions.filter(tables.definitions.definition_id == settings.definition_id)
    frame = (
        amounts.group_by("anchor_id")
        .agg(analysed_gbp=amounts.amount_gbp.sum())
        .cross_join(tables.bands.select("band_id", "band_index", "band_name"))
        .cross_join(chosen.select("mode"))
        .left_join(found, ["anchor_id", "band_id"])
    )
    amount = ibis.ifelse(frame["mode"] == "bounds_only", ibis.null(MONEY), frame.found_gbp.fill_null(0))
    rows = frame.mutate(amount_gbp=amount.cast(MONEY))
    return rows.select(
        "anchor_id",
        "band_id",
        "band_index",
        "band_name",
        "amount_gbp",
        share=share(rows.amount_gbp, rows.analysed_gbp),
    ).order_by(POOLED_FIRST, "anchor_id", "band_index")
