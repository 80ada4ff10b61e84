"""Registers as they are kept: a folder each, with the entities as Parquet and `register.json` saying what they are."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr.types import Table
from pydantic import BaseModel, ConfigDict, ValidationError

from ourplace.engine import Engine
from ourplace.exceptions import Where
from ourplace.registers.entities import ENTITY_SCHEMA, LINK_SCHEMA
from ourplace.registers.exceptions import RegisterClaimError, UnlistedRegisterError
from ourplace.registers.metadata import Coverage, Output

RECEIPT_NAME = "register.json"


class Receipt(BaseModel):
    """What came of reading a register's source: rows in and out, and everything that could not be used or was not known.

    `rows_read` = `rows_out` + `rows_merged` + the sum of `rejected`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    register_id: str
    label: str
    title: str
    publisher: str
    licence: str
    organisations: str
    output: Output
    coverage: Coverage
    source_name: str
    source_sha256: str
    content_hash: str
    as_at: dt.date | None
    data_file: str
    encodings: tuple[str, ...]
    rows_read: int
    rows_out: int
    rows_merged: int
    rejected: Mapping[str, int]
    notes: Mapping[str, int]
    unknown_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    unknown_values: Mapping[str, Mapping[str, int]]
    assertions_passed: tuple[str, ...]
    assertions_failed: tuple[str, ...]


@dataclass(frozen=True)
class RegisterFile:
    """One register in a folder, ready to be opened."""

    folder: Path
    receipt: Receipt

    @property
    def register_id(self) -> str:
        """Return the id of the register it was read as."""
        return self.receipt.register_id

    @property
    def name(self) -> str:
        """Return what tells it from other files of its register: the register's id, and its label where it has one."""
        return register_name(self.receipt.register_id, self.receipt.label)

    @property
    def path(self) -> Path:
        """Return the Parquet file with its rows."""
        return self.folder / self.receipt.data_file

    @property
    def coverage(self) -> Coverage:
        """Return which organisations it holds: a claim of this file, and of no other of its register."""
        return self.receipt.coverage

    @property
    def is_location_neutral(self) -> bool:
        """Return whether being in it says nothing about where an organisation is: true unless it was cut out by place."""
        return self.coverage.kind != "area"

    @property
    def is_complete(self) -> bool:
        """Return whether it holds every company of its nations, so that a name not in it is not a company there.

        A list of suppliers does where somebody declared it; the registers of charities or of societies never do.
        """
        return self.coverage.kind == "complete" and self.receipt.organisations in ("companies", "suppliers")

    @property
    def row_count(self) -> int:
        """Return its number of rows: one per organisation and location."""
        return self.receipt.rows_out

    @property
    def as_at(self) -> dt.date | None:
        """Return the day its content was true, where known."""
        return self.receipt.as_at

    @property
    def content_hash(self) -> str:
        """Return what changes when, and only when, its rows or its coverage may have: for caches of what is made from it."""
        return self.receipt.content_hash


def register_name(register_id: str, label: str) -> str:
    """Return the name of one file of a register, which is also its folder's.

    >>> register_name("supplier_list", "burnley")
    'supplier_list-burnley'
    """
    return f"{register_id}-{label}" if label else register_id


def names_in_use(files: Sequence[RegisterFile]) -> list[str]:
    """Return a name for each file of a study, in its order; files that share one are numbered from the second on."""
    names: list[str] = []
    for file in files:
        number, name = 1, file.name
        while name in names:
            number += 1
            name = f"{file.name}-{number}"
        names.append(name)
    return names


def open_register(register_id: str, *, registers_folder: Path, label: str = "") -> RegisterFile:
    """Return one register of a folder, by its id and label; the label may be left out where there is only one.

    Raises:
        UnlistedRegisterError: the folder does not hold it, or holds several and no label says which.
    """
    wanted = register_name(register_id, label).replace("-", "_")
    held = list_registers(registers_folder)
    named = [file for file in held if file.name.replace("-", "_") == wanted]
    others = [file for file in held if file.register_id == wanted]
    if named or len(others) == 1:
        return (named or others)[0]
    if others:
        raise UnlistedRegisterError(
            f"Which '{register_id}' is meant is not said",
            why=f"the folder holds {', '.join(file.name for file in others)}",
            next_step=f'give the label of one, such as label = "{others[0].receipt.label}"',
            where=Where(str(registers_folder)),
        )
    with_label = f" --label {label}" if label else ""
    raise UnlistedRegisterError(
        f"The register '{register_name(register_id, label)}' has not been added",
        why=f"the folder holds {', '.join(file.name for file in held) or 'no register'}",
        next_step=f"add it: ourplace registers add {register_id.replace('_', '-')} PATH{with_label}",
        where=Where(str(registers_folder)),
    )


