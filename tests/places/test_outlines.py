"""Outlines drawn from postcodes."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import RingSpec, resolve_rings
from ourplace.places.areas import current_code_of
from ourplace.places.outlines import MOST_VERTICES, outline_of, outlines_of


def drawn(engine: Engine, directory: Table, spec: RingSpec, folder: Path) -> Any:
    (ring,) = resolve_rings([spec], folder=folder)
    geometry = outline_of(engine, ring, reference=directory, cache_folder=folder)
    return shapely.from_geojson(json.dumps(geometry))


def test_an_outline_is_small_valid_and_holds_nearly_all_of_its_postcodes_and_few_others(
    directory_engine: Engine, directory: Table, outline_folder: Path
) -> None:
    shape = drawn(directory_engine, directory, RingSpec(name="Hyndburn", areas=("Hyndburn",)), outline_folder)
    west, south, east, north = shape.bounds
    near = directory.filter(directory.longitude.between(west, east) & directory.latitude.between(south, north))
    points = directory_engine.to_arrow(near.select("longitude", "latitude", is_own=near.lad_code == "E07000120"))
    inside = shapely.intersects_xy(shape, points["longitude"].to_numpy(), points["latitude"].to_numpy())
    is_own = points["is_own"].to_numpy()

    assert shape.is_valid
    assert shapely.get_num_coordinates(shape) <= MOST_VERTICES
    assert inside[is_own].mean() > 0.97
    assert inside[~is_own].mean() < 0.05


def test_neighbours_meet_without_overlapping_much(
    directory_engine: Engine, directory: Table, outline_folder: Path
) -> None:
    hyndburn = drawn(directory_engine, directory, RingSpec(name="H", areas=("Hyndburn",)), outline_folder)
    burnley = drawn(directory_engine, directory, RingSpec(name="B", areas=("Burnley",)), outline_folder)

    assert hyndburn.distance(burnley) < 0.005
    assert hyndburn.intersection(burnley).area < 0.02 * hyndburn.area


def test_a_second_drawing_is_read_from_the_cache(
    directory_engine: Engine, directory: Table, outline_folder: Path
) -> None:
    rings = resolve_rings([RingSpec(name="Hyndburn", areas=("Hyndburn",))], folder=outline_folder)
    first = outlines_of(directory_engine, rings, reference=directory, cache_folder=outline_folder)
    (kept,) = (outline_folder / "places" / "outlines").iterdir()
    kept.write_text('{"type": "Point", "coordinates": [0, 0]}')

    second = outlines_of(directory_engine, rings, reference=directory, cache_folder=outline_folder)

    assert first["hyndburn"]["type"] in {"Polygon", "MultiPolygon"}
    assert second == {"hyndburn": {"type": "Point", "coordinates": [0, 0]}}


def test_a_boundary_file_is_used_as_it_is(engine: Engine, small_directory: Table, outline_folder: Path) -> None:
    outline_folder.mkdir()
    box = [[-2.5, 53.7], [-2.3, 53.7], [-2.3, 53.8], [-2.5, 53.8], [-2.5, 53.7]]
    (outline_folder / "box.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [box]}))

    shape = drawn(engine, small_directory, RingSpec(name="Box", boundary="box.geojson"), outline_folder)

    assert shape.equals(shapely.box(-2.5, 53.7, -2.3, 53.8))


def test_a_radius_is_a_circle_of_that_size(engine: Engine, small_directory: Table, outline_folder: Path) -> None:
    shape = drawn(engine, small_directory, RingSpec(name="Near", within_km=10, of="PR1 2RL"), outline_folder)

    west, south, east, north = shape.bounds
    assert (north - south) * 111.32 == pytest.approx(20, rel=0.01)
    assert (east - west) * 111.32 * 0.5912 == pytest.approx(20, rel=0.01)


def test_a_ring_without_postcodes_has_no_outline(engine: Engine, small_directory: Table, outline_folder: Path) -> None:
    rings = resolve_rings([RingSpec(name="Exeter", areas=("Exeter",))], folder=outline_folder)

    assert outlines_of(engine, rings, reference=small_directory, cache_folder=outline_folder) == {}


@pytest.fixture(scope="module")
def published(real_data: Path) -> dict[str, Any]:
    features = json.loads((real_data / "reference" / "ltla24_uk.geojson").read_text("utf-8"))["features"]
    shapes = {
        current_code_of(feature["properties"]["ltla24_code"]): shapely.make_valid(
            shapely.geometry.shape(feature["geometry"])
        )
        for feature in features
    }
    return {code: shape for code, shape in shapes.items() if code}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("Hyndburn", 0.88),
        ("Lancashire", 0.93),
        ("Preston", 0.89),
        ("Ribble Valley", 0.74),
        ("Cornwall", 0.88),
        ("Exeter", 0.82),
    ],
)
def test_an_outline_looks_like_the_published_boundary(
    name: str,
    least: float,
    *,
    published: dict[str, Any],
    directory_engine: Engine,
    directory: Table,
    outline_folder: Path,
) -> None:
    spec = RingSpec(name=name, areas=(name,))
    (ring,) = resolve_rings([spec], folder=outline_folder)
    shape = drawn(directory_engine, directory, spec, outline_folder)
    truth = shapely.union_all([published[code] for code in ring.lad_codes])

    overlap = shape.intersection(truth).area / shape.union(truth).area

    print(f"{name}: intersection over union {overlap:.3f}")  # noqa: T201 - shown with -s, for docs/reference/places.md
    assert overlap >= least


@pytest.mark.real_data
def test_points_of_both_grids_lie_in_their_published_local_authority(
    published: dict[str, Any], directory_engine: Engine, directory: Table
) -> None:
    for code in ("N09000003", "N09000006", "E07000120", "S12000017"):
        own = directory.filter(directory.lad_code == code)
        points = directory_engine.to_arrow(own.select("longitude", "latitude"))
        inside = shapely.intersects_xy(published[code], points["longitude"].to_numpy(), points["latitude"].to_numpy())
        assert inside.mean() > 0.95, code
