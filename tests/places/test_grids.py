"""Grid references turned into latitude and longitude."""

import ibis
import numpy as np
import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.places.grids import metres_between, to_latitude_longitude

METRES_PER_DEGREE = 111_320


# Ordnance Survey's own test points for OSTN15 and its worked example at Caister water tower.
@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        (651409.804, 313177.450, 52.658007833, 1.716073973),
        (91492.146, 11318.804, 49.92226393730, -6.29977752014),
        (421300.525, 1072147.239, 59.53470794490, -1.62516966058),
    ],
)
def test_british_points_are_within_five_metres(
    easting: float, northing: float, latitude: float, longitude: float
) -> None:
    found = to_latitude_longitude(np.array([easting]), np.array([northing]))

    north = (found[0][0] - latitude) * METRES_PER_DEGREE
    east = (found[1][0] - longitude) * METRES_PER_DEGREE * np.cos(np.radians(latitude))
    assert np.hypot(north, east) < 5


def test_irish_points_use_the_irish_grid() -> None:
    spire_of_dublin = (np.array([315904.0]), np.array([234671.0]))

    latitude, longitude = to_latitude_longitude(*spire_of_dublin, irish=True)

    assert (latitude[0], longitude[0]) == pytest.approx((53.3498, -6.2603), abs=0.0003)


def test_both_grids_in_one_array_are_read_each_on_its_own() -> None:
    easting, northing = np.array([354034.0, 334316.0]), np.array([429508.0, 374675.0])

    together = to_latitude_longitude(easting, northing, irish=np.array([False, True]))

    preston = to_latitude_longitude(easting[:1], northing[:1])
    belfast = to_latitude_longitude(easting[1:], northing[1:], irish=True)
    assert np.array_equal(together[0], np.concatenate([preston[0], belfast[0]]))
    assert np.array_equal(together[1], np.concatenate([preston[1], belfast[1]]))


def test_distance_is_flat_on_one_grid_and_great_circle_between_grids(engine: Engine) -> None:
    table = engine.table(
        pa.table(
            {
                "e": [3.0e5, 334316.0],
                "n": [4.0e5, 374675.0],
                "lat": [53.0, 54.6024],
                "lon": [-2.0, -5.9223],
                "grid": ["british", "irish"],
            }
        ),
        name="points",
    )
    stranraer = tuple(ibis.literal(value) for value in (300_300.0, 400_400.0, 54.9020, -5.0240))
    metres = metres_between((table.e, table.n, table.lat, table.lon), stranraer, same_grid=table.grid == "british")

    found = engine.to_arrow(table.select("grid", metres=metres).order_by("grid"))["metres"].to_pylist()

    assert found == pytest.approx([500.0, 66_800], rel=0.01)
