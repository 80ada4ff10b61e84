"""Nothing that a user can meet is without its words."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from ourplace.indicators import all_indicators
from ourplace.registers import known_registers
from ourplace.studies.study_file import Anchor, Deprivation, RegisterUse, RepeatedFiles, StudyFile, Thresholds

ROOT = Path(__file__).resolve().parents[2]


def test_commands_parameters_and_errors_are_documented_as_the_code_says() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)

    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("model", [StudyFile, Anchor, RegisterUse, RepeatedFiles, Thresholds, Deprivation])
def test_every_setting_of_a_study_is_documented(model: type[BaseModel]) -> None:
    page = (ROOT / "docs" / "reference" / "study-file.md").read_text("utf-8")

    assert [name for name in model.model_fields if f"`{name}`" not in page and f"[{name}]" not in page] == []


def test_every_indicator_has_its_page() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "reference" / "indicators").glob("*.md")} - {"index"}

    assert pages == {one.indicator_id for one in all_indicators()}


def test_every_register_has_its_entry() -> None:
    page = (ROOT / "docs" / "reference" / "registers.md").read_text("utf-8")

    assert [name for name in known_registers() if name.replace("_", "-") not in page and name not in page] == []


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "index.md").read_text("utf-8")

    assert [path.name for path in sorted(folder.glob("0*.md")) if f"]({path.name})" not in listed] == []


def test_every_page_can_be_found_from_the_others() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}

    assert pages == set(pages_of(settings["nav"]))


def pages_of(entries: object) -> list[str]:
    """Return the pages that a part of the navigation names, in its order."""
    if isinstance(entries, str):
        return [entries]
    inner = entries.values() if isinstance(entries, dict) else entries
    return [page for entry in inner for page in pages_of(entry)]  # type: ignore[attr-defined]


def test_formulas_are_words_and_signs_that_need_no_script() -> None:
    marks = (r"\(", r"\[", "$$")

    assert [
        path.name for path in (ROOT / "docs").rglob("*.md") if any(mark in path.read_text("utf-8") for mark in marks)
    ] == []
