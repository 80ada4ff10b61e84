from ourplace.examples.preston import InventedStudy
from ourplace.examples.preston.amounts import fit_amounts, published_pennies


def test_the_three_parts_are_disjoint_and_add_up() -> None:
    assert published_pennies() == {"preston": 3_750_000_000, "lancashire": 25_500_000_000, "beyond": 45_750_000_000}


def test_every_cell_is_a_positive_number_of_pennies_and_each_part_is_exact(preston: InventedStudy) -> None:
    amounts = fit_amounts(preston.suppliers)

    band_of = {supplier.number: supplier.band for supplier in preston.suppliers}
    assert min(amounts.values()) > 0
    assert sum(amounts.values()) == 75_000_000_000
    assert sum(p for (number, _), p in amounts.items() if band_of[number] == "preston") == 3_750_000_000
    assert {number for number, _ in amounts} == set(band_of)
