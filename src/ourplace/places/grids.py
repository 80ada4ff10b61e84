"""British and Irish grid references turned into latitude and longitude, and distances that respect the two grids.

The steps are the published ones (Ordnance Survey, *A guide to coordinate systems in Great Britain*, annexes B and C):
undo the transverse Mercator projection, go to Cartesian coordinates, shift by a seven-parameter Helmert
transformation, and come back on the WGS 84 ellipsoid. Accurate to about 5 metres. Postcodes of Northern Ireland are
on the Irish grid, which has its own projection and its own shift.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, NumericValue

Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

EARTH_RADIUS_METRES = 6_371_008.8  # Mean radius of the GRS 80 ellipsoid (Moritz, 2000).
ARC_SECOND = np.pi / 180 / 3600


@dataclass(frozen=True)
class Ellipsoid:
    """The shape of the Earth that a datum uses: half its width and half its height, in metres."""

    major: float
    minor: float

    @property
    def eccentricity2(self) -> float:
        """Return the square of the first eccentricity."""
        return 1 - (self.minor / self.major) ** 2


@dataclass(frozen=True)
class Grid:
    """A national grid: its ellipsoid, projection and shift to WGS 84 (metres, arc seconds, parts per million)."""

    ellipsoid: Ellipsoid
    scale: float
    origin_degrees: tuple[float, float]
    false_origin: tuple[float, float]
    translation: tuple[float, float, float]
    rotation: tuple[float, float, float]
    scale_change: float


WGS84 = Ellipsoid(6_378_137.0, 6_356_752.314_245)

BRITISH_GRID = Grid(
    ellipsoid=Ellipsoid(6_377_563.396, 6_356_256.909),
    scale=0.999_601_271_7,
    origin_degrees=(49.0, -2.0),
    false_origin=(400_000.0, -100_000.0),
    translation=(446.448, -125.157, 542.060),
    rotation=(0.1502, 0.2470, 0.8421),
    scale_change=-20.4894,
)

# EPSG 29903 and the shift of Ordnance Survey of Northern Ireland and of Ireland (EPSG 1641).
IRISH_GRID = Grid(
    ellipsoid=Ellipsoid(6_377_340.189, 6_356_034.447_938_534),
    scale=1.000_035,
    origin_degrees=(53.5, -8.0),
    false_origin=(200_000.0, 250_000.0),
    translation=(482.5, -130.6, 564.6),
    rotation=(-1.042, -0.214, -0.631),
    scale_change=8.15,
)


def to_latitude_longitude(
    easting: Numbers, northing: Numbers, *, irish: Numbers | bool = False
) -> tuple[Numbers, Numbers]:
    """Return WGS 84 latitude and longitude in degrees for grid references in metres, on the Irish grid where `irish`."""
    on_irish = np.broadcast_to(np.asarray(irish, dtype=bool), np.shape(easting))
    british = _grid_to_degrees(easting, northing, BRITISH_GRID)
    if not on_irish.any():
        return british
    ireland = _grid_to_degrees(easting, northing, IRISH_GRID)
    return np.where(on_irish, ireland[0], british[0]), np.where(on_irish, ireland[1], british[1])


def metres_between(
    here: tuple[NumericValue, NumericValue, NumericValue, NumericValue],
    there: tuple[NumericValue, NumericValue, NumericValue, NumericValue],
    *,
    same_grid: BooleanValue,
) -> NumericValue:
    """Return the distance in metres between two points, each (easting, northing, latitude, longitude).

    Two points of one grid are measured on it; a British and an Irish one, whose coordinates must never be
    subtracted from one another, are measured along the great circle.
    """
    flat = ((here[0] - there[0]).cast("float64") ** 2 + (here[1] - there[1]).cast("float64") ** 2).sqrt()
    return ibis.cases((same_grid, flat), else_=great_circle_metres(here[2], here[3], there[2], there[3]))


def great_circle_metres(
    latitude: NumericValue, longitude: NumericValue, other_latitude: NumericValue, other_longitude: NumericValue
) -> NumericValue:
    """Return the haversine distance in metres between two points given in degrees."""
    half_north = (other_latitude - latitude).radians() / 2
    half_east = (other_longitude - longitude).radians() / 2
    chord = half_north.sin() ** 2 + latitude.radians().cos() * other_latitude.radians().cos() * half_east.sin() ** 2
    return chord.sqrt().asin() * (2 * EARTH_RADIUS_METRES)


def _grid_to_degrees(easting: Numbers, northing: Numbers, grid: Grid) -> tuple[Numbers, Numbers]:
    latitude, longitude = _unproject(easting, northing, grid)
    cartesian = _to_cartesian(latitude, longitude, grid.ellipsoid)
    latitude, longitude = _from_cartesian(_shift(cartesian, grid), WGS84)
    return np.degrees(latitude), np.degrees(longitude)


def _meridian_arc(latitude: Numbers | float, origin: float, grid: Grid) -> Any:
    """Return the developed arc of the meridian from the origin's latitude (annex C, equation C3)."""
    major, minor = grid.ellipsoid.major, grid.ellipsoid.minor
    n = (major - minor) / (major + minor)
    n2, n3 = n * n, n**3
    less, more = latitude - origin, latitude + origin
    series = (1 + n + 1.25 * n2 + 1.25 * n3) * less
    series = series - (3 * n + 3 * n2 + 2.625 * n3) * np.sin(less) * np.cos(more)
    series = series + (1.875 * n2 + 1.875 * n3) * np.sin(2 * less) * np.cos(2 * more)
    series = series - 35 / 24 * n3 * np.sin(3 * less) * np.cos(3 * more)
    return minor * grid.scale * series


