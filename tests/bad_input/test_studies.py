"""A study with something wrong in it: the rest goes on, the exit code says so, nothing is dropped in silence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ourplace.studies import StudyResult, load_study, run_study
from ourplace.studies.exceptions import StudyFileError

HEAD = """\
title = "Two councils"
place = "Preston"
invented = true

[[rings]]
name = "Preston"
areas = ["Preston"]

[[anchors]]
id = "ashmoor"
name = "Ashmoor Council"
kind = "council"
files = ["ashmoor/*"]

[[anchors]]
id = "brackenshire"
name = "Brackenshire Council"
kind = "council"
files = ["brackenshire/*"]
"""
LEDGER = "Supplier Name,Date,Amount,Postcode\r\n" + "".join(
    f"Kelvumere Joinery {n} Ltd,{n:02d}/05/2023,{n}00.25,PR1 2RL\r\n" for n in range(13, 29)
)
TOTAL_GBP = sum(n * 100 + 0.25 for n in range(13, 29))
Run = Callable[..., StudyResult]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a study of two councils whose files are given as `{path: content}`."""

    def run_files(files: dict[str, str | bytes], *, settings: str = "") -> StudyResult:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / "study.toml").write_text(settings + HEAD, "utf-8")
        return run_study(load_study(tmp_path))

    return run_files


def analysed(result: StudyResult, anchor_id: str) -> float:
    rows = [row for row in result.table("coverage").to_pylist() if row["anchor_id"] == anchor_id]
    return float(sum(row["analysed_gbp"] for row in rows))


def test_a_web_page_among_the_files_is_named_and_the_rest_goes_on(run: Run) -> None:
    result = run(
        {
            "ashmoor/may.csv": LEDGER,
            "brackenshire/may.csv": LEDGER,
            "brackenshire/june.csv": "<!doctype html><html></html>",
        }
    )

    assert result.exit_code == 2
    assert [(f.file_name, f.sort) for f in result.findings if f.sort == "bad_input"] == [("june.csv", "bad_input")]
    assert analysed(result, "all") == pytest.approx(2 * TOTAL_GBP)


def test_two_files_with_the_same_content_ask_for_a_decision_and_both_are_counted(run: Run) -> None:
    result = run({"ashmoor/may.csv": LEDGER, "ashmoor/may-copy.csv": LEDGER, "brackenshire/may.csv": LEDGER})

    assert result.exit_code == 1
    assert any("may.csv" in finding.sentence and "may-copy.csv" in finding.sentence for finding in result.findings)
    assert analysed(result, "ashmoor") == pytest.approx(2 * TOTAL_GBP)


def test_the_same_content_can_be_set_aside(run: Run) -> None:
    settings = 'repeated_files = { action = "set_aside" }\n'

    result = run(
        {"ashmoor/may.csv": LEDGER, "ashmoor/may-copy.csv": LEDGER, "brackenshire/may.csv": LEDGER}, settings=settings
    )

    assert analysed(result, "ashmoor") == pytest.approx(TOTAL_GBP)


def test_the_same_content_at_two_anchors_is_two_payments(run: Run) -> None:
    settings = 'repeated_files = { action = "set_aside" }\n'

    result = run({"ashmoor/may.csv": LEDGER, "brackenshire/may.csv": LEDGER}, settings=settings)

    assert analysed(result, "all") == pytest.approx(2 * TOTAL_GBP)


def month_of(number: int, count: int = 16) -> str:
    rows = [f"Kelvumere Joinery {n} Ltd,{n + 10:02d}/{number:02d}/2023,{n + 1}00.25,PR1 2RL" for n in range(count)]
    return "\r\n".join(rows) + "\r\n"


HEADER = "Supplier Name,Date,Amount,Postcode\r\n"
MONTH_GBP = sum((n + 1) * 100 + 0.25 for n in range(16))
QUARTERS: dict[str, str | bytes] = {
    "ashmoor/q1.csv": HEADER + month_of(5) + month_of(6),
    "ashmoor/q2.csv": HEADER + month_of(6) + month_of(7) + "Late Fencing Ltd,30/06/2023,5.00,PR1 2RL\r\n",
    "brackenshire/may.csv": LEDGER,
}


def test_a_month_in_two_files_asks_for_a_decision_and_both_are_counted(run: Run) -> None:
    result = run(QUARTERS)

    (finding,) = [finding for finding in result.findings if finding.sort == "decision"]
    assert finding.file_name == "q2.csv"
    assert "16 payments of June 2023 (£13,604.00) are in q1.csv too, and counted twice" in finding.sentence
    assert result.exit_code == 1
    assert analysed(result, "ashmoor") == pytest.approx(4 * MONTH_GBP + 5)


def test_a_month_in_two_files_can_be_set_aside_from_the_later(run: Run) -> None:
    result = run(QUARTERS, settings='repeated_files = { action = "set_aside" }\n')

    (receipt,) = [file.receipt for file in result.files if file.name == "q2.csv"]
    assert receipt is not None
    assert result.exit_code == 0
    assert [(total.outcome, total.reason, total.row_count) for total in receipt.outcomes] == [
        ("used", "", 17),
        ("set_aside", "repeated_month", 16),
    ]
    assert receipt.is_balanced
    assert analysed(result, "ashmoor") == pytest.approx(3 * MONTH_GBP + 5)


def test_repeats_that_are_to_be_kept_are_a_note_and_no_question(run: Run) -> None:
    result = run(
        {**QUARTERS, "ashmoor/q2-copy.csv": QUARTERS["ashmoor/q2.csv"]},
        settings='repeated_files = { action = "keep" }\n',
    )

    assert result.exit_code == 0
    assert [(finding.sort, finding.file_name) for finding in result.findings] == [
        ("note", "q2.csv"),
        ("note", "q2-copy.csv"),
    ]
    assert analysed(result, "ashmoor") == pytest.approx(6 * MONTH_GBP + 10)


def test_an_anchor_with_no_file_is_named(run: Run) -> None:
    result = run({"ashmoor/may.csv": LEDGER})

    assert result.exit_code == 2
    assert [f.anchor_id for f in result.findings if f.sort == "bad_input"] == ["brackenshire"]
    assert analysed(result, "all") == pytest.approx(TOTAL_GBP)


def test_periods_that_overlap_are_refused(run: Run) -> None:
    settings = """\
period = { start = 2023-01-01, end = 2023-12-31 }
periods = [
    { name = "first", start = 2023-01-01, end = 2023-06-30 },
    { name = "second", start = 2023-05-01, end = 2023-12-31 },
]
"""

    with pytest.raises(StudyFileError, match="overlap"):
        run({"ashmoor/may.csv": LEDGER, "brackenshire/may.csv": LEDGER}, settings=settings)


def test_a_result_is_complete_as_json(run: Run) -> None:
    result = run({"ashmoor/may.csv": LEDGER, "brackenshire/may.csv": b"%PDF-1.4"})

    content = json.loads(json.dumps(result.to_json(), default=str))
    problems = [file["problem"] for file in content["files"] if file["problem"]]
    assert len(problems) == 1
    assert "PDF" in problems[0]
