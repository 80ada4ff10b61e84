"""`ourplace suppliers` writes matches, prints how good the matching is, and ends with the code that says how it went."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ourplace.cli
from ourplace.cli import app, main
from ourplace.cli.suppliers import MOST_CANDIDATES, OUTCOME_WORDS
from ourplace.suppliers.lists import OUTCOMES, candidates_known

COMPANIES = (
    "CompanyName,CompanyNumber,CompanyStatus,RegAddress.PostCode\n"
    "HEVRUMOOR JOINERY LIMITED,00000001,Active,PR1 2RL\n"
    "YASFERN CARE LIMITED,00000002,Active,M1 1AE\n"
)
LABELS = "payee_name,company_number,amount_gbp\nHevrumoor Joinery,00000001,10\nYasfern Care,,500\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("suppliers")
    (made / "companies.csv").write_text(COMPANIES, "utf-8")
    (made / "names.csv").write_text("Supplier,Where\nYasfern Care,M1 1AE\nMrs A Hevrumoor,\nBeck,nowhere\n", "utf-8")
    (made / "labels.csv").write_text(LABELS, "utf-8")
    return made


def run(folder: Path, command: str, file: str, *options: str) -> tuple[int, str]:
    paths = ["--register", str(folder / "companies.csv"), "--folder", str(folder / "cache")]
    done = CliRunner().invoke(app, ["suppliers", command, str(folder / file), *paths, *options])
    return done.exit_code, done.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_match_writes_a_row_a_name_and_prints_what_became_of_them(folder, tmp_path):
    code, said = run(folder, "match", "names.csv", "--out", str(tmp_path / "out.csv"), "--quiet")

    assert code == 0
    assert [row["outcome"] for row in rows(tmp_path / "out.csv")] == ["match", "person", "no match"]
    assert "shaped like a person's name: not looked up" in said
    assert "payee_name was read from 'Supplier'" in said


def test_match_counts_in_json_and_names_what_it_could_not_read(folder, tmp_path):
    code, said = run(
        folder, "match", "names.csv", "--out", str(tmp_path / "o.csv"), "--column", "postcode=Where", "--json",
        "--candidates", "2",
    )  # fmt: skip
    summary = json.loads(said)

    assert code == 1
    assert (summary["name_count"], summary["outcomes"]["person"]) == (3, 1)
    assert summary["findings"] == ["a cell of 'Where' cannot be read as a postcode (line 4)"]
    assert [row["candidate_rank"] for row in rows(tmp_path / "o.csv")] == ["1", "", ""]
    assert "Hevrumoor" not in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--name", "colour"], "no column 'colour'"),
        (["--register", "nowhere.csv"], "no such file"),
        (["--column", "postcode"], "WHAT=HEADING"),
        (["--candidates", "99"], "candidates"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_leaves_no_file(folder, tmp_path, monkeypatch, capsys, options, said):
    arguments = ["match", str(folder / "names.csv"), "--register", str(folder / "companies.csv"), "--out",
                 str(tmp_path / "out.csv"), "--folder", str(folder / "cache"), "--quiet", *options]  # fmt: skip
    monkeypatch.setattr("sys.argv", ["ourplace", "suppliers", *arguments])
    monkeypatch.setattr(ourplace.cli, "leave_pandas_out", lambda: None)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out.csv").exists()


def test_evaluate_prints_figures_calibration_and_errors_and_draws_the_plot(folder, tmp_path):
    code, said = run(folder, "evaluate", "labels.csv", "--plot", str(tmp_path / "plot.svg"), "--quiet")

    assert code == 1
    for part in (
        "Worse than committed",
        "Precision",
        "Expected calibration error",
        "Beside the committed result",
        "Yasfern Care",
        "£500.00",
    ):
        assert part in said
    assert (tmp_path / "plot.svg").read_text("utf-8").startswith("<svg")


def test_evaluate_says_the_same_in_json(folder):
    code, said = run(folder, "evaluate", "labels.csv", "--json", "--errors", "0")
    report = json.loads(said)

    assert (code, report["errors"]) == (1, [])
    assert report["evaluations"][0]["precision"] == 0.5
    assert report["evaluations"][0]["calibration"][0]["count"] == 2


def test_every_outcome_has_its_words_and_every_candidate_known_can_be_asked_for():
    assert set(OUTCOME_WORDS) == set(OUTCOMES)
    assert candidates_known() == MOST_CANDIDATES
