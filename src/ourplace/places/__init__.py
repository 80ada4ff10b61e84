"""Where: postcodes, areas and their codes over time, rings, and what counts as local."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand

if TYPE_CHECKING:
    from ourplace.places.areas import Area, all_areas, area, find_areas, local_authorities_within
    from ourplace.places.boundaries import boundary_of
    from ourplace.places.counting import counted_locations
    from ourplace.places.definitions import Definition, all_definitions, load_definition, why_not_applicable
    from ourplace.places.drawing import AuthorityPart, authorities_in
    from ourplace.places.ground import ground_of, ground_path
    from ourplace.places.locating import band_postcodes, nesting_notes
    from ourplace.places.postcode_directory import default_cache_folder, directory_version, load_postcodes
    from ourplace.places.postcodes import ParsedPostcode, parse_postcode, parse_postcodes
    from ourplace.places.rings import Ring, RingSpec, resolve_rings, suggest_rings, suggest_rings_around
else:
    __getattr__ = exported_on_demand(
        __name__,
        {
            "areas": ["Area", "all_areas", "area", "find_areas", "local_authorities_within"],
            "boundaries": ["boundary_of"],
            "counting": ["counted_locations"],
            "definitions": ["Definition", "all_definitions", "load_definition", "why_not_applicable"],
            "drawing": ["AuthorityPart", "authorities_in"],
            "ground": ["ground_of", "ground_path"],
            "locating": ["band_postcodes", "nesting_notes"],
            "postcode_directory": ["default_cache_folder", "directory_version", "load_postcodes"],
            "postcodes": ["ParsedPostcode", "parse_postcode", "parse_postcodes"],
            "rings": ["Ring", "RingSpec", "resolve_rings", "suggest_rings", "suggest_rings_around"],
        },
    )

__all__ = [
    "Area",
    "AuthorityPart",
    "Definition",
    "ParsedPostcode",
    "Ring",
    "RingSpec",
    "all_areas",
    "all_definitions",
    "area",
    "authorities_in",
    "band_postcodes",
    "boundary_of",
    "counted_locations",
    "default_cache_folder",
    "directory_version",
    "find_areas",
    "ground_of",
    "ground_path",
    "load_definition",
    "load_postcodes",
    "local_authorities_within",
    "nesting_notes",
    "parse_postcode",
    "parse_postcodes",
    "resolve_rings",
    "suggest_rings",
    "suggest_rings_around",
    "why_not_applicable",
]
