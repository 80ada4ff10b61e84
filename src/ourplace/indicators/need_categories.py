"""Local share and leakage of each need category: what was bought, by division of the procurement vocabulary (CPV).

The need is the buyer's side of a payment; the supplier's industry is in the indicator `sectors`. Spend whose need is not known is a row
named Unknown. Local spend, leakage, bounds and interval are those of `local_share`, category by category.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import (
    POOLED_FIRST,
    amounts_by,
    local_figures,
    named_categories,
    ring_chances,
)
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables


def need_categories(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), need category and ring."""
    keys = ["anchor_id", "need_category_code"]
    chances = ring_chances(tables, settings.definition_id)
    figures = named_categories(local_figures(tables, amounts_by(*keys)(tables), chances=chances, keys=keys), tables)
    return figures.select(
        "anchor_id",
        "need_category_code",
        "need_category_name",
        "ring_id",
        "ring_index",
        "analysed_gbp",
        "placed_gbp",
        "local_gbp",
        "local_share",
        "bound_low_share",
        "bound_high_share",
        "leakage_gbp",
        "supplier_count",
        "local_supplier_count",
    ).order_by(POOLED_FIRST, "anchor_id", "need_category_code", "ring_index")
