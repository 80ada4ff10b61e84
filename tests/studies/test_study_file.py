"""A study file is read as written, or refused with its line and what to do."""

import datetime as dt
from pathlib import Path

import pytest

from ourplace.studies.exceptions import StudyFileError
from ourplace.studies.study_file import line_of, load_study, parse_study

STUDY = """\
title = "Exeter"
place = "Exeter"
period = { start = 2024-04-01, end = 2025-03-31 }

[[rings]]
name = "Exeter"
areas = ["Exeter"]

[[anchors]]
id = "city"
name = "City Council"
kind = "council"
files = ["city/*.csv"]

[[anchors]]
id = "hospital"
name = "Hospital"
files = ["hospital/*.xlsx", "hospital/old/*.csv"]
"""


def refused(text: str) -> StudyFileError:
    with pytest.raises(StudyFileError) as caught:
        parse_study(text, file=Path("study.toml"))
    return caught.value


def test_study_is_read_as_written() -> None:
    study = parse_study(STUDY, file=Path("study.toml"))

    assert study.title == "Exeter"
    assert study.period is not None
    assert study.period.end == dt.date(2025, 3, 31)
    assert [anchor.id for anchor in study.anchors] == ["city", "hospital"]
    assert study.anchors[1].files == ("hospital/*.xlsx", "hospital/old/*.csv")
    assert study.definition == "premises"


def test_broken_toml_names_its_line() -> None:
    error = refused(STUDY.replace('name = "Hospital"', "name = Hospital"))

    assert error.where is not None
    assert error.where.line == 17


def test_unknown_setting_names_its_line_and_setting() -> None:
    error = refused(STUDY.replace('kind = "council"', 'sort = "council"'))

    assert error.where is not None
    assert error.where.line == 12
    assert error.what == "study.toml cannot be followed: anchors 1, sort"
    assert error.why == "OurPlace knows no setting of that name here"


def test_missing_setting_names_the_table_it_is_missing_from() -> None:
    error = refused(STUDY.replace('files = ["hospital/*.xlsx", "hospital/old/*.csv"]\n', ""))

    assert error.where is not None
    assert error.where.line == 15
    assert error.what == "study.toml cannot be followed: anchors 2, files"


def test_wrong_choice_says_what_it_may_be() -> None:
    error = refused(STUDY.replace('kind = "council"', 'kind = "shop"'))

    assert error.where is not None
    assert error.where.line == 12
    assert "'council'" in error.why


def test_period_that_ends_before_it_starts_is_refused() -> None:
    error = refused(STUDY.replace("end = 2025-03-31", "end = 2023-03-31"))

    assert "ends (2023-03-31) before it starts (2024-04-01)" in error.why


def test_two_anchors_with_one_id_are_refused() -> None:
    error = refused(STUDY.replace('id = "hospital"', 'id = "city"'))

    assert error.why == "two anchors share the id 'city'"


def test_missing_environment_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPEND_FILES", raising=False)
    (tmp_path / "study.toml").write_text('data_folder = "${SPEND_FILES}"\n' + STUDY, "utf-8")

    with pytest.raises(StudyFileError) as caught:
        load_study(tmp_path)

    assert caught.value.what == "The study needs the environment variable SPEND_FILES"


def test_files_are_found_in_the_data_folder_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEND_FILES", str(tmp_path / "data"))
    for name in ("b.csv", "a.csv"):
        path = tmp_path / "data" / "city" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    (tmp_path / "study.toml").write_text(
        'data_folder = "${SPEND_FILES}"\n' + STUDY.replace('["city/*.csv"]', '["city/*.csv", "city/a*"]'), "utf-8"
    )

    study = load_study(tmp_path / "study.toml")

    assert [path.name for path in study.files_of(study.settings.anchors[0])] == ["a.csv", "b.csv"]
    assert study.files_of(study.settings.anchors[1]) == []


def test_no_study_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StudyFileError) as caught:
        load_study(tmp_path)

    assert "ourplace new" in caught.value.next_step


def test_line_of_a_nested_table() -> None:
    text = '[[anchors]]\nid = "a"\n[anchors.overrides]\ndate_order = "x"\n'

    assert line_of(text, ("anchors", 0, "overrides", "date_order")) == 4
