"""Areas found by what people call them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.places.areas import all_areas, area, find_areas
from ourplace.places.exceptions import AmbiguousAreaError, UnknownAreaError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Exeter", "E07000041"),
        ("  exeter ", "E07000041"),
        ("e07000041", "E07000041"),
        ("Lancashire", "E10000017"),
        ("Lancashire Combined County Authority", "E47000018"),
        ("Hyndburn Borough Council", "E07000120"),
        ("Essex County Council", "E10000012"),
        ("London Borough of Hackney", "E09000012"),
        ("London", "E12000007"),
        ("City of London", "E09000001"),
        ("Bristol", "E06000023"),
        ("Hull", "E06000010"),
        ("Durham", "E06000047"),
        ("St Helens", "E08000013"),
        ("Ynys Mon", "W06000001"),
        ("Brighton & Hove", "E06000043"),
        ("Kings Lynn", "E07000146"),
        ("York", "E06000014"),
        ("Richmond", "E09000027"),
        ("North East", "E12000001"),
        ("Greater Manchester", "E11000001"),
        ("Sheffield", "E08000039"),
        ("Somerset", "E06000066"),
        ("Allerdale", "E07000026"),
        ("UK", "K02000001"),
    ],
)
def test_a_name_finds_its_area(text: str, code: str) -> None:
    assert area(text).area_code == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Newcastle", {"E08000021", "E07000195"}), ("West Midlands", {"E12000005", "E11000005"})],
)
def test_an_ambiguous_name_lists_its_choices(text: str, codes: set[str]) -> None:
    with pytest.raises(AmbiguousAreaError) as caught:
        area(text)

    assert all(code in str(caught.value) for code in codes)


def test_a_slip_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownAreaError, match=r"the nearest are Hyndburn, district \(E07000120\)"):
        area("Hyndbrun")


def test_nothing_like_it_is_said_plainly() -> None:
    with pytest.raises(UnknownAreaError, match="There is no area called 'Atlantis on Sea'"):
        area("Atlantis on Sea")


def test_finding_ranks_whole_names_before_beginnings_before_parts() -> None:
    assert [each.area_name for each in find_areas("lanca")] == [
        "Lancashire",
        "Lancashire Combined County Authority",
        "Lancaster",
        "West Lancashire",
    ]


def test_finding_what_is_nowhere_gives_what_is_like_it() -> None:
    assert [each.area_name for each in find_areas("Hyndbrun")] == ["Hyndburn"]


@given(st.sampled_from(sorted(all_areas())))
def test_every_area_is_found_by_its_code_and_among_those_of_its_name(code: str) -> None:
    assert area(code).area_code == code
    assert code in {each.area_code for each in find_areas(all_areas()[code].area_name)}


@given(st.text(max_size=30))
def test_any_text_finds_areas_or_none_without_failing(text: str) -> None:
    assert {each.area_code for each in find_areas(text)} <= set(all_areas())
