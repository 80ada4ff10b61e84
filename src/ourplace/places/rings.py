"""Rings: the nested areas, inner to outer, by which a study asks how much money stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ourplace.places.areas import Area, all_areas, area, bordering_areas
from ourplace.places.areas.reading import UNITED_KINGDOM
from ourplace.places.exceptions import AmbiguousAreaError, RingError
from ourplace.places.postcodes import parse_postcode, postcode_areas

METRES_PER_KM = 1000.0
METRES_PER_MILE = 1609.344


class RingSpec(BaseModel):
    """One ring as a study states it: a name, and areas, a distance, a drawn boundary or postcode areas.

    Several of these together make their union. `within_km` or `within_miles` needs `of`, a postcode.
    `with_bordering` adds the counties and boroughs that border the areas.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    areas: tuple[str, ...] = ()
    with_bordering: bool = False
    within_km: float | None = Field(default=None, gt=0)
    within_miles: float | None = Field(default=None, gt=0)
    of: str | None = None
    boundary: str | None = None
    postcode_areas: tuple[str, ...] = ()

    @field_validator("areas", "postcode_areas", mode="before")
    @classmethod
    def _list_of_one(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.within_km is not None and self.within_miles is not None:
            raise ValueError("state the distance once: within_km or within_miles")
        has_distance = self.within_km is not None or self.within_miles is not None
        if has_distance != (self.of is not None):
            raise ValueError('a distance needs a centre and a centre a distance: within_km = 10, of = "PR1 2RL"')
        if not (self.areas or has_distance or self.boundary or self.postcode_areas):
            raise ValueError(
                'say where the ring is: areas = ["Hyndburn"], within_km and of, boundary, or postcode_areas'
            )
        if self.with_bordering and not self.areas:
            raise ValueError("with_bordering widens areas; state them")
        return self


@dataclass(frozen=True)
class Radius:
    """Everywhere within a distance of a postcode, in metres."""

    postcode: str
    metres: float


@dataclass(frozen=True)
class Ring:
    """One ring, ready to be asked which postcodes are in it: any of its parts holds them.

    `lad_codes` are current local authority codes; `boundary` is well-known binary in longitude and latitude.
    `notes` say what a reader should know, such as a former area whose successor is larger, or an inner ring that
    is not inside this one.
    """

    ring_id: str
    ring_name: str
    lad_codes: tuple[str, ...] = ()
    radius: Radius | None = None
    boundary: bytes | None = None
    postcode_areas: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def resolve_rings(specs: Sequence[RingSpec], *, folder: Path) -> tuple[Ring, ...]:
    """Return the rings that the specs state, inner to outer as given; boundary files are looked for in `folder`.

    Rings are cumulative: what is in an inner ring counts as in the outer ones, even where it is not inside them,
    which the outer ring's notes then say (as far as local authorities tell; see `nesting_notes`).

    Raises:
        RingError: there is no ring, two have one name, or a postcode or postcode area is not one.
        UnknownAreaError, AmbiguousAreaError: an area's name or code is not one area's.
        BoundaryError: a boundary file is missing or is no polygon.
    """
    if not specs:
        raise RingError(
            "The study has no rings",
            why="without a ring nothing is local",
            next_step='add at least one, for example [[rings]] name = "Exeter", areas = ["Exeter"]',
        )
    rings = [_resolve(spec, folder) for spec in specs]
    ids = [ring.ring_id for ring in rings]
    if repeated := {ring.ring_name for ring in rings if ids.count(ring.ring_id) > 1}:
        raise RingError(
            f"Two rings are called {' and '.join(sorted(repeated))}",
            why="figures are told apart by the ring's name",
            next_step="give each ring a name of its own",
        )
    return tuple(_with_nesting_note(ring, rings[:place]) for place, ring in enumerate(rings))


def suggest_rings(place: str) -> tuple[RingSpec, ...]:
    """Return rings for a place, inner to outer: itself, its county, its region and its nation, where it has them.

    Raises:
        UnknownAreaError, AmbiguousAreaError: the name or code is not one area's.
    """
    centre = area(place)
    codes = (centre.area_code, centre.county_code, centre.region_code, centre.nation_code)
    chain = [all_areas()[code] for code in dict.fromkeys(codes) if code]
    distinct = [each for i, each in enumerate(chain) if each.area_name not in {inner.area_name for inner in chain[:i]}]
    return tuple(RingSpec(name=each.area_name, areas=(_shortest_reference(each),)) for each in distinct)


def suggest_rings_around(lad_codes: Sequence[str]) -> tuple[RingSpec, ...]:
    """Return rings that hold all of some local authorities, inner to outer: the one, or their county, region and nation.

    Authorities of several nations have the United Kingdom around them.
    """
    areas = [all_areas()[code] for code in dict.fromkeys(lad_codes)]
    shared = [
        {each.county_code for each in areas},
        {each.region_code for each in areas},
        {each.nation_code for each in areas},
    ]
    codes = [areas[0].area_code] if len(areas) == 1 else []
    codes += [code for found in shared if len(found) == 1 for code in found if code]
    chain = [all_areas()[code] for code in codes] or [all_areas()[UNITED_KINGDOM]]
    return tuple(RingSpec(name=each.area_name, areas=(_shortest_reference(each),)) for each in chain)


def ring_id(name: str) -> str:
    """Return the id for a ring's name: `Greater Manchester` is `greater-manchester`."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "ring"


def _read_boundary(path: Path) -> bytes:
    # Loaded here because few rings are drawn, and reading one needs a library of shapes.
    from ourplace.places.boundaries import read_boundary  # noqa: PLC0415

    return read_boundary(path)


def _resolve(spec: RingSpec, folder: Path) -> Ring:
    named = [area(text) for text in spec.areas]
    bordering = [each for inner in named for each in bordering_areas(inner.area_code)] if spec.with_bordering else []
    return Ring(
        ring_id=ring_id(spec.name),
        ring_name=spec.name,
        lad_codes=tuple(dict.fromkeys(code for each in [*named, *bordering] for code in each.local_authority_codes)),
        radius=_radius(spec),
        boundary=_read_boundary(folder / spec.boundary) if spec.boundary else None,
        postcode_areas=tuple(_postcode_area(letters, spec.name) for letters in spec.postcode_areas),
        notes=tuple(note for each in named for note in _former_notes(each))
        + ((f"With its borders: {', '.join(each.area_name for each in bordering)}.",) if bordering else ()),
    )


def _radius(spec: RingSpec) -> Radius | None:
    if spec.of is None:
        return None
    centre = parse_postcode(spec.of)
    if centre is None:
        raise RingError(
            f"The centre of the ring '{spec.name}', '{spec.of}', is not a postcode",
            why="a distance is measured from a postcode's grid reference",
            next_step='write a full postcode, for example of = "PR1 2RL"',
        )
    kilometres = spec.within_km
    metres = kilometres * METRES_PER_KM if kilometres is not None else (spec.within_miles or 0) * METRES_PER_MILE
    return Radius(postcode=centre.postcode, metres=metres)


def _postcode_area(letters: str, ring_name: str) -> str:
    known = letters.strip().upper()
    if known not in postcode_areas():
        raise RingError(
            f"The ring '{ring_name}' has the postcode area '{letters}', which is not one",
            why="a postcode area is the one or two letters that begin a postcode, such as PR or M",
            next_step="write the letters only, each area apart",
        )
    return known


def _former_notes(each: Area) -> list[str]:
    if each.end_date is None:
        return []
    successors = ", ".join(all_areas()[code].area_name for code in each.local_authority_codes)
    larger = "" if each.is_same_area else ", which covers more than it did"
    return [f"{each.area_name} ({each.area_code}) ended on {each.end_date}: {successors} is used instead{larger}."]


def _with_nesting_note(ring: Ring, inner: Sequence[Ring]) -> Ring:
    notes = tuple(note for each in inner if (note := _outside(each, ring)))
    return replace(ring, notes=ring.notes + notes)


def _outside(inner: Ring, outer: Ring) -> str | None:
    """Return a sentence where local authorities (or radii of one centre) show that `inner` leaves `outer`."""
    if inner.radius and outer.radius and inner.radius.postcode == outer.radius.postcode:
        if inner.radius.metres > outer.radius.metres:
            return f"{inner.ring_name} is a larger circle than {outer.ring_name}, which is stated as its outer ring."
        return None
    only_areas = not (outer.radius or outer.boundary or outer.postcode_areas)
    beyond = [code for code in inner.lad_codes if code not in outer.lad_codes]
    if not (only_areas and beyond):
        return None
    names = ", ".join(all_areas()[code].area_name for code in beyond)
    return (
        f"{inner.ring_name} is not inside {outer.ring_name}: {names} is counted in both, because rings are cumulative."
    )


def _shortest_reference(each: Area) -> str:
    """Return the area's name where it alone is enough to find it, else its code."""
    try:
        return each.area_name if area(each.area_name) == each else each.area_code
    except AmbiguousAreaError:
        return each.area_code
