from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ourplace.engine import Engine, open_engine
from ourplace.registers.cleaning import cleaned_charity_number, cleaned_company_number, cleaned_mutual_number
from ourplace.registers.numbers import (
    CHARITY_NUMBER,
    COMPANY_NUMBER,
    COMPANY_PREFIXES,
    MUTUAL_NUMBER,
    Normalised,
    charity_id,
)

prefixed = st.builds("{}{:06d}".format, st.sampled_from(sorted(COMPANY_PREFIXES)), st.integers(1, 999_999))
plain = st.builds("{:08d}".format, st.integers(1, 99_999_999))
numbers = st.one_of(plain, prefixed)


@pytest.mark.parametrize(
    ("typed", "number", "repair"),
    [
        ("01234567", "01234567", ""),
        ("1234567", "01234567", "leading_zeros"),
        (" 01234567 ", "01234567", ""),
        ("1234567.0", "01234567", "spreadsheet_number"),
        ("O1234567", "01234567", "letter_o"),
        ("sc12345", "SC012345", "punctuation"),
        ("SC 012345", "SC012345", "punctuation"),
        ("Company No. 01234567", "01234567", "words_removed"),
        ("OC301234", "OC301234", ""),
        ("IP24566R", "IP24566R", ""),
        ("IP290C", "IP00290C", "leading_zeros"),
        ("SP2382RS", "SP2382RS", ""),
        ("NI12345", "NI012345", "leading_zeros"),
        ("R0000123", "R0000123", ""),
        ("RC000641", "RC000641", ""),
    ],
)
def test_company_numbers_come_back_in_the_form_of_their_register(typed: str, number: str, repair: str) -> None:
    assert COMPANY_NUMBER.repair(typed) == Normalised(number, repair)


@pytest.mark.parametrize(
    "typed", ["", "   ", "0", "00000000", "123456789", "XX123456", "n/a", "SC1234567", "GB123456789"]
)
def test_what_cannot_be_a_company_number_has_no_reading(typed: str) -> None:
    assert COMPANY_NUMBER.normalise(typed) is None


@given(numbers)
def test_a_number_in_form_stays_as_it_is(number: str) -> None:
    assert COMPANY_NUMBER.is_valid(number)


@given(numbers, st.sampled_from([str.lower, lambda text: f" {text} ", lambda text: f"{text[:2]} {text[2:]}"]))
def test_case_and_spaces_never_matter(number: str, mangle: object) -> None:
    assert callable(mangle)
    assert COMPANY_NUMBER.normalise(mangle(number)) == number


@given(plain)
def test_dropped_zeros_come_back(number: str) -> None:
    assert COMPANY_NUMBER.normalise(number.lstrip("0")) == number


@given(st.text(max_size=20))
def test_reading_twice_is_reading_once(text: str) -> None:
    once = COMPANY_NUMBER.normalise(text)
    assert once is None or COMPANY_NUMBER.normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1000611", "1000611"),
        ("Charity No: 299902", "299902"),
        ("SC012345", "SC012345"),
        ("sc12345", "SC012345"),
        ("NIC100123", "NIC100123"),
        ("12345", None),
        ("0123456", None),
    ],
)
def test_charity_numbers_of_three_nations(typed: str, number: str | None) -> None:
    assert CHARITY_NUMBER.normalise(typed) == number


def test_identifiers_carry_the_prefix_of_their_register() -> None:
    assert COMPANY_NUMBER.format("01234567") == "GB-COH-01234567"
    assert [charity_id(number) for number in ("1000611", "SC012345", "NIC100123")] == [
        "GB-CHC-1000611",
        "GB-SC-SC012345",
        "GB-NIC-100123",
    ]


@pytest.mark.parametrize(
    ("typed", "number"), [("10002R", "10002R"), ("0004000", "4000"), ("IP10002R", "IP10002R"), ("R", None)]
)
def test_society_numbers(typed: str, number: str | None) -> None:
    assert MUTUAL_NUMBER.normalise(typed) == number


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("spill")
    return open_engine(threads=1, temporary_folder=folder)


@settings(deadline=None, max_examples=10, phases=[Phase.generate])
@given(
    st.lists(
        st.one_of(numbers, st.from_regex(r"[A-Za-z]{0,3}[ -]?[0-9]{0,9}[A-Z]{0,3}(\.0)?", fullmatch=True)),
        min_size=1,
        max_size=50,
    )
)
def test_tables_are_cleaned_as_single_values_are(database: Engine, typed: list[str]) -> None:
    table = database.table(pa.table({"typed": pa.array(typed, pa.string())}), name="typed")
    wordless = [text for text in typed if not text.upper().startswith(("NO", "CO", "REG"))]

    cleaned = database.to_arrow(
        table.select(
            "typed",
            company=cleaned_company_number(table.typed),
            charity=cleaned_charity_number(table.typed),
            mutual=cleaned_mutual_number(table.typed),
        )
    ).to_pylist()

    assert {
        row["typed"]: (row["company"], row["charity"], row["mutual"]) for row in cleaned if row["typed"] in wordless
    } == {
        text: tuple(kind.normalise(text) for kind in (COMPANY_NUMBER, CHARITY_NUMBER, MUTUAL_NUMBER))
        for text in wordless
    }
