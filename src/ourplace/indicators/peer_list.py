"""Local suppliers that one anchor pays for a need which another anchor buys outside the ring, so that the other can be told.

For each need category and anchor that pays suppliers known to be outside the headline ring: the suppliers more likely than not inside it
that a peer pays for the same need and that the anchor itself does not pay, the largest first. Suppliers who are individuals are left out,
as is spend whose need is not known, and amounts below a minimum (parameter indicators_peer_list_minimum_gbp).
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import (
    POOLED_FIRST,
    analysed_spend,
    headline_chances,
    most_probable_band,
    named_categories,
    pounds,
)
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables
from ourplace.parameters import parameter_value


def peer_list(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per need category, anchor that buys outside, peer that buys inside, and the peer's supplier."""
    bought = _bought(tables, settings)
    minimum = parameter_value("indicators_peer_list_minimum_gbp")
    leaked = bought.group_by(["anchor_id", "need_category_code"]).agg(
        leaked_gbp=pounds(bought.amount_gbp, 1.0 - bought.known_local - bought.known_unplaced).sum().cast(MONEY)
    )
    leaked = leaked.filter(leaked.leaked_gbp >= minimum)
    is_local = bought.known_local >= parameter_value("indicators_local_probability")
    local = bought.filter(is_local, bought.amount_gbp >= minimum, ~bought.is_individual)
    offers = local.select(
        "need_category_code",
        "supplier_id",
        "supplier_name",
        peer_anchor_id="anchor_id",
        bought_gbp=local.amount_gbp.cast(MONEY),
        probability="known_local",
    )
    told = leaked.inner_join(offers, "need_category_code").anti_join(bought, ["anchor_id", "supplier_id"])
    rank = ibis.row_number().over(
        group_by=[told.need_category_code, told.anchor_id],
        order_by=[ibis.desc(told.bought_gbp), told.supplier_id, told.peer_anchor_id],
    )
    listed = told.mutate(position=rank).filter(lambda t: t.position < parameter_value("indicators_peer_list_depth"))
    placed = listed.inner_join(most_probable_band(tables, settings.definition_id), "supplier_id")
    return _arranged(named_categories(placed, tables))


def _bought(tables: StudyTables, settings: Settings) -> Table:
    """Return what each anchor bought of each supplier for each known need, with where the supplier is."""
    spend = analysed_spend(tables)
    known = spend.filter(spend.need_category_code.notnull())
    amounts = known.group_by(["anchor_id", "need_category_code", "supplier_id"]).agg(amount_gbp=known.amount_gbp.sum())
    headline = headline_chances(tables, settings)
    placed = amounts.inner_join(headline.select("supplier_id", "known_local", "known_unplaced"), "supplier_id")
    return placed.inner_join(tables.suppliers.select("supplier_id", "supplier_name", "is_individual"), "supplier_id")


def _arranged(listed: Table) -> Table:
    """Return the list's columns in their order, the largest leak first."""
    return listed.order_by(
        listed.leaked_gbp.desc(), "need_category_code", POOLED_FIRST, "anchor_id", "position"
    ).select(
        "need_category_code",
        "need_category_name",
        "anchor_id",
        "leaked_gbp",
        "peer_anchor_id",
        "supplier_id",
        "supplier_name",
        "band_id",
        "bought_gbp",
        "probability",
    )
