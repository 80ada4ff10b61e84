"""Suppliers that two or more anchors pay, with what they are paid together: the places to begin buying together.

Only analysed spend counts. The band is the supplier's most probable one on all evidence, which may be `unplaced`.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import analysed_spend, most_probable_band
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables


def overlap(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per supplier of at least two anchors, those of most anchors first."""
    spend = analysed_spend(tables)
    anchors = spend.group_by(["supplier_id", "anchor_id"]).agg(amount_gbp=spend.amount_gbp.sum())
    shared = anchors.group_by("supplier_id").agg(
        anchor_count=anchors.count(),
        anchor_ids=anchors.anchor_id.collect().sort(),
        amount_gbp=anchors.amount_gbp.sum().cast(MONEY),
    )
    shared = shared.filter(shared.anchor_count > 1)
    named = shared.inner_join(tables.suppliers.select("supplier_id", "supplier_name", "is_individual"), "supplier_id")
    rows = named.inner_join(most_probable_band(tables, settings.definition_id), "supplier_id")
    return rows.order_by(rows.anchor_count.desc(), rows.amount_gbp.desc(), "supplier_id").select(
        "supplier_id",
        "supplier_name",
        "is_individual",
        "anchor_count",
        "anchor_ids",
        "amount_gbp",
        "band_id",
        "band_name",
    )
