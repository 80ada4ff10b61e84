"""The registers that a loose list is matched with, and their index: made once, kept where registers are kept, opened after that."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ourplace.engine import open_engine
from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.registers import (
    RegisterFile,
    add_register,
    guess_register,
    known_registers,
    list_registers,
    open_register,
    register_named,
)
from ourplace.registers.sources import source_hash
from ourplace.studies.cache import (
    content_hash,
    key_of,
    load_memory,
    method_version,
    remove_unfinished,
    save_memory,
    stage_folder,
)
from ourplace.studies.exceptions import ListRegisterError
from ourplace.studies.registering import CONVERTED_WITH, machine_folder
from ourplace.studies.resolving import index_of, index_sources
from ourplace.suppliers import RegisterIndex

AN_HOUR = 3600.0


@dataclass(frozen=True)
class ListRegisters:
    """Registers with their opened index."""

    files: tuple[RegisterFile, ...]
    index: RegisterIndex

    def described(self) -> list[dict[str, Any]]:
        """Return what people want to know of each: one dict each."""
        return [
            {
                "id": file.register_id.replace("_", "-"),
                "source": file.receipt.source_name,
                "organisation_count": file.row_count,
                "as_at": file.as_at,
                "rejected": dict(file.receipt.rejected),
                "merged_count": file.receipt.rows_merged,
            }
            for file in self.files
        ]


def open_list_registers(
    registers: Sequence[str | Path], *, folder: Path | None = None, progress: Progress = silent
) -> ListRegisters:
    """Return the registers with their index, converting and indexing what has not been before.

    Args:
        registers: for each a publisher's file, `ID=PATH` where the file does not tell which register it is, or the name of
            one that was added on this machine or comes with OurPlace.
        folder: where registers are kept; the user's cache where None.
        progress: told of each step.

    Raises:
        UnreadableSourceError, WrongRegisterError: a file is missing, cut short or damaged, or another register's.
        UnlistedRegisterError: a name is of no register that was added.
        ListRegisterError: a file is not known as any register, or none of them holds organisations.
        SupplierIndexError: the index that was kept is damaged.
    """
    root = machine_folder(folder)
    remove_unfinished(root, older_than_seconds=AN_HOUR, now=time.time())
    memory = load_memory(root)
    files = tuple(_register(said, root, memory, progress) for said in registers)
    if memory:
        save_memory(root, memory)
    if not index_sources(files):
        raise ListRegisterError(
            "There is no register to look names up in",
            why="none was given" if not files else "what was given holds links between numbers, not organisations",
            next_step="give a register of companies, charities or suppliers with --register",
        )
    try:
        index = index_of(files, cache_folder=root, progress=progress)
    except pa.ArrowInvalid as error:
        raise ListRegisterError(
            "A register cannot be read",
            why=f"its rows, kept in {root}, are cut short or damaged ({error})",
            next_step="delete its folder there, and add the register again",
        ) from error
    return ListRegisters(files, index)


def _register(said: str | Path, root: Path, memory: dict[str, list[Any]], progress: Progress) -> RegisterFile:
    """Return one register, from its file or by its name."""
    text = str(said)
    named, equals, rest = text.partition("=")
    if equals and named.replace("-", "_") in known_registers():
        return _converted(named, Path(rest), root, memory, progress)
    path = Path(said)
    if path.exists() or isinstance(said, Path) or _looks_like_a_path(text):
        return _converted(_guessed(path), path, root, memory, progress)
    if text.replace("-", "_") in known_registers() and register_named(text).bundled:
        return _converted(text, None, root, memory, progress)
    return open_register(text.replace("-", "_"), registers_folder=root)


def _looks_like_a_path(text: str) -> bool:
    return os.sep in text or bool(Path(text).suffix)


def _guessed(path: Path) -> str:
    """Return which register a file is.

    Raises:
        ListRegisterError: its columns are no register's.
    """
    guess = guess_register(path)
    if guess is None:
        known = ", ".join(name.replace("_", "-") for name in sorted(known_registers()))
        raise ListRegisterError(
            "It cannot be told which register this file is",
            why="its columns are those of no register that OurPlace knows",
            next_step=f"say which: --register ID={path.name}, where ID is one of {known}",
            where=Where(path.name),
        )
    return guess


def _converted(
    register_id: str, source: Path | None, root: Path, memory: dict[str, list[Any]], progress: Progress
) -> RegisterFile:
    """Return a register converted from its file, now or once before."""
    key = key_of(method_version(CONVERTED_WITH), register_named(register_id).register_id, *_identity(source, memory))

    def make(folder: Path) -> None:
        engine = open_engine()
        try:
            add_register(register_id, source, registers_folder=folder, engine=engine, progress=progress)
        finally:
            engine.close()

    return list_registers(stage_folder(root, "converted", key, make=make))[0]


def _identity(source: Path | None, memory: dict[str, list[Any]]) -> tuple[str, ...]:
    """Return what changes when the source does: its name, which may hold its date, and its content."""
    if source is None:
        return ("bundled",)
    if source.is_file():
        return source.name, content_hash(source, memory=memory)
    return source.name, source_hash(source) if source.is_dir() else ""


def register_rejections(described: Mapping[str, Any]) -> str:
    """Return how many rows of a register could not be used and why, '' where all could.

    >>> register_rejections({"rejected": {"no_name": 2, "wrong_number_of_cells": 1}})
    '3 rows could not be used: 2 no name, 1 wrong number of cells'
    """
    rejected = described["rejected"]
    if not rejected:
        return ""
    parts = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in rejected.items())
    total = sum(rejected.values())
    return f"{total:,} row{'s' if total != 1 else ''} could not be used: {parts}"
