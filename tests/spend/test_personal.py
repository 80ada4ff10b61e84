"""What identifies a person is masked; the numbers of firms and invoices stay."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ourplace.spend import personal
from ourplace.spend.personal import mask_column, mask_text

PERSONAL = [
    ("Refund AB123456C", "Refund [National Insurance number masked]"),
    ("ref ab 12 34 56 c end", "ref [National Insurance number masked] end"),
    ("NI no: AB123456", "[National Insurance number masked]"),
    ("Claim DOB 01/02/1960", "Claim [date of birth masked]"),
    ("D.O.B.: 1st Feb 1960 claim", "[date of birth masked] claim"),
    ("date of birth 1960-02-01", "[date of birth masked]"),
    ("born 12.3.55", "[date of birth masked]"),
    ("Pay 82-34-56 12345678", "Pay [bank details masked]"),
    ("sort code 12-34-56 account no 12345678", "[bank details masked]"),
    ("20-10-15 a/c 12345678", "[bank details masked]"),
    ("IBAN GB29 NWBK 6016 1331 9268 19", "IBAN [bank details masked]"),
    ("card 4111 1111 1111 1111", "card [card number masked]"),
    ("5555555555554444", "[card number masked]"),
    ("378282246310005", "[card number masked]"),
    ("jo.example@mail.example", "[e-mail address masked]"),
    ("Ring 07700 900123", "Ring [mobile number masked]"),
    ("+44 7700 900123", "[mobile number masked]"),
    ("mob 07700900123", "[mobile number masked]"),
]
IMPERSONAL = [
    "CR206331",
    "SC123456",
    "NI012345",
    "OC301234",
    "company 01234567",
    "GB123456D",
    "QQ123456C",
    "B000018580/57559",
    "INV12345678",
    "VAT GB123456789",
    "Invoice 04-01-17 57559012",
    "Water account A/C 12345678",
    "1234 5678 9012 3456",
    "4111111111111112",
    "41111111111111111111",
    "BORN FREE FOUNDATION",
    "BORN TO BAKE 12 MARKET STREET",
    "DOBBIES GARDEN CENTRE 01/02/2020",
    "accounts@firm.example",
    "info@firm.example",
    "07700900123",
    "AMAZON 08001234567",
    "01254 388111",
    "PO12345678",
    "2024-04-01 20240401",
    "charity 1000611",
    "N/A",
]


@pytest.mark.parametrize(("text", "masked"), PERSONAL)
def test_personal_details_are_masked(text: str, masked: str) -> None:
    column, counts = mask_column(pa.array([text]))

    assert column.to_pylist() == [masked]
    assert sum(counts.values()) == 1


@pytest.mark.parametrize("text", IMPERSONAL)
def test_numbers_of_firms_and_invoices_stay(text: str) -> None:
    assert mask_text(text) == (text, {})


def test_counts_are_by_sort_and_over_all_rows() -> None:
    values = pa.chunked_array([["dob 1/2/1960", None], ["AB123456C and dob 1/2/1960", "Acme Ltd"]])

    column, counts = mask_column(values)

    assert column.to_pylist() == [
        "[date of birth masked]",
        None,
        "[National Insurance number masked] and [date of birth masked]",
        "Acme Ltd",
    ]
    assert counts == {"National Insurance number": 1, "date of birth": 2}


def test_columns_of_nothing_are_left_alone() -> None:
    assert mask_column(pa.nulls(2))[1] == {}
    assert mask_column(pa.array([], pa.string()))[0].to_pylist() == []


pieces = st.lists(
    st.one_of(
        st.sampled_from([text for text, _ in PERSONAL] + IMPERSONAL),
        st.from_regex(r"\A[A-Z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]\Z"),
        st.from_regex(r"\A\d\d-\d\d-\d\d[ ,:]?(a/c |acct no\. )?\d{8}\Z"),
        st.from_regex(r"\A[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\Z"),
        st.text(alphabet="abdo.-/ 0123456789@+GB", max_size=20),
    ),
    max_size=4,
).map(" ".join)


@settings(deadline=None)
@given(texts=st.lists(pieces, min_size=1, max_size=5))
def test_the_column_masks_what_the_function_masks(texts: list[str]) -> None:
    """The quick look that spares most rows must not miss what the careful patterns would mask."""
    assert mask_column(pa.array(texts))[0].to_pylist() == [mask_text(text)[0] for text in texts]


def test_the_quick_look_spares_ordinary_names() -> None:
    names = pa.array(["Acme Ltd", "Invoice 12345678", "04-01-17 delivery", "B000018580/57559", "M6 5AB"])

    looked_at = pc.match_substring_regex(names, personal.WORTH_A_LOOK)

    assert looked_at.to_pylist() == [False] * 5
