"""Postcodes as people type them."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.places.postcodes import (
    DISTRICT_LETTERS,
    UNIT_LETTERS,
    ParsedPostcode,
    parse_postcode,
    parse_postcodes,
    postcode_areas,
)

districts = st.one_of(
    st.integers(0, 99).map(str),
    st.tuples(st.integers(1, 9), st.sampled_from(DISTRICT_LETTERS)).map(lambda pair: f"{pair[0]}{pair[1]}"),
)
units = st.tuples(st.integers(0, 9), st.sampled_from(UNIT_LETTERS), st.sampled_from(UNIT_LETTERS))
postcodes = st.builds(
    lambda area, district, unit: f"{area}{district} {''.join(map(str, unit))}",
    st.sampled_from(sorted(set(postcode_areas()) - {"GIR", "NPT"})),
    districts,
    units,
)


@given(postcodes)
def test_a_canonical_postcode_is_left_as_it_is(postcode: str) -> None:
    assert parse_postcode(postcode) == ParsedPostcode(postcode, None)


@given(
    postcode=postcodes,
    frame=st.sampled_from(["{}", " {}", "{} ", "{}.", "{},", '"{}"', "({})", "{}\n"]),
    is_lower=st.booleans(),
    is_squeezed=st.booleans(),
)
def test_case_spaces_and_punctuation_do_not_change_which_postcode_it_is(
    postcode: str, frame: str, *, is_lower: bool, is_squeezed: bool
) -> None:
    typed = postcode.replace(" ", "") if is_squeezed else postcode
    typed = frame.format(typed.lower() if is_lower else typed)

    parsed = parse_postcode(typed)

    assert parsed is not None
    assert parsed.postcode == postcode
    assert (parsed.repair is None) == (typed == postcode)


@given(postcodes)
def test_a_postcode_ends_an_address(postcode: str) -> None:
    parsed = parse_postcode(f"Unit 3, Mill Street, Accrington, {postcode}")

    assert parsed == ParsedPostcode(postcode, "found in a longer text")


@given(postcodes)
def test_a_digit_typed_as_a_letter_gives_the_same_postcode_or_none(postcode: str) -> None:
    slipped = postcode[:-3] + postcode[-3:].replace("0", "O").replace("1", "I")

    parsed = parse_postcode(slipped)

    assert parsed is None or parsed.postcode == postcode


@given(st.text(max_size=60))
def test_any_text_gives_a_canonical_postcode_or_none(text: str) -> None:
    parsed = parse_postcode(text)

    assert parsed is None or parse_postcode(parsed.postcode) == ParsedPostcode(parsed.postcode, None)


@given(st.lists(st.one_of(st.none(), postcodes, postcodes.map(str.lower), st.text(max_size=12)), max_size=30))
def test_a_column_is_read_as_its_texts_are(texts: list[str | None]) -> None:
    read = parse_postcodes(pa.array(texts, pa.string())).to_pylist()

    assert read == [
        {"postcode": parsed and parsed.postcode, "repair": parsed and parsed.repair}
        for parsed in map(parse_postcode, texts)
    ]


def test_a_column_in_chunks_keeps_its_order() -> None:
    chunks = pa.chunked_array([["pr12rl", None], ["PR1 2RL"]])

    assert parse_postcodes(chunks)["postcode"].to_pylist() == ["PR1 2RL", None, "PR1 2RL"]


@pytest.mark.parametrize(
    ("typed", "postcode", "repair"),
    [
        ("PRI 2RL", "PR1 2RL", "I read as 1"),
        ("El 6AN", "E1 6AN", "case; L read as 1"),
        ("S01 2AB", "SO1 2AB", "0 read as O"),
        ("0L1 1AA", "OL1 1AA", "0 read as O"),
        ("L1 OAA", "L1 0AA", "O read as 0"),
        ("SWIA IAA", "SW1A 1AA", "I read as 1; I read as 1"),
        ("BBS 1AA", "BB5 1AA", "S read as 5"),
        ("PR1-2RL", "PR1 2RL", "punctuation; spacing"),
        ("B1 1 AA", "B1 1AA", "spacing"),
        ("PR\u00a01\u200b 2RL", "PR1 2RL", "spacing"),
        ("Mill St, Accrington BB5 IAA", "BB5 1AA", "found in a longer text; I read as 1"),
        ("From BB5 1AA to PR1 2RL, by road", "PR1 2RL", "found in a longer text"),
        ("GIR0AA", "GIR 0AA", "spacing"),
    ],
)
def test_what_was_repaired_is_said(typed: str, postcode: str, repair: str) -> None:
    assert parse_postcode(typed) == ParsedPostcode(postcode, repair)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "N/A",
        "NULL",
        "11111",
        "51511",
        "PR1",
        "PR1 2R",
        "PR1 2RLX",
        "ZZ99 3WZ",
        "DONCASTER",
        "BOLTON",
        "07700 900123",
    ],
)
def test_what_is_no_postcode_is_none(text: str) -> None:
    assert parse_postcode(text) is None


def test_nothing_is_none() -> None:
    assert parse_postcode(None) is None
