from ourplace.examples.preston import InventedStudy
from ourplace.examples.preston.names import without_form
from ourplace.examples.preston.suppliers import shows_premises


def test_no_two_suppliers_share_a_name(preston: InventedStudy) -> None:
    names = [without_form(supplier.name) for supplier in preston.suppliers]

    assert len(set(names)) == len(names)


def test_between_six_and_ten_per_cent_are_not_in_the_register(preston: InventedStudy) -> None:
    absent = sum(supplier.sort != "company" for supplier in preston.suppliers)

    assert 0.06 <= absent / len(preston.suppliers) <= 0.10
    assert all(bool(supplier.company_number) == (supplier.sort == "company") for supplier in preston.suppliers)


def test_company_numbers_are_in_ranges_never_issued(preston: InventedStudy) -> None:
    numbers = {supplier.company_number[:3] for supplier in preston.suppliers if supplier.company_number}

    assert numbers == {"990", "OC9"}


def test_an_office_away_from_the_premises_can_be_found_out_from_some_file(preston: InventedStudy) -> None:
    moved = [supplier for supplier in preston.suppliers if supplier.office_band != supplier.band]

    assert len(moved) > 20
    assert all(shows_premises(supplier) for supplier in moved)
    assert any(supplier.band == "preston" and supplier.office_band == "uk" for supplier in moved)


def test_one_supplier_is_used_by_three_anchors_under_three_names(preston: InventedStudy) -> None:
    shared = next(supplier for supplier in preston.suppliers if supplier.name.startswith("HEVRUMOOR GROUNDS"))
    typed = {(p.anchor_id, p.payee_name) for p in preston.payments if p.supplier_number == shared.number}

    assert typed == {
        ("preston-city-council", "Hevrumoor Grounds Maintenance Ltd"),
        ("lancashire-county-council", "HEVRUMOOR GROUNDS MAINT"),
        ("community-gateway", "Hevrumoor Group t/a Hevrumoor Grounds Maintenance"),
    }
