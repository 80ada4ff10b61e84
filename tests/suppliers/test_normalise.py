import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.normalise import CLEANED_SCHEMA, clean, clean_name, clean_words

EMPTY = {"full": "", "core": "", "legal_form": "", "words": [""], "squashed": "", "sorted_words": ""}


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("BARNMOOR CONSTRUCTION LIMITED", "barnmoor construction ltd"),
        ("Barnmoor  Construction Ltd.", "barnmoor construction ltd"),
        ("The Barnmoor Construction Co. Ltd", "barnmoor construction company ltd"),
        ("Marlow & Sparrow p.l.c.", "marlow and sparrow plc"),
        ("A&A Barnmoor Ltd", "aa barnmoor ltd"),
        ("J & A Barnmoor", "ja barnmoor"),
        ("A&A Café Ltd", "aa cafe ltd"),
        ("Barnmoor R&D", "barnmoor r and d"),
        ("A.P.S. (SPECIALIST CONTRACTORS) LIMITED", "aps specialist contractors ltd"),
        ("Zebedee´s Café", "zebedees cafe"),
        ("St. Anne’s R.C. Primary School", "saint annes roman catholic primary school"),
        ("Moss Ltd (in liquidation)", "moss ltd"),
        ("Cwmni Glan Cyfyngedig", "company glan ltd"),
        ("Ｍｏｓｓ Ｌｔｄ", "moss ltd"),
        ("LTD", "ltd"),
        ("12345", "12345"),
    ],
)
def test_spelling_habits_are_taken_away(name, full) -> None:
    assert clean_name(name)["full"] == full


@pytest.mark.parametrize("name", ["", "   ", "***", "😀", None])
def test_name_without_a_letter_or_digit_is_empty(name) -> None:
    assert clean(pa.array([name], pa.string())).to_pylist() == [EMPTY]


def test_payees_called_not_available_are_text() -> None:
    assert [clean_name(name)["full"] for name in ("N/A", "NULL", "nan")] == ["na", "null", "nan"]


def test_other_scripts_are_kept() -> None:
    assert clean_name("شركة Moss")["words"] == ["شركة", "moss"]


def test_very_long_name_is_cleaned() -> None:
    assert clean_name("moss " * 2000 + "Ltd")["legal_form"] == "ltd"


def test_words_that_say_nothing_are_left_out_unless_nothing_else_is_left() -> None:
    assert clean_name("The Company of the Moors")["words"] == ["moors"]
    assert clean_name("The Company")["words"] == ["company"]


def test_no_names_give_no_rows() -> None:
    assert clean(pa.array([], pa.string())).to_pylist() == []


def test_chunked_column_is_cleaned_in_order() -> None:
    names = pa.chunked_array([["B Moss Ltd"], ["A Moss Ltd"]])

    assert clean(names)["core"].to_pylist() == ["b moss", "a moss"]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_each_name_is_cleaned_by_itself_and_cleaning_again_changes_no_key(names) -> None:
    together = clean(pa.array(names, pa.string()))

    assert together.schema == CLEANED_SCHEMA
    assert together.to_pylist() == [clean_name(name) for name in names]
    assert [sorted(words) for words in together["words"].to_pylist()] == [
        text.split(" ") if text else [""] for text in together["sorted_words"].to_pylist()
    ]
    assert ["".join(words) for words in together["words"].to_pylist()] == together["squashed"].to_pylist()


def test_distinct_words_are_those_that_were_typed_and_those_that_they_stand_for_each_once() -> None:
    cleaned = clean_words(pa.array(["St Moss CE School Ltd", "Saint Moss", None]))
    distinct = cleaned.distinct.to_pylist()

    assert sorted(distinct) == sorted(["st", "saint", "moss", "ce", "church", "of", "england", "school", "ltd"])
    assert cleaned.hashes.tolist() == hash_texts(cleaned.distinct).tolist()
    assert cleaned.joined(cleaned.core, " ").to_pylist() == [
        "saint moss church of england school", "saint moss", ""
    ]  # fmt: skip
