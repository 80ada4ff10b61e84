"""Local share and leakage by the supplier's industry: the section of the industrial classification (SIC 2007) it is registered in.

The industry is the supplier's side of a payment, from registers; what was bought is in the indicator `need_categories`. Suppliers whose
industry is not known are a row named Unknown. Local spend, leakage, bounds and interval are those of `local_share`, sector by sector.
"""

import ibis
from ibis.expr.types import Table

from ourplace.indicators.expected_spend import POOLED_FIRST, amounts_by, local_figures, ring_chances
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables
from ourplace.parameters import parameter_value


def sectors(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), SIC section and ring."""
    keys = ["anchor_id", "sic_section_code"]
    chances = ring_chances(tables, settings.definition_id)
    figures = local_figures(tables, amounts_by(*keys)(tables), chances=chances, keys=keys)
    names = {letter: section["name"] for letter, section in parameter_value("sic_sections").items()}
    return figures.select(
        "anchor_id",
        "sic_section_code",
        figures.sic_section_code.cases(*names.items(), else_="Unknown").name("sic_section_name"),
        "ring_id",
        "ring_index",
        "analysed_gbp",
        "placed_gbp",
        "local_gbp",
        "local_share",
        "bound_low_share",
        "bound_high_share",
        "leakage_gbp",
        "supplier_count",
        "local_supplier_count",
    ).order_by(POOLED_FIRST, "anchor_id", ibis.asc("sic_section_code"), "ring_index")
