"""A place that somebody draws: which postcodes lie in it, and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places.areas import all_areas


@dataclass(frozen=True)
class AuthorityPart:
    """How many postcodes of one local authority, in use or once in use, lie in a place."""

    lad_code: str
    lad_name: str
    postcode_count: int


def authorities_in(engine: Engine, boundary: bytes, *, reference: Table) -> Sequence[AuthorityPart]:
    """Return the local authorities of the postcodes whose points lie in a boundary (see `boundary_of`), most postcodes first."""
    shape = shapely.from_wkb(boundary)
    west, south, east, north = shape.bounds
    near = reference.filter(
        reference.longitude.between(west, east)
        & reference.latitude.between(south, north)
        & reference.lad_code.notnull()
    ).select("lad_code", "longitude", "latitude")
    points = engine.to_arrow(near)
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, np.asarray(points["longitude"]), np.asarray(points["latitude"]))
    counts = pc.value_counts(points["lad_code"].combine_chunks().filter(pa.array(inside)))
    parts = [
        AuthorityPart(row["values"], all_areas()[row["values"]].area_name, row["counts"]) for row in counts.to_pylist()
    ]
    return sorted(parts, key=lambda part: (-part.postcode_count, part.lad_name))
