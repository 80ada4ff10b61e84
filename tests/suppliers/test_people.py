import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.people import is_person_shaped


@pytest.mark.parametrize(
    "name", ["", "***", "Barnmoor", "J & K Barnmoor", "J Barnmoor Ltd", "smith@barnmoor", "Flat 3 Moss"]
)
def test_name_that_is_not_a_persons(name) -> None:
    assert not is_person_shaped(name)


@given(st.sampled_from(["Ltd", "Services", "& Sons", "Taxis", "School"]), st.sampled_from(["J", "John", "Mrs A"]))
def test_firm_word_makes_any_persons_name_a_firms(word, forename) -> None:
    assert is_person_shaped(f"{forename} Barnmoor")
    assert not is_person_shaped(f"{forename} Barnmoor {word}")
