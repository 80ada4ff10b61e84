"""The whole path on the example: the published figures are found in the messy files, within the printed intervals."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from ourplace.examples.preston import InventedStudy, read_content
from ourplace.studies import StudyResult, load_study, run_study

pytestmark = pytest.mark.slow

PUBLISHED = read_content("published")


@pytest.fixture(scope="module")
def result(preston_folder: Path) -> StudyResult:
    return run_study(load_study(preston_folder))


def test_every_file_is_read_and_every_receipt_balances(result: StudyResult) -> None:
    assert len(result.files) == 25
    assert [file.name for file in result.files if file.problem] == []
    assert all(file.receipt is not None and file.receipt.is_balanced for file in result.files)


def test_nothing_needs_a_decision(result: StudyResult) -> None:
    assert [finding.sentence for finding in result.findings if finding.sort != "note"] == []
    assert result.exit_code == 0


def test_the_analysed_spend_is_the_published_one_to_the_penny(result: StudyResult) -> None:
    (pooled,) = [row for row in result.table("coverage").to_pylist() if row["anchor_id"] == "all"]

    assert pooled["analysed_gbp"] == Decimal("750000000.00")


def test_money_beside_is_recognised_to_the_penny(result: StudyResult, preston: InventedStudy) -> None:
    found = {
        row["kind"]: row["amount_gbp"]
        for row in result.table("spend_by_kind").to_pylist()
        if row["anchor_id"] == "all" and not row["is_analysed"]
    }
    meant = {
        kind: Decimal(sum(payment.pennies for payment in preston.payments if payment.kind == kind)) / 100
        for kind in ("grant", "pass_through", "public_body", "redacted")
    }

    assert found == meant


@pytest.mark.parametrize("ring", ["preston", "lancashire"])
def test_local_spend_is_found_within_its_interval(ring: str, result: StudyResult) -> None:
    figure = next(found for found in result.headline.rings if found.ring_id == ring)
    published = PUBLISHED["rings"][ring]

    assert figure.local_gbp_low <= published["local_gbp"] <= figure.local_gbp_high
    assert figure.local_share_low <= published["share"] <= figure.local_share_high


def test_what_leaves_lancashire_is_found_within_its_interval(result: StudyResult) -> None:
    figure = next(found for found in result.headline.rings if found.ring_id == "lancashire")

    assert figure.leakage_gbp_low <= PUBLISHED["leaving_lancashire_gbp"] <= figure.leakage_gbp_high


def test_the_intervals_are_worth_printing(result: StudyResult) -> None:
    widths = {ring.ring_id: ring.local_share_high - ring.local_share_low for ring in result.headline.rings}

    assert 0 < widths["preston"] < 0.03
    assert 0 < widths["lancashire"] < 0.06


def test_the_month_published_twice_is_counted_once(result: StudyResult) -> None:
    left_out = [file for file in result.files if file.is_left_out]

    assert [(file.name, file.repeats) for file in left_out] == [
        ("payments-2013-02.csv", "payments-2013-02-amended.csv")
    ]


def test_invoices_after_the_year_are_set_aside(result: StudyResult) -> None:
    (quarter,) = [file for file in result.files if file.name == "spend-over-500-2012-13-q4.csv"]

    outside = [t for t in quarter.receipt.outcomes if t.outcome == "set_aside" and "period" in t.reason]
    assert sum(total.row_count for total in outside) == 6


def test_the_slipped_amounts_are_repaired_and_counted(result: StudyResult) -> None:
    (quarter,) = [file for file in result.files if file.name == "spend-over-500-2012-13-q4.csv"]

    assert sum(quarter.receipt.repairs.values()) == 8


def test_the_personal_number_is_masked(result: StudyResult) -> None:
    assert (
        sum(
            sum(file.receipt.masked.values()) for file in result.files if file.anchor_id == "lancashire-county-council"
        )
        == 1
    )


def test_the_supplier_of_three_names_is_one(result: StudyResult) -> None:
    shared = [
        row for row in result.table("overlap").to_pylist() if "HEVRUMOOR GROUNDS" in row["supplier_name"].upper()
    ]

    assert [row["anchor_count"] for row in shared] == [3]


def test_branches_count_where_they_are_and_not_where_they_are_registered(
    result: StudyResult, preston: InventedStudy
) -> None:
    shares = {
        row["definition_id"]: row["local_share"]
        for row in result.table("definition_sensitivity").to_pylist()
        if row["anchor_id"] == "all" and row["ring_id"] == "preston"
    }
    by_office = float(preston.analysed_gbp(bands=frozenset({"preston"}), by_office=True) / 750_000_000)

    assert shares["premises"] == pytest.approx(0.05, abs=0.01)
    assert shares["registered_office"] == pytest.approx(by_office, abs=0.01)


def test_no_name_becomes_a_formula_or_a_tag(result: StudyResult, preston: InventedStudy) -> None:
    paths = {path.suffix: path for path in result.reports.values()}
    with zipfile.ZipFile(paths[".xlsx"]) as workbook:
        formulas = [
            part
            for name in workbook.namelist()
            if name.startswith("xl/worksheets/")
            for part in workbook.read(name).decode().split("<f>")[1:]
        ]

    assert not any("HYPERLINK" in formula.split("</f>")[0] for formula in formulas)
    names = {payment.payee_name for payment in preston.payments if payment.payee_name.startswith("<b>")}
    page = paths[".html"].read_text("utf-8")
    assert names
    assert not any(name in page for name in names)


def test_the_report_says_that_suppliers_are_invented(result: StudyResult) -> None:
    page = next(path for path in result.reports.values() if path.suffix == ".html").read_text("utf-8")

    assert "invented" in page
