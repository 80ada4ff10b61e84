"""For each need that leaks from a ring: who inside the ring is paid for it already, and how many firms there could supply it.

Leakage is that of `need_categories` for all anchors together. Suppliers paid already are those more likely than not in the ring; names are of
the largest, never of individuals. Firms are those of the registers in the industries that make or do what the category
buys (parameter indicators_need_category_industries), null where no register counts them. Spend whose need is not known is left out.
"""

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.indicators.expected_spend import (
    amounts_by,
    local_figures,
    named_categories,
    ring_chances,
    rings,
)
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import POOLED, StudyTables
from ourplace.parameters import parameter_value


def local_supply(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per need category and ring, the largest leakage first."""
    keys = ["anchor_id", "need_category_code"]
    amounts = amounts_by(*keys)(tables)
    pooled = amounts.filter(amounts.anchor_id == POOLED, amounts.need_category_code.notnull())
    chances = ring_chances(tables, settings.definition_id)
    groups = ["need_category_code", "ring_id"]
    figures = local_figures(tables, pooled, chances=chances, keys=keys).select(*groups, "ring_index", "leakage_gbp")
    paid = _paid(pooled, chances.inner_join(rings(tables), "ring_index"), tables)
    joined = figures.left_join(paid, groups).drop("need_category_code_right", "ring_id_right")
    joined = joined.left_join(_firms(figures, tables), groups).drop("need_category_code_right", "ring_id_right")
    rows = named_categories(joined, tables)
    return rows.order_by("ring_index", ibis.desc("leakage_gbp"), "need_category_code").select(
        "need_category_code",
        "need_category_name",
        "ring_id",
        "ring_index",
        "leakage_gbp",
        rows.paid_supplier_count.fill_null(0).name("paid_supplier_count"),
        rows.paid_supplier_names.fill_null(ibis.literal([], "array<string>")).name("paid_supplier_names"),
        "register_firm_count",
    )


def _paid(amounts: Table, chances: Table, tables: StudyTables) -> Table:
    """Return how many suppliers in each ring are paid for each need, and the names of the largest."""
    local = chances.filter(chances.known_local >= parameter_value("indicators_local_probability"))
    named = amounts.inner_join(local.select("supplier_id", "ring_id"), "supplier_id").inner_join(
        tables.suppliers.select("supplier_id", "supplier_name", "is_individual"), "supplier_id"
    )
    groups = ["need_category_code", "ring_id"]
    most = int(parameter_value("indicators_paid_supplier_names"))
    largest = [ibis.desc(named.amount_gbp), named.supplier_id]
    rank = ibis.row_number().over(group_by=[*groups, "is_individual"], order_by=largest)
    ranked = named.mutate(position=rank)
    sums = ranked.group_by(groups).agg(
        paid_supplier_count=ranked.count(),
        shown_count=(~ranked.is_individual).sum(),
        **{
            f"name_{place}": ranked.supplier_name.max(where=~ranked.is_individual & (ranked.position == place))
            for place in range(most)
        },
    )
    # Not collected in an order: not every engine can.
    names = ibis.array([sums[f"name_{place}"] for place in range(most)])
    return sums.select(*groups, "paid_supplier_count", paid_supplier_names=names[: ibis.least(sums.shown_count, most)])


def _firms(figures: Table, tables: StudyTables) -> Table:
    """Return how many firms of the registers are in each ring and in an industry that supplies each need."""
    industries = parameter_value("indicators_need_category_industries")
    needs = figures.select("need_category_code").distinct()
    needs = needs.mutate(industries=_lists(needs.need_category_code, industries))
    firms = tables.local_firms.inner_join(tables.bands.select("band_id", "band_index"), "band_id")
    pairs = needs.cross_join(rings(tables)).cross_join(firms)
    inside = pairs.filter(pairs.band_index <= pairs.ring_index, pairs.industries.contains(pairs.sic_division_code))
    return inside.group_by(["need_category_code", "ring_id"]).agg(
        register_firm_count=inside.firm_count.sum().cast("int64")
    )


def _lists(value: StringValue, lists: dict[str, list[str]]) -> ibis.expr.types.ArrayValue:
    """Return the list that a table of lists gives to a value, null where it gives none."""
    pairs = [(key, ibis.literal(codes, "array<string>")) for key, codes in lists.items()]
    return value.cases(*pairs, else_=ibis.null("array<string>"))
