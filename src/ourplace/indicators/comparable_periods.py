"""Which two periods are set side by side, which anchors both cover, and why a comparison may be refused."""

from functools import reduce

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.indicators.expected_spend import analysed_in_all_periods
from ourplace.indicators.tables import POOLED, StudyTables
from ourplace.parameters import parameter_value

PAIR = ("period_id_before", "period_id_after")


def period_pairs(tables: StudyTables) -> Table:
    """Return the pairs of periods to compare, one row each: every period with the next, and the first with the last."""
    numbered = tables.periods.mutate(
        position=ibis.row_number().over(order_by=[tables.periods.start_date, tables.periods.period_id]),
        last=tables.periods.count().over() - 1,
    )
    before = numbered.rename({f"{name}_before": name for name in numbered.columns})
    after = numbered.rename({f"{name}_after": name for name in numbered.columns})
    pairs = before.cross_join(after)
    is_next = pairs.position_after == pairs.position_before + 1
    is_whole = (pairs.position_before == 0) & (pairs.position_after == pairs.last_after) & (pairs.last_after > 1)
    return pairs.filter(is_next | is_whole)


def comparisons(tables: StudyTables) -> Table:
    """Return one row per pair of periods and anchor (and `all`), with what forbids comparing them and what to know.

    `refusal` names what forbids the comparison and is null where nothing does. `note` says which anchors the pooled
    comparison leaves out because their data do not cover both periods.
    """
    coverage = _coverage(tables)
    is_both = coverage.covers_before & coverage.covers_after
    pooled = coverage.group_by(PAIR).agg(
        anchor_id=ibis.literal(POOLED),
        covers_before=is_both.any(),
        covers_after=is_both.any(),
        note=coverage.anchor_id.collect(where=~is_both).sort().join(", "),
    )
    pooled = pooled.mutate(note="left out for want of data in both periods: " + pooled.note.nullif(""))
    each = coverage.mutate(note=ibis.null("string")).select(*pooled.columns)
    rows = each.union(pooled).inner_join(period_pairs(tables), PAIR)
    return rows.select(*PAIR, "anchor_id", "note", refusal=_refusal(rows))


def amounts_before(tables: StudyTables) -> Table:
    """Return the analysed pounds of the earlier period of each pair, by anchor and supplier."""
    return _paired_amounts(tables).rename(amount_gbp="before_gbp").drop("after_gbp")


def amounts_after(tables: StudyTables) -> Table:
    """Return the analysed pounds of the later period of each pair, by anchor and supplier."""
    return _paired_amounts(tables).rename(amount_gbp="after_gbp").drop("before_gbp")


def amounts_changed(tables: StudyTables) -> Table:
    """Return by how much the analysed pounds of each anchor and supplier changed from period to period."""
    amounts = _paired_amounts(tables)
    return amounts.mutate(amount_gbp=amounts.after_gbp - amounts.before_gbp).drop("before_gbp", "after_gbp")


def _coverage(tables: StudyTables) -> Table:
    """Return one row per pair of periods and anchor, saying whether its data cover each of the two."""
    pairs = period_pairs(tables).cross_join(tables.anchors.select("anchor_id"))
    return pairs.select(
        *PAIR,
        "anchor_id",
        covers_before=pairs.anchor_ids_before.contains(pairs.anchor_id),
        covers_after=pairs.anchor_ids_after.contains(pairs.anchor_id),
    )


def _paired_amounts(tables: StudyTables) -> Table:
    """Return analysed pounds before and after, one row per pair of periods, anchor (and `all`) and supplier.

    The pooled rows hold only the anchors whose data cover both periods, so that like is set beside like.
    """
    spend = analysed_in_all_periods(tables)
    each = spend.group_by(["anchor_id", "period_id", "supplier_id"]).agg(amount_gbp=spend.amount_gbp.sum())
    pairs = period_pairs(tables).select(*PAIR)
    sides = [
        pairs.inner_join(each, pairs[column] == each.period_id).mutate(is_after=ibis.literal(column == PAIR[1]))
        for column in PAIR
    ]
    joined = reduce(Table.union, sides)
    coverage = _coverage(tables)
    both = coverage.filter(coverage.covers_before & coverage.covers_after)
    pooled = joined.semi_join(both, [*PAIR, "anchor_id"]).mutate(anchor_id=ibis.literal(POOLED))
    rows = joined.union(pooled)
    return rows.group_by(["anchor_id", *PAIR, "supplier_id"]).agg(
        before_gbp=rows.amount_gbp.sum(where=~rows.is_after).fill_null(0),
        after_gbp=rows.amount_gbp.sum(where=rows.is_after).fill_null(0),
    )


def _refusal(rows: Table) -> StringValue:
    """Return what makes two periods unlike for an anchor, in words, or null."""
    days_before = rows.end_date_before.delta(rows.start_date_before, unit="day") + 1
    days_after = rows.end_date_after.delta(rows.start_date_after, unit="day") + 1
    is_unlike = (days_after - days_before).abs() > parameter_value("indicators_period_length_tolerance")
    lacking = ibis.ifelse(rows.covers_before, rows.period_name_after, rows.period_name_before)
    lengths = (
        rows.period_name_before
        + " has "
        + days_before.cast("string")
        + " days and "
        + rows.period_name_after
        + " has "
        + days_after.cast("string")
    )
    return ibis.cases(
        (~rows.covers_before & ~rows.covers_after, "there are no data that cover both periods"),
        (~rows.covers_before | ~rows.covers_after, "the data do not cover " + lacking),
        (rows.start_date_after <= rows.end_date_before, "the periods overlap"),
        (is_unlike, lengths),
        else_=ibis.null("string"),
    )
