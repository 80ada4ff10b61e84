import json
import shutil
from dataclasses import replace
from pathlib import Path

from ourplace.studies import LastRun, last_run, last_run_stamp, report_of
from ourplace.studies.finished import NOTE, note_last_run


def test_a_finished_run_is_opened_again_as_it_was(preston_run: LastRun) -> None:
    again = last_run(preston_run.study.folder)

    assert again is not None
    assert again.result.headline == preston_run.result.headline
    assert again.study.settings == preston_run.study.settings
    assert [file.receipt and file.receipt.is_balanced for file in again.result.files] == [True] * 25
    assert again.key == preston_run.key


def test_its_report_says_the_headline_of_the_run_and_the_day_it_finished(preston_run: LastRun) -> None:
    report = report_of(preston_run)

    rows = report.tables["local_share"].to_pylist()
    assert float(rows[0]["local_gbp"]) == preston_run.result.headline.rings[0].local_gbp
    assert report.made_on == preston_run.finished_on
    assert len(report.receipts) == 25


def test_a_study_that_moved_is_opened_where_it_is_now(preston_run: LastRun, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(preston_run.study.folder, moved)

    again = last_run(moved)

    assert again is not None
    assert again.result.folder.is_relative_to(moved)


def test_a_folder_without_a_finished_run_has_none(tmp_path: Path) -> None:
    assert last_run(tmp_path) is None


def test_a_run_of_which_a_folder_was_deleted_is_none(preston_run: LastRun, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(preston_run.study.folder, copy)
    shutil.rmtree(copy / ".ourplace" / "figures")

    assert last_run(copy) is None


def test_a_note_that_cannot_be_read_is_as_good_as_none(preston_run: LastRun, tmp_path: Path) -> None:
    note = tmp_path / ".ourplace" / NOTE
    note.parent.mkdir()
    note.write_text(json.dumps({"study": {}}))

    assert last_run(tmp_path) is None


def test_a_stamp_changes_with_a_run_that_leaves_other_things_and_is_none_before(
    preston_run: LastRun, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(preston_run.study.folder, copy)
    before, again = last_run_stamp(copy), last_run(copy)
    assert again is not None
    note_last_run(again)
    assert before is not None
    assert last_run_stamp(copy) == before

    note_last_run(replace(again, command="another command"))

    assert last_run_stamp(copy) not in {None, before}
    assert last_run_stamp(tmp_path) is None
