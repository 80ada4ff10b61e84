"""Where each anchor's money goes, from anchor through need category to band: the numbers behind the flow chart.

Each supplier's pounds are spread over the bands by the probabilities that the figures use, as in `spend_by_band`. Parts that no
supplier reaches are left out. Amounts are null where the definition of local allows bounds only.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import analysed_spend, located_bands, named_categories, pounds
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables


def flow(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor, need category and band that some supplier may be in."""
    spend = analysed_spend(tables)
    amounts = spend.group_by(["anchor_id", "need_category_code", "supplier_id"]).agg(amount_gbp=spend.amount_gbp.sum())
    bands = located_bands(tables, settings.definition_id)
    reached = bands.filter(bands.estimate_probability.fill_null(bands.known_probability) > 0)
    names = tables.bands.select("band_id", "band_name")
    joined = amounts.inner_join(
        reached.select("supplier_id", "band_id", "band_index", "estimate_probability"), "supplier_id"
    ).inner_join(names, "band_id")
    sums = joined.group_by(["anchor_id", "need_category_code", "band_id", "band_index", "band_name"]).agg(
        amount_gbp=pounds(joined.amount_gbp, joined.estimate_probability).sum().cast(MONEY)
    )
    rows = named_categories(sums, tables)
    return rows.order_by("anchor_id", "need_category_code", "band_index").select(
        "anchor_id", "need_category_code", "need_category_name", "band_id", "band_name", "amount_gbp"
    )
