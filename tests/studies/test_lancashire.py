"""The whole path on what five anchors of Lancashire publish, against totals counted without OurPlace.

Rows and pounds were worked out with the csv module and openpyxl alone: rows that are neither blank nor a header, and the
sum of the amount column as written, with a minus after an amount read as a minus.
"""

import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from ourplace.cli import app

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lancashire" / "study.toml"

# Anchor and beginning of the files' names: files, payments, pounds, rows not used by reason, rows repaired.
EXPECTED = {
    ("hyndburn", ""): (107, 35_961, "241262911.31", {"blank": 7_144}, {}),
    ("police", ""): (7, 51_976, "532053189.26", {}, {}),
    ("fire", ""): (6, 15_947, "83557484.99", {"repeated_header": 1}, {"amount_beside": 165}),
    ("burnley", "burnley-payments"): (1, 19_865, "217065431.84", {}, {}),
    ("burnley", "burnley-purchase-cards"): (1, 6_671, "610168.44", {}, {}),
    ("ribble-valley", ""): (1, 3_767, "11382460.79", {}, {}),
}
WITHHELD = {"police": 3_264, "fire": 30, "ribble-valley": 277}


@pytest.fixture(scope="module")
def ran(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """The exit code of the command, and what it printed for a program to read."""
    folder = tmp_path_factory.mktemp("lancashire")
    shutil.copy(EXAMPLE, folder)
    done = CliRunner().invoke(app, ["run", str(folder), "--data", str(real_data), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


@pytest.fixture(scope="module")
def result(ran: tuple[int, dict[str, Any]]) -> dict[str, Any]:
    return ran[1]


def test_nothing_needs_a_decision_and_every_file_is_used(ran: tuple[int, dict[str, Any]]) -> None:
    code, result = ran

    assert [one["sentence"] for one in result["findings"] if one["sort"] != "note"] == []
    assert code == 0
    assert len(result["files"]) == 123
    assert [file["file"] for file in result["files"] if file["problem"]] == []


@pytest.mark.parametrize(("anchor_id", "beginning"), EXPECTED)
def test_every_published_file_is_read_to_the_row_and_the_penny(
    anchor_id: str, beginning: str, result: dict[str, Any]
) -> None:
    files = [
        file["receipt"]
        for file in result["files"]
        if file["anchor_id"] == anchor_id and file["file"].startswith(beginning)
    ]

    others: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    for receipt in files:
        left_out = {**receipt["set_aside"], **receipt["rejected"]}
        others.update({reason: total["row_count"] for reason, total in left_out.items()})
        repairs.update(receipt["repairs"])
    rows = sum(receipt["used"]["row_count"] for receipt in files)
    pounds = sum(Decimal(receipt["used"]["amount_gbp"]) for receipt in files)
    assert (len(files), rows, str(pounds), dict(others), dict(repairs)) == EXPECTED[anchor_id, beginning]
    assert all(receipt["is_balanced"] and not receipt["decisions"] for receipt in files)


def test_no_pound_is_lost_between_the_files_and_the_table_of_spend(result: dict[str, Any]) -> None:
    spend = pq.read_table(Path(result["tables"]) / "spend.parquet")

    by_anchor = {
        row["anchor_id"]: row["amount_gbp_sum"]
        for row in spend.group_by("anchor_id").aggregate([("amount_gbp", "sum")]).to_pylist()
    }
    read = [(anchor_id, Decimal(pounds)) for (anchor_id, _), (_, _, pounds, _, _) in EXPECTED.items()]
    assert by_anchor == {
        anchor_id: sum(pounds for reader, pounds in read if reader == anchor_id) for anchor_id, _ in read
    }


def test_precepts_pass_through_and_are_in_no_share(result: dict[str, Any]) -> None:
    kinds = by_kind(result, "hyndburn")

    assert kinds["pass_through"]["amount_gbp"] == pytest.approx(Decimal(63_800_000), abs=100_000)
    assert not kinds["pass_through"]["is_analysed"]
    assert sum(row["amount_gbp"] for row in kinds.values() if row["is_analysed"]) < 30_000_000


def test_withheld_names_are_a_bucket_of_their_own_and_no_supplier(result: dict[str, Any]) -> None:
    spend = pq.read_table(Path(result["tables"]) / "spend.parquet")
    redacted = spend.filter(pc.equal(spend["kind"], "redacted"))
    counts = redacted.group_by("anchor_id").aggregate([("payment_count", "sum")]).to_pylist()

    assert {row["anchor_id"]: row["payment_count_sum"] for row in counts if row["anchor_id"] in WITHHELD} == WITHHELD
    assert redacted["supplier_id"].null_count == redacted.num_rows


def test_the_three_reports_are_written(result: dict[str, Any]) -> None:
    paths = [Path(path) for path in result["reports"].values()]

    assert sorted(path.name for path in paths) == ["report.html", "report.xlsx", "summary.docx"]
    assert all(path.stat().st_size > 10_000 for path in paths)


def by_kind(result: dict[str, Any], anchor_id: str) -> dict[str, dict[str, Any]]:
    """Return the study's year of one anchor by kind of payment."""
    table = pq.read_table(Path(result["tables"]) / "spend_by_kind.parquet").to_pylist()
    return {row["kind"]: row for row in table if row["anchor_id"] == anchor_id}
