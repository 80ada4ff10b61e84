"""The registers of a study, each converted once, and those kept on this machine for all studies."""

import datetime as dt
from pathlib import Path
from typing import Any

from ourplace.engine import open_engine
from ourplace.places import default_cache_folder
from ourplace.progress import Progress, silent
from ourplace.registers import (
    Coverage,
    Downloaded,
    Register,
    RegisterFile,
    add_register,
    claimed_coverage,
    known_registers,
    list_registers,
    open_register,
    register_named,
    with_coverage,
)
from ourplace.registers import download_register as download_newest
from ourplace.studies.cache import content_hash, key_of, method_version, stage_folder
from ourplace.studies.exceptions import StudyFileError
from ourplace.studies.study_file import RegisterUse, Study

CONVERTED_WITH = ("registers", "places/postcodes", "parameters", "engine")


def study_registers(study: Study, *, memory: dict[str, list[Any]], progress: Progress = silent) -> list[RegisterFile]:
    """Return the registers that a study uses, in its order.

    Raises:
        StudyFileError: a register's file is not where the study says.
        UnlistedRegisterError: a register without a path has not been added on this machine.
    """
    return [register_in_use(study, use, memory=memory, progress=progress) for use in study.settings.registers]


def register_in_use(
    study: Study, use: RegisterUse, *, memory: dict[str, list[Any]], progress: Progress
) -> RegisterFile:
    """Return one register of a study: from its path, as bundled, or as added on this machine."""
    register = register_named(use.id)
    if not use.path and not register.bundled:
        return register_added(use, register)
    source = study.resolve(use.path) if use.path else None
    if source is not None and not source.exists():
        raise StudyFileError(
            f"The register {use.id} is not at {source}",
            why="study.toml names a file that does not exist",
            next_step="correct `path`, or give the folder of the data with --data",
        )
    content = content_hash(source, memory=memory) if source and source.is_file() else str(source)
    key = key_of(method_version(CONVERTED_WITH), content, use.model_dump(exclude={"path"}))

    def make(folder: Path) -> None:
        engine = open_engine(temporary_folder=study.cache_folder / "spill")
        try:
            add_register(
                use.id,
                source,
                registers_folder=folder,
                engine=engine,
                coverage=coverage_of(use, register),
                as_at=use.as_at,
                label=use.label,
                progress=progress,
            )
        finally:
            engine.close()

    return list_registers(stage_folder(study.cache_folder, "registers", key, make=make))[0]


def register_added(use: RegisterUse, register: Register) -> RegisterFile:
    """Return a register as it was added on this machine, with what was claimed of it then or less.

    Raises:
        UnlistedRegisterError: it has not been added, or several have and the study does not say which.
        RegisterClaimError: the study claims more of it than was claimed when it was added.
        StudyFileError: the study asks for another edition than the one that was added.
    """
    file = open_register(use.id, registers_folder=machine_folder(None), label=use.label)
    if use.as_at is not None and use.as_at != file.as_at:
        raise StudyFileError(
            f"The register {use.id} of {use.as_at.isoformat()} has not been added",
            why=f"the one on this machine is as at {file.as_at.isoformat() if file.as_at else 'a day nobody has stated'}",
            next_step="correct `as_at`, or add that edition under its own --label and give the label in study.toml",
        )
    coverage = coverage_of(use, register)
    return with_coverage(file, coverage) if coverage else file


def coverage_of(use: RegisterUse, register: Register) -> Coverage | None:
    """Return what a study says that a register's file covers; None where it leaves that to the file."""
    if use.coverage is None:
        return None
    note = f"the study says it covers {', '.join(use.areas)}" if use.areas else "as the study says"
    return claimed_coverage(use.coverage, register, note=note)


def registers_known() -> list[dict[str, str]]:
    """Return the registers that can be read: one dict each with id, title, publisher and licence."""
    return [
        {"id": name.replace("_", "-"), "title": one.title, "publisher": one.publisher, "licence": one.licence}
        for name, one in known_registers().items()
    ]


def registers_at_hand(folder: Path | None = None) -> list[dict[str, Any]]:
    """Return the registers that were added on this machine: one dict each."""
    return [described(file) for file in list_registers(machine_folder(folder))]


def add_register_file(
    register: str,
    path: Path,
    *,
    coverage: str | None = None,
    as_at: dt.date | None = None,
    label: str = "",
    folder: Path | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Convert a publisher's file for all studies on this machine; return what came of it.

    `coverage`, `as_at` and `label` are kept with the file; what is not said is told from the file and its register.

    Raises:
        UnreadableSourceError, WrongRegisterError: the file cannot be read, or is another register's.
        RegisterClaimError: the coverage is none, the day is yet to come, or the label can name no folder.
    """
    claimed = (
        claimed_coverage(coverage, register_named(register), note="as said when it was added") if coverage else None
    )
    engine = open_engine()
    try:
        return described(
            add_register(
                register,
                path,
                registers_folder=machine_folder(folder),
                engine=engine,
                coverage=claimed,
                as_at=as_at,
                label=label,
                progress=progress,
            )
        )
    finally:
        engine.close()


def download_register(register: str, folder: Path, *, progress: Progress = silent) -> Downloaded:
    """Return the publisher's newest file after fetching it; run again, it goes on where it stopped.

    Raises:
        UnknownRegisterError: there is no such register.
        DownloadError: there is no address, it does not answer, or what came is not the file.
    """
    return download_newest(register, folder, progress=progress)


def described(file: RegisterFile) -> dict[str, Any]:
    """Return what people want to know of a register that was added."""
    return {
        "id": file.register_id.replace("_", "-"),
        "label": file.receipt.label,
        "row_count": file.row_count,
        "coverage": file.coverage.kind,
        "coverage_note": file.coverage.note,
        "as_at": file.as_at,
        "source": file.receipt.source_name,
        "doubts": list(file.receipt.assertions_failed),
        "folder": str(file.folder),
    }


def machine_folder(folder: Path | None) -> Path:
    """Return where registers for all studies are kept."""
    return folder or default_cache_folder() / "registers"
