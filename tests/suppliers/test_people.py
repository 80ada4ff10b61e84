import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.people import is_person_shaped, names_a_person


@pytest.mark.parametrize(
    "name",
    ["", "***", "Barnmoor", "J & K Barnmoor", "J Barnmoor Ltd", "smith@barnmoor", "Flat 3 Moss", "Preston C.C."],
)
def test_name_that_is_not_a_persons(name) -> None:
    assert not is_person_shaped(name)


@pytest.mark.parametrize("name", ["Preston, J C", "Barnmoor C.C.", "J Preston"])
def test_a_place_for_a_surname_is_a_persons_all_the_same(name: str) -> None:
    assert is_person_shaped(name)


@given(st.sampled_from(["Ltd", "Services", "& Sons", "Taxis", "School"]), st.sampled_from(["J", "John", "Mrs A"]))
def test_firm_word_makes_any_persons_name_a_firms(word, forename) -> None:
    assert is_person_shaped(f"{forename} Barnmoor")
    assert not is_person_shaped(f"{forename} Barnmoor {word}")


@pytest.mark.parametrize(
    "name",
    [
        "MRS A MOOR T/A MOOR CAKES",
        "Miss Ida Moor T/As The Salon",
        "MR J MOOR,T/A MOOR & SONS MOTORS",
        "Amy Moorcroft trading as Amy's Cakes",
        "Mary Moorcroft T A Betsy Cakes",
        "Dr Moor Consultant Neuropathologist",
        "John Moor (plasterer)",
        "Mr John Moor (Chambers Ltd)",
    ],
)
def test_a_person_who_trades_under_a_name_is_still_a_person(name: str) -> None:
    assert names_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Moor Cakes Ltd T/A Moor",
        "Arthur Moor (UK)",
        "F.C. Moor (Steel) Limited",
        "Moor Cakes (Preston)",
        "Drayton Ltd",
        "Mrsh",
    ],
)
def test_a_firm_is_not_a_person(name: str) -> None:
    assert not names_a_person(name)
