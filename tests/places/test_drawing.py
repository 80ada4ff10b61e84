"""What lies in a place that somebody drew."""

import json

from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import AuthorityPart, authorities_in, band_postcodes, boundary_of, resolve_rings
from ourplace.places.rings import RingSpec


def drawn(west: float, south: float, east: float, north: float) -> str:
    """Return a box as somebody would draw it."""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def test_postcodes_are_counted_by_authority_the_most_first(engine: Engine, small_directory: Table) -> None:
    box = boundary_of(drawn(-2.8, 53.7, -2.3, 53.8))

    assert authorities_in(engine, box, reference=small_directory) == [
        AuthorityPart("E07000120", "Hyndburn", 2),
        AuthorityPart("E07000123", "Preston", 1),
    ]


def test_a_postcode_in_the_box_around_an_outline_and_not_in_it_does_not_count(
    engine: Engine, small_directory: Table
) -> None:
    triangle = {"type": "Polygon", "coordinates": [[[-2.8, 53.7], [-2.3, 53.7], [-2.8, 53.8], [-2.8, 53.7]]]}

    found = authorities_in(engine, boundary_of(json.dumps(triangle)), reference=small_directory)

    assert [part.lad_code for part in found] == ["E07000123"]


def test_an_outline_in_the_sea_holds_nobody(engine: Engine, small_directory: Table) -> None:
    assert authorities_in(engine, boundary_of(drawn(1, 58, 2, 59)), reference=small_directory) == []


def test_the_ring_of_a_drawn_place_holds_the_postcodes_that_were_counted(
    engine: Engine, directory_engine: Engine, directory: Table, tmp_path
) -> None:
    text = drawn(-2.75, 53.74, -2.66, 53.79)
    (tmp_path / "drawn.geojson").write_text(text)
    rings = resolve_rings([RingSpec(name="Inner Preston", boundary="drawn.geojson")], folder=tmp_path)
    near = directory.filter(directory.postcode.startswith("PR"))

    counted = authorities_in(directory_engine, boundary_of(text), reference=near)
    banded = band_postcodes(directory_engine, postcodes=near.select("postcode"), rings=rings, reference=directory)
    inside = directory_engine.to_arrow(banded.filter(banded.band_index == 0).select("postcode")).num_rows

    assert sum(part.postcode_count for part in counted) == inside > 1000
    assert counted[0].lad_name == "Preston"
