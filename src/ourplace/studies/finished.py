"""The last finished run of a study: noted when it ends, and opened again without running anything."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ourplace.registers import Receipt as RegisterReceipt
from ourplace.registers import RegisterFile
from ourplace.spend import Receipt
from ourplace.studies.cache import write_atomically
from ourplace.studies.results import Finding, MonthHeldTwice, ReadFile, StudyResult, read_headline
from ourplace.studies.study_file import Study, StudyFile

NOTE = "last-run.json"
FILE_PATHS = ("path", "folder", "ledger_path", "left_out_path")


@dataclass(frozen=True)
class LastRun:
    """A finished run: its result, the study as it was then, and the folders of the stages before the figures."""

    study: Study
    result: StudyResult
    registers: Sequence[RegisterFile]
    gathered: Path
    resolved: Path
    command: str
    finished_on: dt.date

    @property
    def key(self) -> str:
        """Return what names this run: the same inputs, run in the same way, have the same."""
        made = next(iter(self.result.reports.values()), Path())
        return f"{self.result.folder.name}-{made.parent.name}-{self.finished_on}"


def note_last_run(run: LastRun) -> None:
    """Keep beside the cache where a finished run left everything; a note of an earlier run that left other things is replaced."""
    home = run.study.folder
    content = {
        "study": run.study.settings.model_dump(mode="json"),
        "data_folder": written(run.study.data_folder, home),
        "figures": written(run.result.folder, home),
        "gathered": written(run.gathered, home),
        "resolved": written(run.resolved, home),
        "reports": {label: written(path, home) for label, path in run.result.reports.items()},
        "files": [file_noted(file, home) for file in run.result.files],
        "findings": [vars(finding) for finding in run.result.findings],
        "registers": [
            {"folder": written(one.folder, home), "receipt": one.receipt.model_dump(mode="json")}
            for one in run.registers
        ],
        "command": run.command,
        "finished_on": run.finished_on.isoformat(),
    }
    path, text = run.study.cache_folder / NOTE, json.dumps(content, default=str)
    if not path.is_file() or path.read_text("utf-8") != text:
        write_atomically(path, text)


def last_run_stamp(folder: Path) -> int | None:
    """Return what changes whenever a run of the study in a folder leaves other things than the one before; None where none has."""
    try:
        return (
            (Study(StudyFile.model_construct(), folder / "study.toml", folder).cache_folder / NOTE).stat().st_mtime_ns
        )
    except FileNotFoundError:
        return None


def last_run(folder: Path) -> LastRun | None:
    """Return the last finished run of the study in a folder; None where there is none, or what it left is not all there.

    A note that this version of OurPlace cannot read is as good as none: running the study again writes a new one.
    """
    study = Study(settings=StudyFile.model_construct(), path=folder / "study.toml", data_folder=folder)
    try:
        content = json.loads((study.cache_folder / NOTE).read_text("utf-8"))
        run = run_noted(content, study)
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None
    needed = [run.result.folder, run.gathered, run.resolved, *run.result.reports.values()]
    return run if all(path.exists() for path in needed) else None


def run_noted(content: Mapping[str, Any], study: Study) -> LastRun:
    """Return the run that a note tells of."""
    home = study.folder
    settings = StudyFile.model_validate(content["study"])
    figures = home / content["figures"]
    return LastRun(
        study=replace(study, settings=settings, data_folder=home / content["data_folder"]),
        result=StudyResult(
            title=settings.title,
            folder=figures,
            files=[noted_file(file, home) for file in content["files"]],
            findings=[Finding(**finding) for finding in content["findings"]],
            headline=read_headline(figures),
            reports={label: home / path for label, path in content["reports"].items()},
        ),
        registers=[
            RegisterFile(home / one["folder"], RegisterReceipt.model_validate(one["receipt"]))
            for one in content["registers"]
        ],
        gathered=home / content["gathered"],
        resolved=home / content["resolved"],
        command=content["command"],
        finished_on=dt.date.fromisoformat(content["finished_on"]),
    )


def written(path: Path, home: Path) -> str:
    """Return a path as a note holds it: relative to the study's folder where it lies inside, so that the folder can move."""
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path.absolute())


def file_noted(file: ReadFile, home: Path) -> dict[str, Any]:
    """Return one file as a note holds it."""
    paths = {name: getattr(file, name) for name in FILE_PATHS}
    return {
        **vars(file),
        **{name: path and written(path, home) for name, path in paths.items()},
        "receipt": file.receipt and file.receipt.to_json(),
        "repeated_months": [vars(month) for month in file.repeated_months],
    }


def noted_file(content: Mapping[str, Any], home: Path) -> ReadFile:
    """Return one file from a note."""
    paths = {name: content[name] and home / content[name] for name in FILE_PATHS}
    receipt = content["receipt"] and Receipt.from_json(content["receipt"])
    months = [MonthHeldTwice(**month) for month in content["repeated_months"]]
    return ReadFile(**{**content, **paths, "receipt": receipt, "repeated_months": months})
