"""The ground on which a place is drawn."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import shapely
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import all_areas, ground_of


@pytest.fixture(scope="module")
def ground(directory_engine: Engine, directory: Table, tmp_path_factory) -> Mapping[str, Any]:
    """The whole country, drawn anew."""
    path = ground_of(directory_engine, reference=directory, cache_folder=tmp_path_factory.mktemp("ground"))
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


@pytest.mark.slow
def test_every_local_authority_is_there_once_by_its_name(ground: Mapping[str, Any]) -> None:
    found = {feature["properties"]["code"]: feature["properties"]["name"] for feature in ground["features"]}

    current = {code: each.area_name for code, each in all_areas().items() if each.local_authority_codes == (code,)}
    assert found == {code: name for code, name in current.items() if code in found}
    assert len(ground["features"]) == len(found) == 361


@pytest.mark.slow
def test_nearly_all_postcodes_lie_in_the_shape_of_their_authority(
    ground: Mapping[str, Any], directory_engine: Engine, directory: Table
) -> None:
    shapes = {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in ground["features"]}
    sampled = directory.filter(directory.postcode.endswith("AA") & directory.lad_code.notnull())
    rows = directory_engine.to_arrow(sampled.filter(sampled.latitude.notnull()))
    points = shapely.points(np.asarray(rows["longitude"]), np.asarray(rows["latitude"]))

    inside = [
        shapely.intersects(shapes[code], point)
        for code, point in zip(rows["lad_code"].to_pylist(), points, strict=True)
    ]

    assert len(inside) > 5000
    assert np.mean(inside) > 0.97


@pytest.mark.slow
def test_it_is_light_enough_to_be_sent(ground: Mapping[str, Any]) -> None:
    assert len(json.dumps(ground, separators=(",", ":"))) < 1_000_000


def test_a_second_drawing_is_read_from_the_cache(engine: Engine, small_directory: Table, tmp_path) -> None:
    first = ground_of(engine, reference=small_directory, cache_folder=tmp_path)
    written = first.stat().st_mtime_ns

    again = ground_of(engine, reference=small_directory.limit(0), cache_folder=tmp_path)

    assert (again, again.stat().st_mtime_ns) == (first, written)
