"""What was needed: the CPV division of each payment, from the buyer's own words, with how firmly they say it."""

from ourplace.spend.need_categories.assigning import TIERS, assign_need_categories, need_category_rules
from ourplace.spend.need_categories.classifications import (
    cpv_division_for_sic,
    cpv_divisions,
    section_of_sic,
    sic_sections,
)

__all__ = [
    "TIERS",
    "assign_need_categories",
    "cpv_division_for_sic",
    "cpv_divisions",
    "need_category_rules",
    "section_of_sic",
    "sic_sections",
]
