"""A loose list matched from files: its registers are indexed once and whole, and no bad file or early end loses anything."""

import csv
import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ourplace.registers.exceptions import UnlistedRegisterError, UnreadableSourceError
from ourplace.studies import match_names, write_matches
from ourplace.studies.exceptions import ListRegisterError, NameListError
from ourplace.studies.registering import add_register_file
from ourplace.suppliers.exceptions import SupplierIndexError

HEADER = "CompanyName,CompanyNumber,CompanyStatus,RegAddress.PostCode\n"
COMPANIES = HEADER + "HEVRUMOOR JOINERY LIMITED,00000001,Active,PR1 2RL\nYASFERN CARE LIMITED,00000002,Active,M1 1AE\n"
NAMES = ["Hevrumoor Joinery Ltd", "Yasfern Care", "Quillbeck Motors"]
OUTCOMES = ["match", "match", "no match"]


@pytest.fixture
def companies(tmp_path: Path) -> Path:
    path = tmp_path / "companies.csv"
    path.write_text(COMPANIES, "utf-8")
    return path


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of registers with companies added and indexed."""
    folder = tmp_path_factory.mktemp("registers")
    source = folder / "source.csv"
    source.write_text(COMPANIES, "utf-8")
    add_register_file("companies-house", source, folder=folder)
    match_names(NAMES, registers=["companies-house"], folder=folder)
    return folder


def outcomes(registers: list[str | Path], folder: Path, **said: object) -> list[str]:
    return match_names(NAMES, registers=registers, folder=folder, **said).table()["outcome"].to_pylist()


def indexes(folder: Path) -> list[Path]:
    return sorted((folder / "indexes").iterdir())


def written(matched, path: Path, **said: object) -> list[dict[str, str]]:
    write_matches(matched, path, **said)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_is_recognised_converted_and_indexed_once(companies, tmp_path, monkeypatch):
    steps = []
    first = outcomes([companies], tmp_path / "cache", progress=lambda *said: steps.append(said[0]))
    assert {"Indexing the registers", "Matching payees with the registers"} <= set(steps)

    for name in ("ourplace.studies.list_registers.add_register", "ourplace.studies.resolving.write_index"):
        monkeypatch.setattr(name, lambda *_, **__: pytest.fail("it was made again"))

    assert outcomes([f"companies-house={companies}"], tmp_path / "cache") == first == OUTCOMES


def test_a_register_added_before_goes_by_its_name(added):
    assert outcomes(["companies-house"], added) == OUTCOMES
    with pytest.raises(UnlistedRegisterError, match="registers add mutuals"):
        outcomes(["mutuals"], added)


def test_matches_are_written_in_order_and_no_cell_is_a_formula(added, tmp_path):
    names = tmp_path / "names.csv"
    names.write_text('name,postcode\n"=1+1",\nYasfern Care,M1 1AE\n+Hevrumoor Joinery Ltd,\n', "utf-8")
    rows = written(match_names(names, registers=["companies-house"], folder=added), tmp_path / "out.csv")

    assert [row["payee_name"] for row in rows] == ["'=1+1", "Yasfern Care", "'+Hevrumoor Joinery Ltd"]
    assert [row["line_number"] for row in rows] == ["2", "3", "4"]
    assert rows[1]["company_number"] == "00000002"
    assert "postcode" in rows[1]["explanation"]


def test_candidates_are_written_a_row_each(added, tmp_path):
    matched = match_names(["Hevrumoor Joinery", "Quillbeck"], registers=["companies-house"], folder=added)

    assert [row["candidate_rank"] for row in written(matched, tmp_path / "out.csv", candidates=3)] == ["1", ""]


def test_the_list_itself_is_never_written_over(added, tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("name\nYasfern Care\n", "utf-8")
    matched = match_names(names, registers=["companies-house"], folder=added)

    with pytest.raises(NameListError, match="over the list"):
        write_matches(matched, names)
    with pytest.raises(NameListError, match="cannot be written"):
        write_matches(matched, tmp_path / "nowhere" / "out.csv")
    assert names.read_text("utf-8") == "name\nYasfern Care\n"


def test_a_million_identical_names_are_one_question(added, tmp_path):
    matched = match_names(["Yasfern Care"] * 1_000_000, registers=["companies-house"], folder=added)

    assert (matched.summary()["distinct_count"], matched.decided.outcome_counts()["match"]) == (1, 1_000_000)
    assert matched.table(start=999_999)["line_number"].to_pylist() == [1_000_000]


def test_duplicate_and_missing_numbers_in_a_register_are_counted(tmp_path):
    path = tmp_path / "companies.csv"
    path.write_text(
        COMPANIES + "HEVRUMOOR JOINERY LIMITED,00000001,Active,PR1 2RL\nNOBODY LIMITED,,Active,\n", "utf-8"
    )
    matched = match_names(NAMES, registers=[path], folder=tmp_path / "cache")
    about = matched.summary()["registers"][0]

    assert matched.table()["outcome"].to_pylist() == OUTCOMES
    assert (about["organisation_count"], about["merged_count"], sum(about["rejected"].values())) == (2, 1, 1)


def test_a_register_file_that_is_cut_short_is_refused_and_leaves_nothing(companies, tmp_path):
    whole = gzip.compress((COMPANIES * 200).encode())
    cut = tmp_path / "companies.csv.gz"
    cut.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(UnreadableSourceError, match="cut short"):
        outcomes([cut], tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*/*"))

    companies.write_text(COMPANIES[:-30], "utf-8")
    matched = match_names(NAMES, registers=[companies], folder=tmp_path / "cache")
    assert sum(matched.summary()["registers"][0]["rejected"].values()) == 1


def test_an_added_register_whose_rows_are_cut_short_is_refused(companies, tmp_path):
    folder = tmp_path / "registers"
    add_register_file("companies-house", companies, folder=folder)
    rows = next(folder.glob("companies_house/*.parquet"))
    rows.write_bytes(rows.read_bytes()[:-100])

    with pytest.raises(ListRegisterError, match="add the register again"):
        outcomes(["companies-house"], folder)
    assert not indexes(folder)


@pytest.mark.parametrize(
    ("content", "said"), [("colour,size\nred,7\n", "It cannot be told"), (None, "There is no such file")]
)
def test_a_file_that_is_no_register_is_refused(tmp_path, content, said):
    path = tmp_path / "colours.csv"
    if content:
        path.write_text(content, "utf-8")

    with pytest.raises((ListRegisterError, UnreadableSourceError), match=said):
        outcomes([str(path)], tmp_path / "cache")


def test_without_a_register_there_is_nothing_to_look_names_up_in(added):
    with pytest.raises(ListRegisterError, match="no register to look names up in"):
        outcomes([], added)


def test_an_index_of_another_version_is_not_used(added, monkeypatch):
    before = indexes(added)
    monkeypatch.setattr("ourplace.studies.resolving.index_version", lambda: "another")

    assert outcomes(["companies-house"], added) == OUTCOMES
    assert set(before) < set(indexes(added))


def test_an_index_that_says_another_version_is_refused_with_what_to_do(companies, tmp_path):
    outcomes([companies], tmp_path / "cache")
    about = indexes(tmp_path / "cache")[0] / "index.json"
    about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | {"version": "older"}), "utf-8")

    with pytest.raises(SupplierIndexError, match="delete the folder and build the index again"):
        outcomes([companies], tmp_path / "cache")


@pytest.mark.parametrize("name", ["posting_names.npy", "names.bytes", "squashed.keys.npy"])
def test_an_index_that_was_cut_short_is_refused_with_what_to_do(added, name):
    whole = {folder / name: (folder / name).read_bytes() for folder in indexes(added)}
    for path, content in whole.items():
        path.write_bytes(content[:-5])
    try:
        with pytest.raises(SupplierIndexError, match="made anew"):
            outcomes(["companies-house"], added)
    finally:
        for path, content in whole.items():
            path.write_bytes(content)


def test_a_process_killed_while_it_writes_the_index_leaves_none_that_is_used(added, companies, tmp_path):
    program = f"""
import os, signal
from ourplace.loading import leave_pandas_out

leave_pandas_out()
from ourplace.studies import match_names

def die(step, done, total):
    if step == "Indexing the registers" and done == total:
        os.kill(os.getpid(), signal.SIGKILL)

from pathlib import Path
match_names({NAMES!r}, registers=[{str(companies)!r}], folder=Path({str(tmp_path / "cache")!r}), progress=die)
"""
    died = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 (our own program)

    assert died.returncode == -signal.SIGKILL
    assert [path.suffix for path in indexes(tmp_path / "cache")] == [".unfinished"]
    assert outcomes([companies], tmp_path / "cache") == OUTCOMES
    assert sorted(path.suffix for path in indexes(tmp_path / "cache")) == ["", ".unfinished"]
