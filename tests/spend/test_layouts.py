"""Every layout of the fixtures is read as a careful person would read it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from ourplace.spend import NO_OVERRIDES, Overrides, Receipt, list_sources, read_source

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FIXTURES / "expected.yaml").read_text("utf-8"))


def read(name: str, folder: Path, overrides: Overrides = NO_OVERRIDES) -> Receipt:
    (source,) = list_sources([FIXTURES / name], work_folder=folder / "unpacked")
    return read_source(source, overrides=overrides, output_folder=folder)


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Receipt]:
    return {name: read(name, tmp_path_factory.mktemp("read")) for name in EXPECTED}


def payments(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "payments.parquet").to_pylist()


def test_every_fixture_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FIXTURES.iterdir() if path.name != "expected.yaml")


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_rows_and_pounds_end_where_they_belong(name: str, receipts: dict[str, Receipt]) -> None:
    expected, receipt = EXPECTED[name], receipts[name]

    others = {
        total.reason: [total.row_count, str(total.amount_gbp)] for total in receipt.outcomes if total.outcome != "used"
    }
    assert receipt.is_balanced
    assert (receipt.row_count, receipt.row_count_of("used"), str(receipt.amount_gbp_of("used"))) == (
        expected["rows"],
        expected["used"],
        expected["gbp"],
    )
    assert others == expected.get("others", {})
    assert dict(receipt.repairs) == expected.get("repairs", {})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_receipt_says_how_the_file_was_understood(name: str, receipts: dict[str, Receipt]) -> None:
    expected, receipt = EXPECTED[name], receipts[name]

    sheet = receipt.sheets[0]
    assert receipt.encoding == expected.get("encoding", "utf-8")
    assert receipt.delimiter == expected.get("delimiter", ",")
    assert list(sheet.header_lines) == expected.get("header", [1])
    assert [receipt.first_date, receipt.last_date] == expected.get("days", [None, None])
    assert sheet.vat_basis == expected.get("vat_basis", "unknown")
    assert sheet.date_order == expected.get("date_order", sheet.date_order)
    assert sheet.date_basis == expected.get("date_basis", sheet.date_basis)
    assert [receipt.negative_row_count, str(receipt.negative_gbp)] == expected.get("negative", [0, "0.00"])
    assert {role: sheet.roles.get(role) for role in expected.get("roles", {})} == expected.get("roles", {})
    assert [choice.setting for decision in receipt.decisions for choice in decision.choices] == expected.get(
        "decisions", []
    )
    assert all(column.reason for column in sheet.columns)


def test_a_receipt_survives_the_way_through_json(receipts: dict[str, Receipt]) -> None:
    receipt = receipts["metropolitan-force.csv"]

    assert Receipt.from_json(receipt.to_json()) == receipt


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    read("stray-quotes.csv", tmp_path)

    assert [row["line_number"] for row in payments(tmp_path)] == [2, 3, 4, 6]


def test_text_that_looks_like_nothing_stays_text(tmp_path: Path) -> None:
    read("odd-payees.csv", tmp_path)

    assert [(row["payee_name"], row["is_redacted"]) for row in payments(tmp_path)] == [
        ("N/A", False),
        ("NULL", False),
        ("nan", False),
        ('=HYPERLINK("http://invented.example","x")', False),
        ("<b>Bold & Co</b>", False),
        ("", True),
    ]


def test_names_broken_by_a_comma_are_made_whole(tmp_path: Path) -> None:
    read("commas-in-names.csv", tmp_path)

    assert [(row["payee_name"], row["repair"]) for row in payments(tmp_path)] == [
        ("Mossbank Nurseries Ltd", None),
        ("Lark, Finch & Co Ltd", "shifted_right"),
        ("Oakham Tree Care", None),
        ("Harrow, Pike, Dunn LLP", "shifted_right"),
    ]


def test_postcodes_and_numbers_are_taken_from_where_they_stand(tmp_path: Path) -> None:
    read("supplier-addresses.csv", tmp_path)

    rows = [(row["payee_postcode"], row["company_number"], row["charity_number"]) for row in payments(tmp_path)]
    assert rows == [("PR1 2RL", "01234567", None), ("LA1 4YW", None, "1000611"), (None, None, None)]


def test_a_list_by_merchant_is_card_spending(tmp_path: Path) -> None:
    read("purchase-cards.csv", tmp_path)

    assert {row["is_card"] for row in payments(tmp_path)} == {True}


@pytest.mark.parametrize(
    ("name", "overrides", "used", "gbp"),
    [
        ("undecided-dates.csv", Overrides(date_order="dmy"), 3, "2055.10"),
        ("two-amounts.csv", Overrides(columns={"amount": "value"}), 3, "2317.10"),
        ("two-amounts.csv", Overrides(columns={"amount": "column 3"}), 3, "2055.10"),
        ("two-amounts.csv", Overrides(ignore_columns=("Value",)), 3, "2055.10"),
        ("in-thousands.csv", Overrides(amounts_in="pounds"), 3, "1288.25"),
        ("devolved-department.csv", Overrides(decimal_mark=",", delimiter=";", encoding="utf-8"), 3, "28980.00"),
        ("metropolitan-force.csv", Overrides(columns={"amount": "Gross Amount"}), 4, "18010.00"),
        ("regional-authority.csv", Overrides(header_line=4), 5, "5815.10"),
    ],
)
def test_a_persons_settings_decide(name: str, overrides: Overrides, used: int, gbp: str, tmp_path: Path) -> None:
    receipt = read(name, tmp_path, overrides)

    assert (receipt.row_count_of("used"), receipt.amount_gbp_of("used")) == (used, Decimal(gbp))
    assert receipt.decisions == ()


def test_the_saved_mapping_reads_the_file_the_same_way(tmp_path: Path) -> None:
    first = read("payables-export.csv", tmp_path / "first")

    again = read("payables-export.csv", tmp_path / "again", Overrides(columns=first.sheets[0].roles))

    assert again.outcomes == first.outcomes
    assert again.sheets[0].roles == first.sheets[0].roles
