"""Boundary files."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from ourplace.places.boundaries import boundary_of, read_boundary
from ourplace.places.exceptions import BoundaryError

SQUARE = {"type": "Polygon", "coordinates": [[[-2.5, 53.7], [-2.3, 53.7], [-2.3, 53.8], [-2.5, 53.8], [-2.5, 53.7]]]}


def written(folder: Path, document: Any) -> Path:
    path = folder / "place.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize(
    "document",
    [
        SQUARE,
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": SQUARE}, {"type": "Feature", "geometry": None}],
        },
        {"type": "GeometryCollection", "geometries": [SQUARE, {"type": "Point", "coordinates": [0, 0]}]},
    ],
)
def test_each_form_of_geojson_gives_the_same_shape(document: Any, tmp_path: Path) -> None:
    shape = shapely.from_wkb(read_boundary(written(tmp_path, document)))

    assert shape.equals(shapely.box(-2.5, 53.7, -2.3, 53.8))


def test_british_grid_metres_become_degrees(tmp_path: Path) -> None:
    square = [[354000, 429000], [355000, 429000], [355000, 430000], [354000, 430000], [354000, 429000]]
    document = {
        "type": "Polygon",
        "coordinates": [square],
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
    }

    shape = shapely.from_wkb(read_boundary(written(tmp_path, document)))

    assert shape.contains(shapely.Point(-2.6987, 53.7599))
    assert shape.bounds == pytest.approx((-2.6995, 53.7553, -2.6839, 53.7644), abs=0.001)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("<html>", "it is not JSON"),
        ([1], "it holds no polygon"),
        ({"type": "Point", "coordinates": [0, 0]}, "it holds no polygon"),
        ({"type": "Polygon", "coordinates": "square"}, "a shape in it is broken"),
        ({"type": "Polygon", "coordinates": [[[9e5, 9e5], [9.1e5, 9e5], [9e5, 9.1e5], [9e5, 9e5]]]}, "not degrees"),
    ],
)
def test_what_is_no_boundary_is_refused_by_name(document: Any, why: str, tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match=why) as caught:
        read_boundary(written(tmp_path, document))

    assert str(caught.value.where) == "place.geojson"


def test_text_is_read_as_a_file_is(tmp_path: Path) -> None:
    assert boundary_of(json.dumps(SQUARE)) == read_boundary(written(tmp_path, SQUARE))


@pytest.mark.parametrize("text", ["", "nothing", "[" * 100_000, '{"type": "Polygon", "coordinates": []}', "null", "3"])
def test_text_that_is_no_outline_says_what_to_give_and_names_no_file(text: str) -> None:
    with pytest.raises(BoundaryError) as caught:
        boundary_of(text)

    assert "give a GeoJSON file with a polygon" in str(caught.value)
    assert caught.value.where is None
