"""What each type of business is paid (companies, charities, co-operatives, sole traders...), and how much of that is local.

The type comes from a register first and from the name second. The amount and its share repeat in every ring's row of the same type, and
local spend and its interval are those of `local_share`.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, local_figures, ring_chances, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables


def business_types(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), business type and ring."""
    keys = ["anchor_id", "business_type"]
    chances = ring_chances(tables, settings.definition_id)
    figures = local_figures(tables, amounts_by(*keys)(tables), chances=chances, keys=keys)
    whole = figures.group_by(["anchor_id", "ring_id"]).agg(whole_gbp=figures.analysed_gbp.sum())
    joined = figures.inner_join(whole, ["anchor_id", "ring_id"])
    return joined.order_by(POOLED_FIRST, "anchor_id", "business_type", "ring_index").select(
        "anchor_id",
        "business_type",
        "ring_id",
        "ring_index",
        joined.analysed_gbp.name("amount_gbp"),
        share(joined.analysed_gbp, joined.whole_gbp).name("share"),
        "supplier_count",
        "placed_gbp",
        "local_gbp",
        "local_share",
    )