# From what can be assumed of a name that is not in the file, to nothing.
_CLAIMS = ("complete", "sample", "area")


def with_coverage(file: RegisterFile, coverage: Coverage) -> RegisterFile:
    """Return an added file under a more modest claim than it was added with; its rows stay as they are.

    Raises:
        RegisterClaimError: the claim is a bolder one: then it is the addition that has to be corrected.
    """
    if _CLAIMS.index(coverage.kind) < _CLAIMS.index(file.coverage.kind):
        raise RegisterClaimError(
            f"{file.name} cannot be called {coverage.kind}",
            why=f"it was added as {file.coverage.kind}" + (f" ({file.coverage.note})" if file.coverage.note else ""),
            next_step=f"leave `coverage` out of study.toml, or add the file again with --coverage {coverage.kind}",
            where=Where(str(file.folder)),
        )
    if coverage.kind == file.coverage.kind:
        return file
    content_hash = hashlib.sha256(f"{file.content_hash}\n{coverage.model_dump_json()}".encode()).hexdigest()
    return replace(file, receipt=file.receipt.model_copy(update={"coverage": coverage, "content_hash": content_hash}))


def list_registers(folder: Path) -> list[RegisterFile]:
    """Return the registers of a folder in the order of their names; none where the folder is not there.

    Raises:
        UnlistedRegisterError: a `register.json` is damaged, or the Parquet file that it names has gone.
    """
    if not folder.is_dir():
        return []
    return [_read_receipt(path) for path in sorted(folder.glob(f"*/{RECEIPT_NAME}"))]


def _read_receipt(path: Path) -> RegisterFile:
    try:
        receipt = Receipt.model_validate_json(path.read_text("utf-8"))
    except ValidationError as error:
        raise _damaged(path, f"{RECEIPT_NAME} has {error.error_count()} errors") from error
    file = RegisterFile(path.parent, receipt)
    if not file.path.is_file():
        raise _damaged(path, f"{receipt.data_file} is not there")
    return file


def _damaged(path: Path, why: str) -> UnlistedRegisterError:
    return UnlistedRegisterError(
        f"The register in {path.parent.name} cannot be opened",
        why=why,
        next_step="delete that folder and add the register again",
        where=Where(str(path)),
    )


def open_registers(files: Sequence[RegisterFile], *, engine: Engine) -> Table:
    """Return the entities of several registers as one table: one row per register, organisation and location.

    `register_id` tells the files apart (`names_in_use`), so that what is claimed of one is not taken for another's.
    Registers of links between identifiers are left out; with no register at all the table is empty.
    """
    tables = [
        _opened([file], "entities", schema=ENTITY_SCHEMA, engine=engine).mutate(
            register_id=ibis.literal(name, type="string")
        )
        for name, file in zip(names_in_use(files), files, strict=True)
        if file.receipt.output == "entities"
    ]
    return ibis.union(*tables) if tables else _opened([], "entities", schema=ENTITY_SCHEMA, engine=engine)


def open_links(files: Sequence[RegisterFile], *, engine: Engine) -> Table:
    """Return pairs of identifiers that name the same organisation: `entity_id_a`, `entity_id_b`, one row per pair."""
    return _opened(files, "links", schema=LINK_SCHEMA, engine=engine)


def _opened(files: Sequence[RegisterFile], output: Output, *, schema: pa.Schema, engine: Engine) -> Table:
    chosen = [file for file in files if file.receipt.output == output]
    name = f"register_{output}_" + "_".join(file.content_hash[:8] for file in chosen)
    if not chosen:
        return engine.table(schema.empty_table(), name=name)
    return engine.read_parquet([file.path for file in chosen], name=name)
