import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ourplace.examples.preston import InventedStudy


def anchor_pennies(study: InventedStudy, anchor_id: str) -> int:
    return sum(payment.pennies for payment in study.payments if payment.anchor_id == anchor_id)


def read_lines(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding).splitlines(), delimiter=delimiter))


@pytest.fixture
def spend(preston_folder: Path) -> Path:
    return preston_folder / "spend"


def test_the_city_council_has_three_tidy_quarters(spend: Path) -> None:
    for quarter in (1, 2, 3):
        rows = read_lines(spend / f"preston-city-council/spend-over-500-2012-13-q{quarter}.csv")
        assert rows[0][:4] == ["Body Name", "Service Area", "Expenditure Category", "Date"]
        assert sum(row == [""] * 8 for row in rows) > 0


def test_the_last_quarter_has_a_mark_empty_columns_repeated_headers_and_slipped_amounts(spend: Path) -> None:
    path = spend / "preston-city-council/spend-over-500-2012-13-q4.csv"
    rows = read_lines(path, encoding="utf-8-sig")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sum(row == rows[0] for row in rows) > 1
    slipped = [row for row in rows if row[-1]]
    assert len(slipped) == 8
    assert all(row[-2] == "" and Decimal(row[-1]) for row in slipped)


def test_the_city_council_files_hold_all_its_money(spend: Path, preston: InventedStudy) -> None:
    total = Decimal(0)
    for path in sorted((spend / "preston-city-council").glob("spend*.csv")):
        rows = read_lines(path, encoding="utf-8-sig")
        places = [n for n, name in enumerate(rows[0]) if name.startswith("Amount")]
        for row in rows:
            cells = [
                cell for cell in row[places[0] : places[0] + 2] if cell.replace("-", "").replace(".", "").isdigit()
            ]
            total += Decimal(cells[0]) if cells else 0
    cards = read_lines(spend / "preston-city-council/purchase-cards-2012-13.csv")
    total += sum(Decimal(row[4]) for row in cards[1:])

    assert total * 100 == anchor_pennies(preston, "preston-city-council")


def test_the_county_months_are_old_windows_text_with_titles_and_totals(spend: Path, preston: InventedStudy) -> None:
    grand_total = Decimal(0)
    for path in sorted((spend / "lancashire-county-council").glob("payments-201?-??.csv")):
        rows = read_lines(path, encoding="cp1252")
        assert rows[3][:7] == [
            "Directorate",
            "Account Detail",
            "Description",
            "Ref No",
            "Supplier",
            "Payment date",
            "Net Amount(£)",
        ]
        assert b"\xa3" in path.read_bytes()
        amounts = [Decimal(row[6].replace(",", "")) for row in rows[4:-2] if row[6] != "Net Amount(£)"]
        assert Decimal(rows[-1][6].replace(",", "")) == sum(amounts)
        grand_total += sum(amounts)

    assert grand_total * 100 == anchor_pennies(preston, "lancashire-county-council")


def test_one_county_month_has_old_line_ends_and_one_was_published_twice(spend: Path) -> None:
    county = spend / "lancashire-county-council"

    assert b"\n" not in (county / "payments-2012-07.csv").read_bytes()
    assert (county / "payments-2013-02.csv").read_bytes() == (county / "payments-2013-02-amended.csv").read_bytes()
    assert len(list(county.iterdir())) == 13


def test_the_constabulary_has_a_sheet_a_month_under_starred_headings(spend: Path, preston: InventedStudy) -> None:
    path = spend / "lancashire-constabulary/expenditure-over-500-2012-13.xlsx"
    workbook = CalamineWorkbook.from_path(path)
    sheets = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}

    assert len(sheets) == 12
    total = Decimal(0)
    for rows in sheets.values():
        assert rows[2] == ["* Expenditure Category", "Date", "Total Invoice Amount", "* SUPPLIER FINAL"]
        total += sum(Decimal(str(row[2])) for row in rows[3:])
    assert isinstance(sheets["Sep 12"][3][1], float)
    assert sheets["Apr 12"][3][1] == dt.date(2012, 4, 3)
    assert total * 100 == anchor_pennies(preston, "lancashire-constabulary")


def test_the_housing_association_exports_postcodes_and_three_amounts(spend: Path, preston: InventedStudy) -> None:
    with (spend / "community-gateway/purchase-ledger-export-2012-13.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert sum(Decimal(row["Net Amount"]) for row in rows) * 100 == anchor_pennies(preston, "community-gateway")
    assert all(Decimal(r["Net Amount"]) + Decimal(r["VAT Amount"]) == Decimal(r["Gross Amount"]) for r in rows)
    assert 0.75 < sum(bool(row["Supplier Postcode"]) for row in rows) / len(rows) < 0.95
    assert sum(row["Supplier Name"] == "N/A" for row in rows) == 1


def test_prestons_college_changes_from_semicolons_under_two_header_lines_to_tabs(
    spend: Path, preston: InventedStudy
) -> None:
    first = read_lines(spend / "prestons-college/payments-apr-sep-2012.csv", delimiter=";")
    second = read_lines(spend / "prestons-college/payments-oct-mar-2013.txt", delimiter="\t")

    assert [" ".join(pair) for pair in zip(*first[:2], strict=True)][:4] == [
        "Supplier Name",
        "Payment Date",
        "Payment Reference",
        "Net Amount",
    ]
    total = sum(Decimal(row[3]) for row in [*first[2:], *second[1:]])
    assert total * 100 == anchor_pennies(preston, "prestons-college")
    assert any(row[0].startswith("=HYPERLINK") for row in [*first, *second])


def test_newman_has_no_headings_and_marks_credits_two_ways(spend: Path, preston: InventedStudy) -> None:
    total = Decimal(0)
    marks = set()
    for path in sorted((spend / "cardinal-newman-college").glob("*.csv")):
        for row in read_lines(path):
            dt.datetime.strptime(row[0], "%d-%b-%y")  # noqa: DTZ007 - a day has no time zone
            amount = row[5].replace(",", "")
            marks |= {amount[0], amount[-2:]} & {"(", "CR"}
            sign = -1 if amount[0] == "(" or amount.endswith("CR") else 1
            total += sign * Decimal(amount.strip("()CR"))

    assert marks == {"(", "CR"}
    assert total * 100 == anchor_pennies(preston, "cardinal-newman-college")


def test_a_personal_number_has_slipped_into_one_description(spend: Path) -> None:
    texts = [path.read_text("cp1252") for path in (spend / "lancashire-county-council").glob("payments-201?-??.csv")]

    assert [text.count("AA000000A") for text in texts if "AA0" in text] == [1]
