import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.readings import reading_meaning, readings, readings_of
from ourplace.suppliers.rules import rules


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Yasmoor Ltd trading as Bluefern", ["Yasmoor Ltd trading as Bluefern", "Yasmoor Ltd", "Bluefern"]),
        ("Moss House TA Fern", ["Moss House TA Fern", "Moss House", "Fern"]),
        ("TA Fern Ltd", ["TA Fern Ltd"]),
        ("Moss Ltd c/o Fern Ltd", ["Moss Ltd c/o Fern Ltd", "Moss Ltd", "Fern Ltd"]),
        ("Fern Haulage, Depot Road", ["Fern Haulage, Depot Road", "Fern Haulage", "Depot Road"]),
        ("SumUp *Fern Cafe", ["SumUp *Fern Cafe", "Fern Cafe"]),
        ("Fernbrook (Northern Home", ["Fernbrook (Northern Home", "Fernbrook", "Northern Home"]),
        ("#12", []),
        ("", []),
    ],
)
def test_name_is_read_in_these_ways(name, texts) -> None:
    assert [reading.text for reading in readings(name)] == texts


def test_every_kind_of_reading_has_its_meaning() -> None:
    kinds = {row["id"] for row in rules("splits")["readings"]}

    assert all(reading_meaning(kind) for kind in kinds)


def test_readings_of_many_names_keep_their_places() -> None:
    table = readings_of(["Moss", "", "Fern Ltd t/a Bracken"])

    assert table.to_pylist() == [
        {"name_index": 0, "reading_kind": "as_typed", "reading": "Moss"},
        {"name_index": 2, "reading_kind": "as_typed", "reading": "Fern Ltd t/a Bracken"},
        {"name_index": 2, "reading_kind": "before_trading_as", "reading": "Fern Ltd"},
        {"name_index": 2, "reading_kind": "after_trading_as", "reading": "Bracken"},
    ]


@given(st.text(max_size=80))
def test_any_text_is_read_without_repeating_a_reading(name) -> None:
    texts = [reading.text.casefold() for reading in readings(name)]

    assert len(texts) == len(set(texts))
    assert all(any(letter.isalpha() for letter in text) for text in texts)
