"""Reading one file of a study by itself."""

from pathlib import Path

import pytest

from ourplace.studies import check_file, check_study, load_study
from ourplace.studies.study_file import Study

STUDY = """\
title = "T"
place = "Preston"
period = { start = 2024-04-01, end = 2025-03-31 }
rings = [{ name = "Preston", areas = ["Preston"] }]
[[anchors]]
id = "council"
name = "Council"
files = ["spend/council/*"]
[anchors.file_overrides."May.csv"]
columns.payee = "Other"
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "spend" / "council"
    folder.mkdir(parents=True)
    (tmp_path / "study.toml").write_text(STUDY)
    for month, name in ((4, "April"), (5, "May")):
        (folder / f"{name}.csv").write_text(f"Supplier,Other,Date,Amount\nA Ltd,B Ltd,03/{month:02d}/2024,75.00\n")
    return load_study(tmp_path)


def test_a_file_read_by_itself_is_the_reading_that_a_run_finds(study: Study) -> None:
    alone = [check_file(study, "council", path) for path in study.files_of(study.settings.anchors[0])]

    assert [file.folder for file in alone] == [file.folder for file in check_study(study).files]


def test_a_file_is_read_with_its_own_overrides(study: Study) -> None:
    read = check_file(study, "council", study.data_folder / "spend" / "council" / "May.csv")

    assert read.receipt is not None
    assert read.receipt.sheets[0].roles["payee"] == "Other"


def test_a_file_of_no_anchor_is_an_error_of_the_program(study: Study) -> None:
    with pytest.raises(ValueError, match="not one file of the anchor 'college'"):
        check_file(study, "college", study.data_folder / "spend" / "council" / "May.csv")
