"""Which band each postcode is in."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import RingSpec, band_postcodes, nesting_notes, resolve_rings
from ourplace.places.exceptions import RingError

ALL = ["BB5 1AA", "BB5 9ZZ", "PR1 2RL", "M1 1AA", "CF10 1AA", "BT1 1AA", "IM1 1AA", "M99 1AA", "ZE9 9ZZ"]


def bands(
    engine: Engine, reference: Table, specs: Sequence[RingSpec], folder: Path, asked: Sequence[str | None] = tuple(ALL)
) -> dict[str, int | None]:
    postcodes = engine.table(pa.table({"postcode": pa.array(asked, pa.string())}), name="asked")
    rings = resolve_rings(specs, folder=folder)
    banded = band_postcodes(engine, postcodes=postcodes, rings=rings, reference=reference)
    return {row["postcode"]: row["band_index"] for row in engine.to_arrow(banded).to_pylist()}


def test_the_innermost_ring_counts_and_the_unknown_stays_unknown(
    engine: Engine, small_directory: Table, tmp_path: Path
) -> None:
    specs = [
        RingSpec(name="Hyndburn", areas=("Hyndburn",)),
        RingSpec(name="Lancashire", areas=("Lancashire",)),
        RingSpec(name="England", areas=("England",)),
    ]

    assert bands(engine, small_directory, specs, tmp_path) == {
        "BB5 1AA": 0,
        "BB5 9ZZ": 0,
        "PR1 2RL": 1,
        "M1 1AA": 2,
        "CF10 1AA": 3,
        "BT1 1AA": 3,
        "IM1 1AA": 3,
        "M99 1AA": None,
        "ZE9 9ZZ": None,
    }


def test_a_radius_is_measured_in_metres_and_across_grids_along_the_earth(
    engine: Engine, small_directory: Table, tmp_path: Path
) -> None:
    # The two Accrington postcodes are exactly 5,000 metres apart; subtracting Irish from British eastings would put
    # Belfast 58 km from Preston, when it is about 228.
    specs = [
        RingSpec(name="5 km", within_km=5, of="BB5 1AA"),
        RingSpec(name="200 km", within_km=200, of="PR1 2RL"),
        RingSpec(name="240 km", within_km=240, of="PR1 2RL"),
    ]

    found = bands(engine, small_directory, specs, tmp_path)

    assert found == {
        "BB5 1AA": 0,
        "BB5 9ZZ": 0,
        "PR1 2RL": 1,
        "M1 1AA": 1,
        "CF10 1AA": 3,
        "BT1 1AA": 2,
        "IM1 1AA": 3,
        "M99 1AA": None,
        "ZE9 9ZZ": None,
    }


def test_postcode_areas_need_only_the_letters(engine: Engine, small_directory: Table, tmp_path: Path) -> None:
    specs = [RingSpec(name="M", postcode_areas=("M",)), RingSpec(name="IM", postcode_areas=("IM", "ZE"))]

    assert bands(engine, small_directory, specs, tmp_path) == {
        "BB5 1AA": 2,
        "BB5 9ZZ": 2,
        "PR1 2RL": 2,
        "M1 1AA": 0,
        "CF10 1AA": 2,
        "BT1 1AA": 2,
        "IM1 1AA": 1,
        "M99 1AA": 0,
        "ZE9 9ZZ": 1,
    }


def test_an_unplaced_postcode_is_not_elsewhere_while_it_could_be_in_an_inner_ring(
    engine: Engine, small_directory: Table, tmp_path: Path
) -> None:
    specs = [RingSpec(name="Hyndburn", areas=("Hyndburn",)), RingSpec(name="M", postcode_areas=("M",))]

    assert bands(engine, small_directory, specs, tmp_path, ["M99 1AA", "M1 1AA"]) == {"M99 1AA": None, "M1 1AA": 1}


def test_a_drawn_boundary_holds_the_points_inside_it(engine: Engine, small_directory: Table, tmp_path: Path) -> None:
    box = [[-2.8, 53.7], [-2.33, 53.7], [-2.33, 53.8], [-2.8, 53.8], [-2.8, 53.7]]
    (tmp_path / "box.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [box]}))

    found = bands(engine, small_directory, [RingSpec(name="Box", boundary="box.geojson")], tmp_path)

    assert found == {
        "BB5 1AA": 0,
        "BB5 9ZZ": 1,
        "PR1 2RL": 0,
        "M1 1AA": 1,
        "CF10 1AA": 1,
        "BT1 1AA": 1,
        "IM1 1AA": 1,
        "M99 1AA": None,
        "ZE9 9ZZ": None,
    }


def test_the_parts_of_a_ring_are_joined(engine: Engine, small_directory: Table, tmp_path: Path) -> None:
    spec = RingSpec(name="Joined", areas=("Cardiff",), within_km=1, of="BB5 1AA", postcode_areas=("BT",))

    found = bands(engine, small_directory, [spec], tmp_path)

    assert {postcode for postcode, band in found.items() if band == 0} == {"BB5 1AA", "CF10 1AA", "BT1 1AA"}


def test_repeated_and_missing_postcodes_give_one_row_each_or_none(
    engine: Engine, small_directory: Table, tmp_path: Path
) -> None:
    specs = [RingSpec(name="England", areas=("England",))]

    assert bands(engine, small_directory, specs, tmp_path, ["M1 1AA", None, "M1 1AA"]) == {"M1 1AA": 0}


def test_the_columns_are_the_contract(engine: Engine, small_directory: Table, tmp_path: Path) -> None:
    rings = resolve_rings([RingSpec(name="England", areas=("England",))], folder=tmp_path)

    banded = band_postcodes(
        engine, postcodes=small_directory.select("postcode"), rings=rings, reference=small_directory
    )

    assert banded.columns == ("postcode", "lad_code", "easting", "northing", "latitude", "longitude", "band_index")


def test_a_centre_without_a_place_is_refused(engine: Engine, small_directory: Table, tmp_path: Path) -> None:
    with pytest.raises(RingError, match="IM1 1AA has no grid reference"):
        bands(engine, small_directory, [RingSpec(name="Man", within_km=5, of="IM1 1AA")], tmp_path)


def test_rings_of_different_shapes_are_compared_by_their_postcodes(
    engine: Engine, small_directory: Table, tmp_path: Path
) -> None:
    specs = [
        RingSpec(name="Near", within_km=40, of="PR1 2RL"),
        RingSpec(name="Hyndburn", areas=("Hyndburn",)),
        RingSpec(name="England", areas=("England",)),
    ]

    notes = nesting_notes(engine, rings=resolve_rings(specs, folder=tmp_path), reference=small_directory)

    assert notes == (
        "1 of the 3 postcodes of Near are not in Hyndburn; they count in both, because rings are cumulative.",
    )
