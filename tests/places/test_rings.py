"""Rings as a study states them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from ourplace.places import RingSpec, resolve_rings, suggest_rings, suggest_rings_around
from ourplace.places.exceptions import AmbiguousAreaError, BoundaryError, RingError
from ourplace.places.rings import Radius, Ring

HYNDBURN = RingSpec(name="Hyndburn", areas=("Hyndburn",))
LANCASHIRE = RingSpec(name="Lancashire", areas=("Lancashire",))


def test_names_and_codes_become_current_local_authorities() -> None:
    mixed = RingSpec(name="East Lancashire", areas=("Hyndburn", "E07000117", "E08000019"))

    assert resolve_rings([mixed], folder=Path()) == (
        Ring(
            ring_id="east-lancashire",
            ring_name="East Lancashire",
            lad_codes=("E07000120", "E07000117", "E08000039"),
            notes=("Sheffield (E08000019) ended on 2025-03-31: Sheffield is used instead.",),
        ),
    )


def test_a_former_district_warns_that_its_successor_is_larger() -> None:
    (ring,) = resolve_rings([RingSpec(name="Carlisle", areas=("Carlisle",))], folder=Path())

    assert ring.lad_codes == ("E06000063",)
    assert ring.notes == (
        "Carlisle (E07000028) ended on 2023-03-31: Cumberland is used instead, which covers more than it did.",
    )


def test_kilometres_and_miles_become_metres() -> None:
    near = RingSpec(name="Near", within_km=10, of="pr12rl")
    far = RingSpec(name="Far", within_miles=10, of="PR1 2RL")

    rings = resolve_rings([near, far], folder=Path())

    assert [ring.radius for ring in rings] == [Radius("PR1 2RL", 10_000.0), Radius("PR1 2RL", 16_093.44)]


def test_an_inner_ring_outside_the_outer_one_is_noted() -> None:
    sheffield = RingSpec(name="Sheffield", areas=("Sheffield",))

    rings = resolve_rings([HYNDBURN, sheffield, LANCASHIRE], folder=Path())

    assert rings[0].notes == ()
    assert rings[1].notes == (
        "Hyndburn is not inside Sheffield: Hyndburn is counted in both, because rings are cumulative.",
    )
    assert rings[2].notes == (
        "Sheffield is not inside Lancashire: Sheffield is counted in both, because rings are cumulative.",
    )


def test_a_larger_inner_circle_is_noted() -> None:
    specs = [RingSpec(name="Wide", within_km=20, of="PR1 2RL"), RingSpec(name="Narrow", within_km=5, of="PR1 2RL")]

    assert resolve_rings(specs, folder=Path())[1].notes == (
        "Wide is a larger circle than Narrow, which is stated as its outer ring.",
    )


def test_bordering_counties_widen_a_ring() -> None:
    (ring,) = resolve_rings(
        [RingSpec(name="Hackney and around", areas=("Hackney",), with_bordering=True)], folder=Path()
    )

    assert len(ring.lad_codes) == 7
    assert ring.notes == (
        "With its borders: City of London, Haringey, Islington, Newham, Tower Hamlets, Waltham Forest.",
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "say where the ring is"),
        ({"within_km": 5}, "a distance needs a centre"),
        ({"of": "PR1 2RL"}, "a distance needs a centre"),
        ({"within_km": 5, "within_miles": 3, "of": "PR1 2RL"}, "state the distance once"),
        ({"within_km": 0, "of": "PR1 2RL"}, "greater than 0"),
        ({"postcode_areas": ("PR",), "with_bordering": True}, "with_bordering widens areas"),
        ({"area": "Hyndburn"}, "Extra inputs"),
    ],
)
def test_an_incomplete_ring_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RingSpec.model_validate({"name": "Ring", **fields})


@pytest.mark.parametrize(
    ("specs", "error", "message"),
    [
        ([], RingError, "no rings"),
        ([HYNDBURN, HYNDBURN], RingError, "Two rings are called Hyndburn"),
        ([RingSpec(name="R", within_km=5, of="nowhere")], RingError, "is not a postcode"),
        ([RingSpec(name="R", postcode_areas=("PX",))], RingError, "postcode area 'PX'"),
        ([RingSpec(name="R", areas=("Newcastle",))], AmbiguousAreaError, "names 2 areas"),
        ([RingSpec(name="R", boundary="missing.geojson")], BoundaryError, "missing.geojson"),
    ],
)
def test_a_ring_that_cannot_be_followed_is_refused(
    specs: list[RingSpec], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message):
        resolve_rings(specs, folder=tmp_path)


def test_one_area_may_be_written_without_a_list() -> None:
    assert RingSpec.model_validate({"name": "Exeter", "areas": "Exeter"}).areas == ("Exeter",)


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("Exeter", ["Exeter", "Devon", "South West", "England"]),
        ("E07000120", ["Hyndburn", "Lancashire", "North West", "England"]),
        ("Bristol", ["Bristol, City of", "South West", "England"]),
        ("Hackney", ["Hackney", "London", "England"]),
        ("Glasgow", ["Glasgow City", "Scotland"]),
        ("Lancashire", ["Lancashire", "North West", "England"]),
        ("England", ["England"]),
    ],
)
def test_rings_are_suggested_from_the_place_outwards(place: str, names: list[str]) -> None:
    suggested = suggest_rings(place)

    assert [spec.name for spec in suggested] == names
    assert all(not ring.notes for ring in resolve_rings(suggested, folder=Path()))


def test_a_suggestion_whose_name_is_ambiguous_uses_the_code() -> None:
    assert suggest_rings("Solihull")[2] == RingSpec(name="England", areas=("England",))
    assert suggest_rings("Solihull")[1] == RingSpec(name="West Midlands", areas=("E11000005",))


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["E07000123"], ["Preston", "Lancashire", "North West", "England"]),
        (["E07000123", "E07000126"], ["Lancashire", "North West", "England"]),
        (["E07000123", "E08000003"], ["North West", "England"]),
        (["E07000123", "W06000015"], ["United Kingdom"]),
    ],
)
def test_the_rings_around_some_authorities_hold_all_of_them(codes, names) -> None:
    found = suggest_rings_around(codes)

    assert [ring.name for ring in found] == names
    for ring in resolve_rings(found, folder=Path()):
        assert set(codes) <= set(ring.lad_codes)
