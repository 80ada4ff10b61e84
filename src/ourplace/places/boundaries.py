"""Boundaries that people draw or download, as GeoJSON, read into one polygon in longitude and latitude."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ourplace.exceptions import Where
from ourplace.places.exceptions import BoundaryError
from ourplace.places.grids import to_latitude_longitude

LARGEST_BYTES = 100_000_000
BRITISH_GRID_NAMES = ("27700",)


def read_boundary(path: Path) -> bytes:
    """Return the polygons of a GeoJSON file as one shape, in well-known binary, longitude and latitude (WGS 84).

    A file in British National Grid metres is converted; every feature of the file belongs to the boundary.

    Raises:
        BoundaryError: the file is missing, too large, not GeoJSON, holds no polygon, or its coordinates are
            neither degrees nor British National Grid metres.
    """
    return boundary_of(_text(path), file_name=path.name)


def boundary_of(text: str, *, file_name: str | None = None) -> bytes:
    """Return the polygons of GeoJSON as one shape, as `read_boundary` does; `file_name` says where it stood, for errors.

    Raises:
        BoundaryError: it is not GeoJSON, holds no polygon, or its coordinates are neither degrees nor British National
            Grid metres.
    """
    document = _document(text, file_name)
    shapes = [_shape(geometry, file_name) for geometry in _geometries(document)]
    polygons = [shape for shape in shapes if shape.geom_type in {"Polygon", "MultiPolygon"} and not shape.is_empty]
    if not polygons:
        raise _unusable(file_name, "it holds no polygon (points and lines have no inside)")
    whole = shapely.union_all([shapely.make_valid(shape) for shape in polygons])
    degrees = _in_degrees(whole, document, file_name)
    encoded: bytes = shapely.to_wkb(degrees)
    return encoded


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _unusable(path.name, f"it is larger than {LARGEST_BYTES // 1_000_000} MB; simplify it first")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise _unusable(path.name, f"it cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _unusable(path.name, "it is not JSON") from error


def _document(text: str, file_name: str | None) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _unusable(file_name, "it is not JSON") from error


def _geometries(document: Any) -> list[Any]:
    """Return the geometries of a feature collection, a feature or a bare geometry."""
    if not isinstance(document, dict):
        return []
    if document.get("type") == "FeatureCollection":
        return [inner for feature in document.get("features") or [] for inner in _geometries(feature)]
    if document.get("type") == "Feature":
        return _geometries(document.get("geometry"))
    if document.get("type") == "GeometryCollection":
        return [inner for geometry in document.get("geometries") or [] for inner in _geometries(geometry)]
    return [document] if "coordinates" in document else []


def _shape(geometry: Any, file_name: str | None) -> Any:
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except shapely.GEOSException as error:
        raise _unusable(file_name, f"a shape in it is broken ({error})") from error


def _in_degrees(shape: Any, document: Any, file_name: str | None) -> Any:
    west, south, east, north = shape.bounds
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:  # noqa: PLR2004 - the ends of the Earth
        return shape
    name = str((document.get("crs") or {}).get("properties", {}).get("name", ""))
    if not any(code in name for code in BRITISH_GRID_NAMES):
        raise _unusable(file_name, "its coordinates are not degrees and it does not say that they are EPSG:27700")

    def from_grid(points: Any) -> Any:
        latitude, longitude = to_latitude_longitude(points[:, 0], points[:, 1])
        return np.column_stack([longitude, latitude])

    return shapely.transform(shape, from_grid)


def _unusable(file_name: str | None, why: str) -> BoundaryError:
    return BoundaryError(
        "The boundary cannot be used",
        why=why,
        next_step="give a GeoJSON file with a polygon in longitude and latitude",
        where=Where(file=file_name) if file_name else None,
    )
