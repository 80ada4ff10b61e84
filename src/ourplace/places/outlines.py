"""Outlines for maps without any boundary download, drawn from where an area's postcodes and its neighbours' lie.

Every point of land belongs to the nearest postcode: the outline is the union of the Voronoi cells of the area's
postcodes, cut to the land that postcodes cover. Neighbouring outlines therefore meet half way between the last
postcode of one and the first of the other. It is a picture of the place, not its legal boundary.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import numpy as np
import pyarrow as pa
import shapely
from ibis.expr.types import BooleanValue, Table

from ourplace.engine import Engine
from ourplace.places.exceptions import RingError
from ourplace.places.postcode_directory import default_cache_folder, directory_version
from ourplace.places.rings import Radius, Ring

METHOD_VERSION = 1
MOST_VERTICES = 300
COORDINATE_DECIMALS = 5
METRES_PER_DEGREE = 111_320.0

# Chosen by comparing with the published boundaries of eighteen unlike places (docs/reference/places.md).
WANTED_POINTS = 3000
SMALLEST_CELL_METRES = 100.0
WIDEST_GAP_METRES = 3000.0
HULL_RATIO = 0.08
MARGIN_METRES = (3000.0, 8000.0)
SMALLEST_PART = 0.01


def outlines_of(
    engine: Engine, rings: Sequence[Ring], *, reference: Table, cache_folder: Path | None = None
) -> Mapping[str, Mapping[str, Any]]:
    """Return the outline of each ring that has one, as a GeoJSON geometry (WGS 84) by ring id."""
    found = {ring.ring_id: outline_of(engine, ring, reference=reference, cache_folder=cache_folder) for ring in rings}
    return {ring_id: geometry for ring_id, geometry in found.items() if geometry is not None}


def outline_of(
    engine: Engine, ring: Ring, *, reference: Table, cache_folder: Path | None = None
) -> Mapping[str, Any] | None:
    """Return the outline of a ring as a GeoJSON geometry of at most 300 vertices, or None where it has no postcodes.

    A boundary file is used as it is, but simplified; a radius is a circle; local authorities and postcode areas are
    drawn from `reference` (see `load_postcodes`) and kept in `cache_folder`, keyed by the ring and the directory.

    Raises:
        RingError: the centre of a radius has no grid reference.
    """
    path = (cache_folder or default_cache_folder()) / "places" / "outlines" / f"{_key(ring)}.geojson"
    if path.exists():
        kept: dict[str, Any] | None = json.loads(path.read_text("utf-8"))
        return kept
    shapes = [shape for shape in _parts(engine, ring, reference) if shape is not None]
    geometry = _as_geojson(shapely.union_all(shapes)) if shapes else None
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{uuid4().hex}.partial")
    partial.write_text(json.dumps(geometry), "utf-8")
    partial.replace(path)
    return geometry


def _key(ring: Ring) -> str:
    parts = (METHOD_VERSION, directory_version(), ring.lad_codes, ring.radius, ring.boundary, ring.postcode_areas)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _parts(engine: Engine, ring: Ring, reference: Table) -> list[Any]:
    """Return the shapes, in longitude and latitude, that make up the ring."""
    parts: list[Any] = []
    if ring.boundary:
        parts.append(shapely.from_wkb(ring.boundary))
    if ring.radius:
        parts.append(_circle(engine, ring.radius, reference))
    if ring.lad_codes or ring.postcode_areas:
        parts.append(_drawn_from_postcodes(engine, ring, reference))
    return parts


def _circle(engine: Engine, radius: Radius, reference: Table) -> Any:
    centre = engine.to_arrow(reference.filter(reference.postcode == radius.postcode)).to_pylist()
    if not centre or centre[0]["latitude"] is None:
        raise RingError(
            f"The centre {radius.postcode} has no grid reference",
            why="the postcode directory does not know where it is",
            next_step="choose another postcode nearby as the centre",
        )
    scale = _metres(centre[0]["latitude"])
    circle = shapely.Point(centre[0]["longitude"] * scale[0], centre[0]["latitude"] * scale[1]).buffer(radius.metres)
    return shapely.transform(circle, lambda points: points / scale)


def _drawn_from_postcodes(engine: Engine, ring: Ring, reference: Table) -> Any | None:
    known = reference.filter(reference.latitude.notnull() & reference.lad_code.notnull())
    own = known.filter(_is_own(known, ring))
    window = engine.to_arrow(
        own.aggregate(
            west=own.longitude.min(),
            east=own.longitude.max(),
            south=own.latitude.min(),
            north=own.latitude.max(),
            middle=own.latitude.mean(),
        )
    ).to_pylist()[0]
    if window["middle"] is None:
        return None
    scale = _metres(window["middle"])
    low = np.array([window["west"], window["south"]]) * scale
    high = np.array([window["east"], window["north"]]) * scale
    margin = float(np.clip(0.4 * (high - low).max(), *MARGIN_METRES))
    cell = max(SMALLEST_CELL_METRES, float(np.sqrt(np.prod(high - low) / WANTED_POINTS)) / 1.5)
    points = _thinned(
        engine, _near(known, (low - margin) / scale, (high + margin) / scale), ring, scale=scale, cell=cell
    )
    shape = _smoothed(_union_of_cells(points, cell), cell)
    return shapely.transform(shape, lambda coordinates: coordinates / scale)


def _is_own(known: Table, ring: Ring) -> BooleanValue:
    in_areas = known.lad_code.isin(ring.lad_codes) if ring.lad_codes else ibis.literal(False)
    if not ring.postcode_areas:
        return in_areas
    return in_areas | known.postcode.re_extract("^[A-Z]+", 0).isin(ring.postcode_areas)


def _near(known: Table, low: Any, high: Any) -> Table:
    return known.filter(
        known.longitude.between(float(low[0]), float(high[0])) & known.latitude.between(float(low[1]), float(high[1]))
    )


def _thinned(engine: Engine, near: Table, ring: Ring, *, scale: Any, cell: float) -> pa.Table:
    """Return one point, `x`, `y` in metres and `is_own`, for each square of side `cell` and each side of the border."""
    points = near.select(
        x=near.longitude * float(scale[0]), y=near.latitude * float(scale[1]), is_own=_is_own(near, ring)
    )
    squares = points.group_by(
        column=(points.x / cell).floor().cast("int64"),
        row=(points.y / cell).floor().cast("int64"),
        is_own=points.is_own,
    )
    found = engine.to_arrow(squares.aggregate(x=points.x.mean(), y=points.y.mean()))
    return found.sort_by([("column", "ascending"), ("row", "ascending"), ("is_own", "ascending")])


def _union_of_cells(points: pa.Table, cell: float) -> Any:
    """Return the land that is nearer to a postcode of the area than to any other."""
    coordinates = np.column_stack([np.asarray(points["x"]), np.asarray(points["y"])])
    land = _land(coordinates, cell)
    cells = shapely.voronoi_polygons(shapely.multipoints(coordinates), extend_to=land.envelope, ordered=True)
    own = points["is_own"].to_numpy().astype(bool)
    if len(shapely.get_parts(cells)) != len(coordinates):
        return land
    return shapely.union_all(shapely.get_parts(cells)[own]).intersection(land)


def _land(coordinates: Any, cell: float) -> Any:
    """Return the ground that postcodes cover, moors between them included and the sea left out.

    A concave hull spans wide empty ground; discs grown and shrunk again fill the small gaps that it cuts open.
    """
    edge = 0.3 * cell + SMALLEST_CELL_METRES
    hull = shapely.concave_hull(shapely.multipoints(coordinates), ratio=HULL_RATIO).buffer(edge)
    grown = shapely.union_all(shapely.buffer(shapely.points(coordinates), WIDEST_GAP_METRES, quad_segs=3))
    return shapely.union_all([hull, grown.buffer(edge - WIDEST_GAP_METRES, quad_segs=3)])


def _smoothed(shape: Any, cell: float) -> Any:
    """Return the shape without slivers, specks and small holes."""
    opened = shape.buffer(cell).buffer(-2 * cell).buffer(cell)
    polygons = shapely.get_parts(opened if not opened.is_empty else shape)
    largest = max(polygon.area for polygon in polygons)
    kept = [polygon for polygon in polygons if polygon.area >= SMALLEST_PART * largest]
    return shapely.union_all([_without_small_holes(polygon, SMALLEST_PART * largest) for polygon in kept])


def _without_small_holes(polygon: Any, smallest: float) -> Any:
    return shapely.Polygon(
        polygon.exterior, [hole for hole in polygon.interiors if shapely.Polygon(hole).area > smallest]
    )


def _as_geojson(shape: Any) -> dict[str, Any]:
    """Return the shape with at most `MOST_VERTICES` vertices, simplified a little more at a time until it has."""
    tolerance = np.sqrt(shape.area) / 1000
    simpler = shape
    while shapely.get_num_coordinates(simpler) > MOST_VERTICES:
        simpler = shape.simplify(tolerance)
        tolerance *= 1.3
    rounded = shapely.transform(simpler, lambda points: np.round(points, COORDINATE_DECIMALS))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry


def _metres(latitude: float) -> Any:
    """Return how many metres a degree of longitude and one of latitude are there, near enough for a drawing."""
    return np.array([np.cos(np.radians(latitude)) * METRES_PER_DEGREE, METRES_PER_DEGREE])
