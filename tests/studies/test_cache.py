"""A finished stage is right or absent, whatever happens while it is made."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ourplace.studies.cache import content_hash, key_of, remove_unfinished, stage_folder, write_atomically


def fill(folder: Path) -> None:
    (folder / "result.txt").write_text("whole", "utf-8")


SLOW_STAGE = """
import sys, time
from pathlib import Path
from ourplace.studies.cache import stage_folder

def fill_slowly(folder):
    (folder / "result.txt").write_text("ha")
    (folder.parent / "started").touch()
    time.sleep(60)

stage_folder(Path(sys.argv[1]), "read", "k", make=fill_slowly)
"""


def test_stage_is_made_once(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        fill(folder)

    first = stage_folder(tmp_path, "read", "k", make=make)
    second = stage_folder(tmp_path, "read", "k", make=make)

    assert first == second == tmp_path / "read" / "k"
    assert (first / "result.txt").read_text("utf-8") == "whole"
    assert len(made) == 1


def test_failed_stage_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        message = "disk on fire"
        raise OSError(message)

    with pytest.raises(OSError, match="disk on fire"):
        stage_folder(tmp_path, "read", "k", make=fail)

    assert list((tmp_path / "read").iterdir()) == []


def test_killed_stage_is_made_again_whole(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SLOW_STAGE, str(tmp_path)])  # noqa: S603 (our own program)
    deadline = time.monotonic() + 30
    while not (tmp_path / "read" / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()

    assert not (tmp_path / "read" / "k").exists()
    folder = stage_folder(tmp_path, "read", "k", make=fill)

    assert (folder / "result.txt").read_text("utf-8") == "whole"


def test_of_two_runs_at_once_the_first_to_finish_wins(tmp_path: Path) -> None:
    def overtaken(folder: Path) -> None:
        stage_folder(tmp_path, "read", "k", make=fill)
        (folder / "result.txt").write_text("late", "utf-8")

    folder = stage_folder(tmp_path, "read", "k", make=overtaken)

    assert (folder / "result.txt").read_text("utf-8") == "whole"
    assert [path.name for path in (tmp_path / "read").iterdir()] == ["k"]


def test_what_a_killed_run_left_is_removed_but_not_what_is_being_written(tmp_path: Path) -> None:
    old, new = tmp_path / "read" / "a.x.unfinished", tmp_path / "read" / "b.x.unfinished"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))

    remove_unfinished(tmp_path, older_than_seconds=3600, now=time.time())

    assert [path.name for path in (tmp_path / "read").iterdir()] == ["b.x.unfinished"]


def test_content_hash_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one", "utf-8")
    memory: dict[str, list[object]] = {}
    first = content_hash(path, memory=memory)
    memory[str(path.resolve())][2] = "remembered"

    assert content_hash(path, memory=memory) == "remembered"
    path.write_text("three", "utf-8")

    assert content_hash(path, memory=memory) not in {"remembered", first}


def test_keys_differ_where_inputs_do() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")


def test_reader_sees_the_old_text_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "judgements.json"
    write_atomically(path, "old")
    write_atomically(path, "new")

    assert path.read_text("utf-8") == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["judgements.json"]
