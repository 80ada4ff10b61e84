"""The tables of areas."""

import datetime as dt
from collections import Counter
from importlib.resources import files

import pytest
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places.areas import all_areas, area, bordering_areas, current_code_of, local_authorities_within, sources
from ourplace.places.exceptions import UnknownAreaError


def test_every_local_authority_of_the_kingdom_is_there_once() -> None:
    kinds = Counter(all_areas()[code].area_kind for code in local_authorities_within("K02000001"))

    assert kinds == {
        "non_metropolitan_district": 164,
        "unitary_authority": 63,
        "metropolitan_borough": 36,
        "london_borough": 33,
        "scottish_council_area": 32,
        "welsh_principal_area": 22,
        "northern_ireland_district": 11,
    }


def test_nations_divide_the_kingdom_and_regions_divide_england() -> None:
    parts = {kind: [each for each in all_areas().values() if each.area_kind == kind] for kind in ("nation", "region")}

    for kind, whole in (("nation", "K02000001"), ("region", "E92000001")):
        codes = [code for each in parts[kind] for code in each.local_authority_codes]
        assert sorted(codes) == sorted(local_authorities_within(whole))


def test_the_directory_uses_only_current_codes(directory_engine: Engine, directory: Table) -> None:
    codes = directory_engine.to_arrow(directory.select("lad_code").distinct())["lad_code"].drop_null().to_pylist()

    assert sorted(codes) == sorted(local_authorities_within("K02000001"))


@pytest.mark.parametrize(
    ("code", "current"),
    [
        ("E08000019", "E08000039"),
        ("E08000016", "E08000038"),
        ("E07000190", "E06000066"),
        ("E06000029", "E06000058"),
        ("E07000120", "E07000120"),
        ("E10000006", None),
        ("L99999999", None),
        (None, None),
    ],
)
def test_former_codes_lead_to_the_current_one(code: str | None, current: str | None) -> None:
    assert current_code_of(code) == current


def test_a_former_county_is_its_successors() -> None:
    cumbria = all_areas()["E10000006"]

    assert cumbria.local_authority_codes == ("E06000063", "E06000064")
    assert (cumbria.end_date, cumbria.is_same_area) == (dt.date(2023, 3, 31), True)


def test_lancashire_the_county_and_the_combined_authority_differ_by_two_unitary_authorities() -> None:
    extra = set(local_authorities_within("E47000018")) - set(local_authorities_within("E10000017"))

    assert extra == {"E06000008", "E06000009"}


def test_every_parent_and_every_border_is_an_area() -> None:
    table = (files("ourplace.places.areas") / "borders.csv").read_text("utf-8").split()[1:]
    bordering = {code for row in table for code in row.split(",")}
    parents = {
        code
        for each in all_areas().values()
        for code in (each.county_code, each.combined_authority_code, each.region_code, each.nation_code)
        if code
    }

    assert bordering <= set(local_authorities_within("K02000001"))
    assert parents <= set(all_areas())


def test_devon_borders_what_it_borders() -> None:
    assert [each.area_name for each in bordering_areas(area("Devon").area_code)] == [
        "Cornwall",
        "Dorset",
        "Plymouth",
        "Somerset",
        "Torbay",
    ]


def test_a_london_borough_borders_boroughs() -> None:
    assert [each.area_name for each in bordering_areas(area("Hackney").area_code)] == [
        "City of London",
        "Haringey",
        "Islington",
        "Newham",
        "Tower Hamlets",
        "Waltham Forest",
    ]


def test_an_area_says_what_it_is_within() -> None:
    assert area("Hyndburn").within == "Lancashire, Lancashire Combined County Authority, North West, England"
    assert area("Hackney").within == "London, England"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownAreaError, match="no area with the code 'E99999999'"):
        local_authorities_within("E99999999")


def test_every_table_names_its_source() -> None:
    tables = {entry.name for entry in files("ourplace.places.areas").iterdir() if entry.name.endswith(".csv")}

    assert set(sources()) == tables
    assert all({"publisher", "licence", "reference", "as_at"} <= set(source) for source in sources().values())
