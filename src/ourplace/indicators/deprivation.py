"""Local spend by how deprived the supplier's neighbourhood is: decile 1 is the most deprived tenth, 10 the least.

The neighbourhood is that of the postcode of the supplier's most probable counted location, where that lies in the ring. Local spend
whose location or decile is not known is the row without a decile, so that the rows of a ring add up to its local spend.
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, pounds, ring_chances, rings, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables
from ourplace.parameters import parameter_value


def deprivation(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), ring and decile of deprivation, with local pounds."""
    chances = ring_chances(tables, settings.definition_id).inner_join(rings(tables), "ring_index")
    reached = chances.filter(chances.local.fill_null(chances.known_local) > 0)
    joined = amounts_by("anchor_id")(tables).inner_join(reached, "supplier_id")
    joined = joined.left_join(_deciles(tables, settings), "supplier_id").drop("supplier_id_right")
    in_ring = joined.point_index <= joined.ring_index
    rows = joined.mutate(imd_decile=ibis.ifelse(in_ring, joined.imd_decile, ibis.null("int64")))
    sums = rows.group_by(["anchor_id", "ring_id", "ring_index", "imd_decile"]).agg(
        amount_gbp=pounds(rows.amount_gbp, rows.local).sum().cast(MONEY),
        supplier_count=(rows.known_local >= parameter_value("indicators_local_probability")).sum(),
    )
    whole = sums.amount_gbp.sum().over(group_by=[sums.anchor_id, sums.ring_id])
    shares = sums.mutate(share=share(sums.amount_gbp, whole))
    return shares.select(
        "anchor_id", "ring_id", "ring_index", "imd_decile", "amount_gbp", "share", "supplier_count"
    ).order_by(POOLED_FIRST, "anchor_id", "ring_index", "imd_decile")


def _deciles(tables: StudyTables, settings: Settings) -> Table:
    """Return the band and the decile of each supplier's most probable counted location."""
    points = tables.supplier_points.filter(tables.supplier_points.definition_id == settings.definition_id)
    banded = points.inner_join(tables.bands.select("band_id", point_index="band_index"), "band_id")
    joined = banded.left_join(tables.postcode_deprivation, "postcode")
    return joined.select("supplier_id", "point_index", "imd_decile")
