"""All published spend by kind of payment, with the kinds that are analysed marked, so that nothing left out is hidden.

Every payment has one kind, given by a rule. Redacted payees are one bucket here and are never suppliers. Credit notes count as
negative amounts.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables, with_pooled


def spend_by_kind(tables: StudyTables, settings: Settings) -> Table:  # noqa: ARG001  one signature for every indicator
    """Return one row per anchor (and `all`) and kind, the largest first."""
    spend = with_pooled(tables.spend)
    rows = spend.group_by(["anchor_id", "kind", "is_analysed"]).agg(
        amount_gbp=spend.amount_gbp.sum().cast(MONEY),
        payment_count=spend.payment_count.sum().cast("int64"),
        supplier_count=spend.supplier_id.nunique(),
    )
    return rows.order_by(POOLED_FIRST, "anchor_id", rows.amount_gbp.desc(), "kind", "is_analysed")
