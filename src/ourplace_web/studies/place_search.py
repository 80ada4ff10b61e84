"""Finding the place of a study by a name, a code or a postcode."""

from ourplace.places import Area, all_areas, find_areas
from ourplace.studies.starting import area_name

MOST_RESULTS = 12


def search_places(text: str) -> tuple[Area, ...]:
    """Return the areas in use that a name, part of a name, code or postcode may mean, best first; at most twelve.

    Raises:
        StudyFileError: it is shaped like a postcode and is not one in use.
    """
    found = find_areas(area_name(text))
    return tuple(each for each in found if each.end_date is None)[:MOST_RESULTS]


def place_named(code: str) -> Area | None:
    """Return the area with a code, or None where there is none."""
    return all_areas().get(code)
