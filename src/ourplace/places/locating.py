"""Which band of the rings each postcode is in: as relational expressions, with distances in metres on the grid."""

import itertools
from collections.abc import Sequence
from uuid import uuid4

import ibis
import numpy as np
import pyarrow as pa
import shapely
from ibis.expr.types import BooleanValue, IntegerValue, Table

from ourplace.engine import Engine
from ourplace.places.exceptions import RingError
from ourplace.places.grids import metres_between
from ourplace.places.rings import Radius, Ring

OFF_THE_GRIDS = ("Channel Islands", "Isle of Man")
POSITION = ("easting", "northing", "latitude", "longitude")


def band_postcodes(engine: Engine, *, postcodes: Table, rings: Sequence[Ring], reference: Table) -> Table:
    """Return one row per distinct postcode with its place and `band_index`, the innermost ring that holds it.

    Columns: `postcode`, `lad_code`, `easting`, `northing`, `latitude`, `longitude`, `band_index`. The index is 0 for
    the innermost of n rings, n - 1 for the outermost, n for a known postcode in none of them, and null where the
    postcode is not in the reference, or is there without a place. The Channel Islands and the Isle of Man are outside
    every ring but one of postcode areas.

    Raises:
        RingError: the centre of a radius has no grid reference in the reference.
    """
    wanted = postcodes.filter(postcodes.postcode.notnull()).select("postcode").distinct()
    located = wanted.left_join(reference, "postcode").drop("postcode_right")
    located = _with_boundaries(engine, located, rings)
    memberships = [_in_ring(engine, located, ring, reference=reference) for ring in rings]
    return located.select("postcode", "lad_code", *POSITION, band_index=_first_band(memberships))


def nesting_notes(engine: Engine, *, rings: Sequence[Ring], reference: Table) -> tuple[str, ...]:
    """Return a sentence for each ring that is not wholly inside the next, counted in postcodes of the reference.

    Unlike the notes that `resolve_rings` writes, this compares rings of any shape, by looking at every postcode.
    """
    located = _with_boundaries(engine, reference.filter(reference.latitude.notnull()), rings)
    inside = [_in_ring(engine, located, ring, reference=reference) for ring in rings]
    pairs = list(itertools.pairwise(rings))
    if not pairs:
        return ()
    counts = located.aggregate(
        **{f"beyond_{i}": (inside[i] & ~inside[i + 1]).sum().fill_null(0) for i in range(len(pairs))},
        **{f"all_{i}": inside[i].sum().fill_null(0) for i in range(len(pairs))},
    )
    row = engine.to_arrow(counts).to_pylist()[0]
    return tuple(
        f"{row[f'beyond_{i}']:,} of the {row[f'all_{i}']:,} postcodes of {inner.ring_name} are not in {outer.ring_name}; "
        "they count in both, because rings are cumulative."
        for i, (inner, outer) in enumerate(pairs)
        if row[f"beyond_{i}"]
    )


def _first_band(memberships: Sequence[BooleanValue]) -> IntegerValue:
    """Return the index of the first true membership; an unknown one before it leaves the band unknown."""
    branches = []
    for index, member in enumerate(memberships):
        branches += [(member, ibis.literal(index, "int32")), (member.isnull(), ibis.null("int32"))]
    return ibis.cases(*branches, else_=ibis.literal(len(memberships), "int32"))


def _in_ring(engine: Engine, located: Table, ring: Ring, *, reference: Table) -> BooleanValue:
    """Return whether each postcode is in any part of the ring, null where that is not known."""
    off_the_grids = located.nation.isin(OFF_THE_GRIDS).fill_null(ibis.literal(False))
    parts: list[BooleanValue] = []
    if ring.lad_codes:
        parts.append(located.lad_code.isin(ring.lad_codes))
    if ring.radius:
        parts.append(_within(engine, located, ring.radius, reference=reference))
    if ring.boundary:
        parts.append(located[_boundary_column(ring)])
    on_land = [ibis.ifelse(off_the_grids, ibis.literal(False), part) for part in parts]
    if ring.postcode_areas:
        on_land.append(located.postcode.re_extract("^[A-Z]+", 0).isin(ring.postcode_areas))
    whole = on_land[0]
    for part in on_land[1:]:
        whole = whole | part
    return whole


def _within(engine: Engine, located: Table, radius: Radius, *, reference: Table) -> BooleanValue:
    found = engine.to_arrow(reference.filter(reference.postcode == radius.postcode)).to_pylist()
    if not found or found[0]["easting"] is None:
        raise RingError(
            f"The centre {radius.postcode} has no grid reference",
            why="the postcode directory does not know where it is",
            next_step="choose another postcode nearby as the centre",
        )
    centre = found[0]
    metres = metres_between(
        tuple(located[column] for column in POSITION),
        tuple(ibis.literal(float(centre[column])) for column in POSITION),
        same_grid=located.grid == centre["grid"],
    )
    return metres <= radius.metres


def _with_boundaries(engine: Engine, located: Table, rings: Sequence[Ring]) -> Table:
    """Return `located` with one column for each drawn boundary: whether the postcode's point is in it."""
    drawn = [ring for ring in rings if ring.boundary]
    if not drawn:
        return located
    points = engine.to_arrow(located.filter(located.latitude.notnull()).select("postcode", "longitude", "latitude"))
    longitude, latitude = (np.asarray(points[column]) for column in ("longitude", "latitude"))
    inside = {"postcode": points["postcode"]}
    for ring in drawn:
        shape = shapely.from_wkb(ring.boundary)
        shapely.prepare(shape)
        inside[_boundary_column(ring)] = pa.array(shapely.intersects_xy(shape, longitude, latitude))
    table = engine.table(pa.table(inside), name=f"places_inside_{uuid4().hex}")
    return located.left_join(table, "postcode").drop("postcode_right")


def _boundary_column(ring: Ring) -> str:
    return f"is_in_{ring.ring_id}"
