"""The ground of a map on which a place is drawn: every local authority of the United Kingdom, without any boundary download.

As in `outlines`, every point of land belongs to the nearest postcode; here all authorities are cut from one drawing, so that
neighbours meet in the same line. It is coarser than an outline of one place, and a picture, not the legal boundaries.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import shapely
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places.areas import all_areas
from ourplace.places.outlines import METRES_PER_DEGREE
from ourplace.places.postcode_directory import default_cache_folder, directory_version

METHOD_VERSION = 1
# One scale for the whole country is near enough for a drawing: that of its middle.
MIDDLE_LATITUDE = 54.5
CELL_METRES = 1000.0
LAND_CELL_METRES = 1500.0
WIDEST_GAP_METRES = 2500.0
TOLERANCE_METRES = 400.0
DEGREE_DECIMALS = 4


def ground_of(engine: Engine, *, reference: Table, cache_folder: Path | None = None) -> Path:
    """Return a GeoJSON file (WGS 84) of all local authorities, each with `code` and `name`; drawn once, in some seconds.

    The file appears whole or not at all, so that two who ask at once do no harm.
    """
    path = ground_path(cache_folder)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{uuid4().hex}.partial")
        partial.write_text(json.dumps(_drawn(engine, reference), ensure_ascii=False, separators=(",", ":")), "utf-8")
        partial.replace(path)
    return path


def ground_path(cache_folder: Path | None = None) -> Path:
    """Return where the ground of the installed postcode directory is kept, drawn or not."""
    name = f"ground-{directory_version()}-{METHOD_VERSION}.geojson"
    return (cache_folder or default_cache_folder()) / "places" / name


def _drawn(engine: Engine, reference: Table) -> dict[str, Any]:
    points = _thinned(engine, reference)
    coordinates = np.column_stack([points["x"].to_numpy(), points["y"].to_numpy()])
    land = _land(coordinates)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(coordinates), extend_to=land, ordered=True))
    owners = np.asarray(points["lad_code"].to_pylist())
    codes = np.unique(owners)
    whole = [shapely.coverage_union_all(cells[owners == code]).intersection(land) for code in codes]
    simpler = shapely.coverage_simplify(np.array(whole), TOLERANCE_METRES)
    features = [_feature(str(code), shape) for code, shape in zip(codes, simpler, strict=True)]
    return {"type": "FeatureCollection", "features": features}


def _thinned(engine: Engine, reference: Table) -> pa.Table:
    """Return one point, in metres from the meridian and the equator, for each square and each authority in it."""
    known = reference.filter(reference.latitude.notnull() & reference.lad_code.notnull())
    across, up = (float(scale) for scale in _metres())
    points = known.select(x=known.longitude * across, y=known.latitude * up, lad_code=known.lad_code)
    squares = points.group_by(
        column=(points.x / CELL_METRES).floor().cast("int64"),
        row=(points.y / CELL_METRES).floor().cast("int64"),
        lad_code=points.lad_code,
    )
    found = engine.to_arrow(squares.aggregate(x=points.x.mean(), y=points.y.mean()))
    return found.sort_by([("lad_code", "ascending"), ("column", "ascending"), ("row", "ascending")])


def _land(coordinates: Any) -> Any:
    """Return the ground that postcodes cover: squares that hold one, grown and shrunk again, so that gaps between them close."""
    corners = np.unique(np.floor(coordinates / LAND_CELL_METRES), axis=0) * LAND_CELL_METRES
    left, low = corners[:, 0], corners[:, 1]
    squares = shapely.box(left, low, left + LAND_CELL_METRES, low + LAND_CELL_METRES)
    grown = shapely.coverage_union_all(squares).buffer(WIDEST_GAP_METRES, quad_segs=1)
    return grown.buffer(-WIDEST_GAP_METRES, quad_segs=1)


def _feature(code: str, shape: Any) -> dict[str, Any]:
    degrees = shapely.transform(shape, lambda points: np.round(points / _metres(), DEGREE_DECIMALS))
    name = all_areas()[code].area_name
    geometry = json.loads(shapely.to_geojson(degrees))
    return {"type": "Feature", "id": code, "properties": {"code": code, "name": name}, "geometry": geometry}


def _metres() -> Any:
    return np.array([np.cos(np.radians(MIDDLE_LATITUDE)) * METRES_PER_DEGREE, METRES_PER_DEGREE])
