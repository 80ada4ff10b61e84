"""The local share under every definition of local of the study, side by side: how much of the answer is the definition.

Each definition counts another fact of the supplier: its registered office, its premises, the address on its invoices. Each has
its own mode, so that one may give a figure where another allows bounds only. Otherwise this is `local_share`.
"""

from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, local_figures, ring_chances
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables


def definition_sensitivity(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), definition of local and ring, the chosen definition first."""
    chances = ring_chances(tables, None)
    figures = local_figures(tables, amounts_by("anchor_id")(tables), chances=chances, keys=["anchor_id"])
    figures = figures.inner_join(tables.definitions.select("definition_id", "definition_name"), "definition_id")
    return figures.order_by(
        POOLED_FIRST,
        "anchor_id",
        figures.definition_id != settings.definition_id,
        "definition_id",
        "ring_index",
    ).select(
        "anchor_id",
        "definition_id",
        "definition_name",
        "ring_id",
        "ring_index",
        "mode",
        "local_share",
        "bound_low_share",
        "bound_high_share",
        "placed_share",
    )
