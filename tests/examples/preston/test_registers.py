import csv
from pathlib import Path

from ourplace.examples.preston import InventedStudy


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_register_has_the_bulk_layout(preston_folder: Path) -> None:
    header = (preston_folder / "registers/companies.csv").read_text("utf-8").splitlines()[0].split(",")

    assert len(header) == 55
    assert header[:2] == ["CompanyName", " CompanyNumber"]


def test_the_register_holds_every_company_paid_and_twenty_thousand_others(
    preston: InventedStudy, preston_folder: Path
) -> None:
    rows = read_rows(preston_folder / "registers/companies.csv")

    offices = {row[" CompanyNumber"]: (row["CompanyName"], row["RegAddress.PostCode"]) for row in rows}
    paid = {s.company_number: (s.name, s.office_postcode) for s in preston.suppliers if s.sort == "company"}
    assert paid.items() <= offices.items()
    assert len(offices) == len(rows) == len(paid) + 20_000


def test_near_twins_stand_beside_suppliers(preston: InventedStudy, preston_folder: Path) -> None:
    names = {row["CompanyName"] for row in read_rows(preston_folder / "registers/companies.csv")}
    bases = [s.name.removesuffix(" LIMITED") for s in preston.suppliers if s.name.endswith(" LIMITED")]

    twins = sum(any(f"{base} {word} LIMITED" in names for word in ("GROUP", "HOLDINGS", "UK")) for base in bases)
    assert twins > 50


def test_the_supplier_list_gives_the_premises(preston: InventedStudy, preston_folder: Path) -> None:
    rows = read_rows(preston_folder / "registers/preston-city-council-suppliers.csv")

    listed = [(row["Supplier Name"].upper(), row["Postcode"]) for row in rows]
    assert listed == [
        (s.name.upper(), s.postcode) for s in preston.suppliers if "preston-city-council" in s.anchor_ids
    ]
