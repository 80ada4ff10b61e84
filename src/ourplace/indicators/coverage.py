"""How much of what was published is analysed, matched to a register and placed, and how much is left out or unknown.

Published spend is everything that was read. Analysed spend leaves out grants, payments to public bodies, pass-through and
redacted payments. Placed spend is what the figure may use: in mode `placed` only what was placed by sources that were not chosen
by place, else all that was placed. Matched spend went to suppliers whose best candidate in a register is probable enough.
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, placed_chances, pounds, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables, with_pooled
from ourplace.parameters import parameter_value


def coverage(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`) with the pounds of each stage from published to placed."""
    best = tables.candidates.group_by("supplier_id").agg(best=tables.candidates.probability.max())
    known = placed_chances(tables, settings.definition_id).left_join(best, "supplier_id").drop("supplier_id_right")
    each = tables.spend.group_by(["anchor_id", "supplier_id", "kind", "is_analysed"]).agg(
        amount_gbp=tables.spend.amount_gbp.sum(),
        negative_gbp=tables.spend.amount_gbp.sum(where=tables.spend.amount_gbp < 0).fill_null(0),
        payment_count=tables.spend.payment_count.sum(),
    )
    spend = with_pooled(each).left_join(known, "supplier_id").drop("supplier_id_right")
    is_matched = spend.is_analysed & (spend.best >= parameter_value("suppliers_confident_match"))
    sums = spend.group_by("anchor_id").agg(
        published_gbp=spend.amount_gbp.sum().cast(MONEY),
        analysed_gbp=_sum(spend, spend.is_analysed),
        redacted_gbp=_sum(spend, spend.kind == "redacted"),
        placed_gbp=pounds(spend.amount_gbp, spend.placed).sum(where=spend.is_analysed).fill_null(0).cast(MONEY),
        matched_gbp=_sum(spend, is_matched),
        supplier_count=spend.supplier_id.nunique(where=spend.is_analysed),
        payment_count=spend.payment_count.sum().cast("int64"),
        negative_gbp=spend.negative_gbp.sum().cast(MONEY),
    )
    return sums.select(
        "anchor_id",
        "published_gbp",
        "analysed_gbp",
        (sums.published_gbp - sums.analysed_gbp).cast(MONEY).name("not_analysed_gbp"),
        "redacted_gbp",
        "placed_gbp",
        share(sums.placed_gbp, sums.analysed_gbp).name("placed_share"),
        "matched_gbp",
        (sums.analysed_gbp - sums.placed_gbp).cast(MONEY).name("unplaced_gbp"),
        "supplier_count",
        "payment_count",
        "negative_gbp",
    ).order_by(POOLED_FIRST, "anchor_id")


def _sum(spend: Table, where: ibis.expr.types.BooleanValue) -> ibis.expr.types.NumericValue:
    """Return the pounds of some rows, 0 where there are none."""
    return spend.amount_gbp.sum(where=where).fill_null(0).cast(MONEY)
