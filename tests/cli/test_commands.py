"""Each command does its one thing, says it in JSON where a program may read, and ends with the right code."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ourplace import __version__
from ourplace.cli import app
from ourplace.indicators import all_indicators

LEDGER = """\
Payee,Payment Date,Net Amount,Purpose
Alder Joinery Ltd,13/05/2024,"1,000.00",Building repairs
Birch Catering,14/05/2024,250.50,Catering
Birch Catering,15/05/2024,-50.50,Catering
,,,
Total,,"1,200.00",
"""
STUDY = """\
title = "Ashmoor"
place = "Preston"

[[rings]]
name = "Preston"
areas = ["Preston"]

[[rings]]
name = "UK"
areas = ["United Kingdom"]

[[anchors]]
id = "ashmoor"
name = "Ashmoor Council"
kind = "council"
files = ["ashmoor/*.csv"]

[[registers]]
id = "supplier-list"
path = "suppliers.csv"
coverage = "sample"
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "ashmoor").mkdir()
    (folder / "ashmoor" / "may.csv").write_text(LEDGER, "utf-8")
    (folder / "suppliers.csv").write_text(
        "Supplier Name,Postcode\nAlder Joinery Ltd,PR1 2RL\nBirch Catering,M1 1AE\n", "utf-8"
    )
    (folder / "study.toml").write_text(STUDY, "utf-8")
    return folder


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


def as_json(*arguments: str | Path) -> tuple[int, Any]:
    code, text = run(*arguments, "--json")
    return code, json.loads(text)


def test_version() -> None:
    assert run("--version") == (0, f"ourplace {__version__}\n")


def test_check_of_a_loose_file_accounts_for_every_row(study: Path) -> None:
    code, result = as_json("check", study / "ashmoor" / "may.csv")
    receipt = result["files"][0]["receipt"]

    assert code == 0
    assert receipt["rows_in_file"] == 5
    assert receipt["used"] == {"row_count": 3, "amount_gbp": "1200.00"}
    assert {reason: total["row_count"] for reason, total in receipt["set_aside"].items()} == {
        "blank": 1,
        "total_line": 1,
    }
    assert receipt["rejected"] == {}
    assert (receipt["first_date"], receipt["last_date"], receipt["is_balanced"]) == ("2024-05-13", "2024-05-15", True)


def test_check_of_a_file_that_is_none_says_so_and_ends_with_2(study: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()

    code, result = as_json("check", study / "ashmoor" / "may.csv", empty)

    assert code == 2
    assert [file["problem"] is None for file in result["files"]] == [True, False]


def test_run_writes_the_reports_and_says_what_it_found(study: Path) -> None:
    code, result = as_json("run", study)
    rings = {ring["name"]: ring for ring in result["headline"]["rings"]}

    assert code == 0
    assert result["headline"]["analysed_gbp"] == pytest.approx(1200.0)
    assert rings["UK"]["local_share"] == pytest.approx(1.0)
    assert (
        rings["Preston"]["bound_low_share"] <= rings["Preston"]["local_share"] <= rings["Preston"]["bound_high_share"]
    )
    assert sorted(Path(path).name for path in result["reports"].values()) == [
        "report.html",
        "report.xlsx",
        "summary.docx",
    ]
    assert all(Path(path).stat().st_size > 0 for path in result["reports"].values())


def test_second_run_computes_nothing_again(study: Path) -> None:
    run("run", study, "--quiet")
    before = {path: path.stat().st_mtime_ns for path in (study / ".ourplace").rglob("*") if path.is_file()}

    run("run", study, "--quiet")

    assert {path: path.stat().st_mtime_ns for path in (study / ".ourplace").rglob("*") if path.is_file()} == before


def test_deleted_cache_is_made_again_the_same(study: Path, tmp_path: Path) -> None:
    _, first = as_json("run", study)
    (study / ".ourplace").rename(tmp_path / "away")

    _, again = as_json("run", study)

    assert again["headline"] == first["headline"]


def test_explain_lists_every_indicator_and_gives_its_query() -> None:
    code, listed = as_json("explain")
    _, text = run("explain", "local_share", "--sql")

    assert code == 0
    assert [one["indicator"] for one in listed] == [one.indicator_id for one in all_indicators()]
    assert "SELECT" in text


def test_places_find_gives_codes_and_parents() -> None:
    code, found = as_json("places", "find", "Exeter")

    assert code == 0
    assert [(area["code"], area["name"]) for area in found] == [("E07000041", "Exeter")]
    assert run("places", "find", "Nowhereville")[0] == 1


def test_new_makes_a_study_that_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "city-council").mkdir()
    (tmp_path / "city-council" / "may.csv").write_text(LEDGER, "utf-8")

    assert run("new", tmp_path, "--place", "Exeter")[0] == 0
    code, result = as_json("check", tmp_path)

    assert code == 0
    assert [file["anchor_id"] for file in result["files"]] == ["city-council"]


def test_review_goes_out_and_comes_back(study: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "review.csv"

    assert run("review", study, "--export", sheet)[0] == 0
    exported = len(sheet.read_text("utf-8-sig").splitlines()) - 1
    code, outcome = as_json("review", study, "--import", sheet, "--by", "A. Analyst")

    assert code == 0
    assert (outcome["accepted"], outcome["refused"]) == (0, [])
    assert outcome["unanswered"] == exported


def test_publish_writes_open_data(study: Path) -> None:
    code, written = as_json("publish", study)

    assert code == 0
    assert all(Path(path).exists() for path in written.values())


def test_registers_list_names_what_can_be_read(tmp_path: Path) -> None:
    code, listed = as_json("registers", "list", "--folder", tmp_path)

    assert code == 0
    assert listed["added"] == []
    assert "companies-house" in [one["id"] for one in listed["known"]]


def test_registers_add_keeps_what_is_claimed_of_the_file(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Supplier Name,Postcode\nAlder Joinery Ltd,PR1 2RL\n", "utf-8")
    claims = ("--coverage", "area", "--as-at", "31/03/2024", "--label", "Ashmoor", "--folder", tmp_path / "kept")

    code, added = as_json("registers", "add", "supplier-list", source, *claims)
    _, listed = as_json("registers", "list", "--folder", tmp_path / "kept")
    _, shown = run("registers", "list", "--folder", tmp_path / "kept")

    assert code == 0
    assert (added["label"], added["coverage"], added["as_at"]) == ("ashmoor", "area", "2024-03-31")
    assert listed["added"] == [added]
    assert all(word in shown for word in ("ashmoor", "area", "2024-03-31"))


def test_registers_add_says_what_the_file_is_taken_for(tmp_path: Path) -> None:
    source = tmp_path / "companies.csv"
    source.write_text("CompanyName,CompanyNumber,CompanyStatus\nALDER JOINERY LTD,01234567,Active\n", "utf-8")

    _, text = run("registers", "add", "companies-house", source, "--folder", tmp_path / "kept")

    said = " ".join(text.split())
    assert "Covers area: 1 rows where the whole register has 4,900,000 or more" in said
    assert "As at unknown; say so with --as-at" in said


@pytest.mark.parametrize("claim", [("--coverage", "national"), ("--as-at", "March 2024")])
def test_registers_add_refuses_claims_that_are_none(tmp_path: Path, claim: tuple[str, str]) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Supplier Name\nAlder Joinery Ltd\n", "utf-8")

    assert run("registers", "add", "supplier-list", source, *claim, "--folder", tmp_path / "kept")[0] == 2
    assert not (tmp_path / "kept").exists()