def _unproject(easting: Numbers, northing: Numbers, grid: Grid) -> tuple[Numbers, Numbers]:
    """Return latitude and longitude in radians on the grid's own ellipsoid (annex C, section C2)."""
    origin_latitude, origin_longitude = np.radians(grid.origin_degrees)
    false_easting, false_northing = grid.false_origin
    scaled = grid.ellipsoid.major * grid.scale
    foot = origin_latitude + (northing - false_northing) / scaled
    # Each turn divides the error by about a thousand: four leave far less than a millimetre.
    for _ in range(4):
        foot = foot + (northing - false_northing - _meridian_arc(foot, origin_latitude, grid)) / scaled
    e2 = grid.ellipsoid.eccentricity2
    sine2 = np.sin(foot) ** 2
    nu = scaled / np.sqrt(1 - e2 * sine2)
    rho = scaled * (1 - e2) * (1 - e2 * sine2) ** -1.5
    return _footpoint_series(foot, easting - false_easting, nu=nu, rho=rho, origin_longitude=float(origin_longitude))


def _footpoint_series(
    foot: Numbers, east: Numbers, *, nu: Numbers, rho: Numbers, origin_longitude: float
) -> tuple[Numbers, Numbers]:
    """Return latitude and longitude by the series around the footpoint latitude (terms VII to XIIA of annex C)."""
    tan = np.tan(foot)
    t2, t4, t6 = tan**2, tan**4, tan**6
    eta2 = nu / rho - 1
    latitude = (
        foot
        - tan / (2 * rho * nu) * east**2
        + tan / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4
        - tan / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t4) * east**6
    )
    longitude = (
        east / nu
        - (nu / rho + 2 * t2) / (6 * nu**3) * east**3
        + (5 + 28 * t2 + 24 * t4) / (120 * nu**5) * east**5
        - (61 + 662 * t2 + 1320 * t4 + 720 * t6) / (5040 * nu**7) * east**7
    )
    return latitude, origin_longitude + longitude / np.cos(foot)


def _to_cartesian(latitude: Numbers, longitude: Numbers, ellipsoid: Ellipsoid) -> Numbers:
    nu = ellipsoid.major / np.sqrt(1 - ellipsoid.eccentricity2 * np.sin(latitude) ** 2)
    return np.stack(
        [
            nu * np.cos(latitude) * np.cos(longitude),
            nu * np.cos(latitude) * np.sin(longitude),
            nu * (1 - ellipsoid.eccentricity2) * np.sin(latitude),
        ]
    )


def _shift(cartesian: Numbers, grid: Grid) -> Numbers:
    """Return the coordinates after the Helmert transformation, position-vector convention (annex B, equation 3)."""
    x, y, z = cartesian
    tx, ty, tz = grid.translation
    rx, ry, rz = (angle * ARC_SECOND for angle in grid.rotation)
    scale = 1 + grid.scale_change * 1e-6
    return np.stack(
        [tx + scale * x - rz * y + ry * z, ty + rz * x + scale * y - rx * z, tz - ry * x + rx * y + scale * z]
    )


def _from_cartesian(cartesian: Numbers, ellipsoid: Ellipsoid) -> tuple[Numbers, Numbers]:
    x, y, z = cartesian
    from_axis = np.hypot(x, y)
    e2 = ellipsoid.eccentricity2
    latitude = np.arctan2(z, from_axis * (1 - e2))
    for _ in range(4):
        nu = ellipsoid.major / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * nu * np.sin(latitude), from_axis)
    return latitude, np.arctan2(y, x)
