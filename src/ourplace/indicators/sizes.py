"""What micro, small, medium and large suppliers are paid, as far as a register tells their size.

Few registers give sizes, so the unknown is usually the largest row and is always shown. Nothing is inferred from names or amounts.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables


def sizes(tables: StudyTables, settings: Settings) -> Table:  # noqa: ARG001  one signature for every indicator
    """Return one row per anchor (and `all`) and size, `unknown` included, from micro to large."""
    amounts = amounts_by("anchor_id", "size")(tables)
    sums = amounts.group_by(["anchor_id", "size"]).agg(
        amount_gbp=amounts.amount_gbp.sum().cast(MONEY), supplier_count=amounts.count()
    )
    whole = amounts.group_by("anchor_id").agg(whole_gbp=amounts.amount_gbp.sum())
    joined = sums.inner_join(whole, "anchor_id")
    order = joined["size"].cases(("micro", 0), ("small", 1), ("medium", 2), ("large", 3), else_=4)
    return joined.order_by(POOLED_FIRST, "anchor_id", order, "size").select(
        "anchor_id", "size", "amount_gbp", share(joined.amount_gbp, joined.whole_gbp).name("share"), "supplier_count"
    )
