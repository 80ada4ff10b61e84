"""The areas of the United Kingdom, their names, parents, borders and former codes, as dated tables of facts."""

from ourplace.places.areas.finding import area, find_areas
from ourplace.places.areas.reading import (
    Area,
    all_areas,
    bordering_areas,
    current_code_of,
    local_authorities_within,
    sources,
)

__all__ = [
    "Area",
    "all_areas",
    "area",
    "bordering_areas",
    "current_code_of",
    "find_areas",
    "local_authorities_within",
    "sources",
]
