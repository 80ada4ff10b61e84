"""The part of analysed spend that is expected to reach suppliers located in each ring, and what leaves it.

For every anchor and for all together: each supplier's pounds times the probability that it is in the ring, added up. Leakage is the
rest. Where registers are complete and most spend is placed (mode `imputed`) the share is of analysed spend; otherwise
(mode `placed`) it is of the spend placed by sources that were not chosen by place; where even that is thin (mode `bounds_only`)
there is no figure. The bounds suppose every unplaced pound elsewhere, then every one local, and never leave 0 to 100 % for the
sake of an unplaced refund. The interval comes from a simulation (docs/explanation/honest-figures.md).
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, local_figures, ring_chances
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables


def local_share(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`) and ring, with local spend, leakage, shares, bounds and standard error."""
    amounts = amounts_by("anchor_id")(tables)
    figures = local_figures(tables, amounts, chances=ring_chances(tables, settings.definition_id), keys=["anchor_id"])
    return figures.select(
        "anchor_id",
        "ring_id",
        "ring_index",
        "ring_name",
        "definition_id",
        "mode",
        "analysed_gbp",
        "placed_gbp",
        "placed_share",
        "local_gbp",
        "local_share",
        "leakage_gbp",
        "bound_low_gbp",
        "bound_high_gbp",
        "bound_low_share",
        "bound_high_share",
        "standard_error_gbp",
        "supplier_count",
    ).order_by(POOLED_FIRST, "anchor_id", "ring_index")
