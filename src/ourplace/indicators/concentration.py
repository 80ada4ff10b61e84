"""How much of the analysed spend the largest 10, 20, 50, 100 and 300 suppliers take.

Suppliers are ranked by what an anchor paid them in all, credit notes taken off. Studies of the top 300 alone seldom say how much
they cover; this is that figure. Where an anchor has fewer suppliers than the count, all of them are counted.
"""

from functools import reduce

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables
from ourplace.parameters import parameter_value


def concentration(tables: StudyTables, settings: Settings) -> Table:  # noqa: ARG001  one signature for every indicator
    """Return one row per anchor (and `all`) and count of suppliers, with what those suppliers were paid."""
    amounts = amounts_by("anchor_id")(tables)
    rank = ibis.row_number().over(
        group_by=amounts.anchor_id, order_by=[ibis.desc(amounts.amount_gbp), amounts.supplier_id]
    )
    ranked = amounts.mutate(supplier_rank=rank)
    counts = parameter_value("indicators_top_counts")
    sums = ranked.group_by("anchor_id").agg(
        analysed_gbp=ranked.amount_gbp.sum(),
        supplier_count=ranked.count(),
        **{f"top_{count}": ranked.amount_gbp.sum(where=ranked.supplier_rank < count) for count in counts},
    )
    rows = reduce(Table.union, [_one_count(sums, count) for count in counts])
    return rows.order_by(POOLED_FIRST, "anchor_id", "top_count")


def _one_count(sums: Table, count: int) -> Table:
    """Return the rows of one count of suppliers."""
    top = sums[f"top_{count}"]
    return sums.select(
        "anchor_id",
        ibis.literal(count, "int64").name("top_count"),
        top.cast(MONEY).name("top_gbp"),
        share(top, sums.analysed_gbp).name("top_share"),
        "supplier_count",
    )
