"""The suppliers paid most by each anchor, with their share of its analysed spend and where they most probably are.

The ranking is that of `concentration`. The band is the most probable one on all evidence, with its probability; it may be `unplaced`.
Names of individuals are marked, and must not be shown publicly.
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, most_probable_band, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables
from ourplace.parameters import parameter_value


def top_suppliers(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`) and supplier, the largest first, down to a fixed rank."""
    amounts = amounts_by("anchor_id")(tables)
    order = [ibis.desc(amounts.amount_gbp), amounts.supplier_id]
    ranked = amounts.mutate(
        supplier_rank=ibis.row_number().over(group_by=amounts.anchor_id, order_by=order) + 1,
        running_gbp=amounts.amount_gbp.sum().over(group_by=amounts.anchor_id, order_by=order, rows=(None, 0)),
        whole_gbp=amounts.amount_gbp.sum().over(group_by=amounts.anchor_id),
    )
    ranked = ranked.filter(ranked.supplier_rank <= parameter_value("indicators_top_suppliers"))
    suppliers = tables.suppliers.select("supplier_id", "supplier_name", "is_individual", "business_type")
    rows = ranked.inner_join(suppliers, "supplier_id").inner_join(
        most_probable_band(tables, settings.definition_id), "supplier_id"
    )
    return rows.order_by(POOLED_FIRST, "anchor_id", "supplier_rank").select(
        "anchor_id",
        "supplier_rank",
        "supplier_id",
        "supplier_name",
        "is_individual",
        rows.amount_gbp.cast(MONEY).name("amount_gbp"),
        share(rows.amount_gbp, rows.whole_gbp).name("share"),
        share(rows.running_gbp, rows.whole_gbp).name("cumulative_share"),
        "band_id",
        "band_name",
        "band_probability",
        "business_type",
    )
