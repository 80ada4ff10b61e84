"""The registers of a study, each converted once, and those kept on this machine for all studies."""

import datetime as dt
from pathlib import Path
from typing import Any

from ourplace.engine import open_engine
from ourplace.places import default_cache_folder
from ourplace.progress import Progress, silent
from ourplace.registers import (
    Coverage,
    RegisterFile,
    add_register,
    known_registers,
    list_registers,
    open_register,
    register_named,
)
from ourplace.registers.download import download
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
        return open_register(use.id, registers_folder=machine_folder(None))
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
                coverage=coverage_of(use),
                as_at=use.as_at,
                progress=progress,
            )
        finally:
            engine.close()

    return list_registers(stage_folder(study.cache_folder, "registers", key, make=make))[0]


def coverage_of(use: RegisterUse) -> Coverage | None:
    """Return what a study says that a register's file covers; None where it leaves that to the register."""
    if use.coverage is None:
        return None
    note = f"the study says it covers {', '.join(use.areas)}" if use.areas else "as the study says"
    return Coverage(kind=use.coverage, note=note)


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
    register: str, path: Path, *, folder: Path | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Convert a publisher's file for all studies on this machine; return what came of it.

    Raises:
        RegisterError: the file cannot be read, or is another register's.
    """
    engine = open_engine()
    try:
        return described(
            add_register(register, path, registers_folder=machine_folder(folder), engine=engine, progress=progress)
        )
    finally:
        engine.close()


def download_register(register: str, folder: Path, *, progress: Progress = silent) -> Path:
    """Return the publisher's file after fetching it; run again, it goes on where it stopped.

    Raises:
        DownloadError: the publisher's address does not answer, or what came is not whole.
    """
    known = register_named(register)
    if not known.addresses:
        raise StudyFileError(
            f"The register {register} has no address to fetch it from",
            why="its publisher offers no file for everybody",
            next_step=f"get it from {known.publisher} and give the file's path to `ourplace registers add {register} PATH`",
        )
    first = known.addresses[0]
    month = dt.datetime.now(dt.UTC).date().replace(day=1).isoformat()
    return download(first.url.replace("{date}", month), folder, sha256=first.sha256, progress=progress).path


def described(file: RegisterFile) -> dict[str, Any]:
    """Return what people want to know of a register that was added."""
    return {
        "id": file.register_id.replace("_", "-"),
        "row_count": file.row_count,
        "as_at": file.as_at,
        "source": file.receipt.source_name,
        "coverage": file.coverage.kind,
        "folder": str(file.folder),
    }


def machine_folder(folder: Path | None) -> Path:
    """Return where registers for all studies are kept."""
    return folder or default_cache_folder() / "registers"
