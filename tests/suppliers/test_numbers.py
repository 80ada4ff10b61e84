import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.numbers import charity_number, company_number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("08923055", "08923055"),
        ("8923055", "08923055"),
        ("8923055.0", "08923055"),
        (" 0892 3055 ", "08923055"),
        ("sc16876", "SC016876"),
        ("OC309219", "OC309219"),
        ("IP031648", "IP031648"),
        ("IP24566R", "IP24566R"),
        ("00000000", None),
        ("123", None),
        ("N/A", None),
        ("", None),
        (None, None),
    ],
)
def test_company_number_is_put_back_into_its_form(printed, number) -> None:
    assert company_number(printed) == number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1097940", "1097940"),
        ("RCN: 298028", "298028"),
        ("1097940-2", "1097940"),
        ("SC012345", "SC012345"),
        ("abc", None),
        (None, None),
    ],
)
def test_charity_number_is_put_back_into_its_form(printed, number) -> None:
    assert charity_number(printed) == number


@given(st.integers(min_value=10_000, max_value=99_999_999))
def test_zeros_that_a_spreadsheet_dropped_come_back(number) -> None:
    assert company_number(str(number)) == f"{number:08d}"
