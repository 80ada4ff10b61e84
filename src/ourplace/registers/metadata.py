"""What is known about each register before any file is opened: read from the `register.yaml` in its folder."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ourplace.registers.exceptions import UnknownRegisterError
from ourplace.yaml_files import read_yaml

CoverageKind = Literal["complete", "sample", "area"]
Output = Literal["entities", "links"]


class Content(BaseModel):
    """A part of a `register.yaml`: frozen, and strict about words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Coverage(Content):
    """Which organisations a register's file holds.

    `complete`: every organisation of its sort in its nations. `sample`: some of them, but not chosen by place.
    `area`: only those in some area, so that finding one there says nothing about how local a supplier is.
    """

    kind: CoverageKind
    nations: tuple[str, ...] = ()
    note: str = ""


class Address(Content):
    """Where the publisher offers the file; `url` may hold `{date}`, the first day of a month, or `{year}`.

    `name` is what to call the file, with the same date or year, where the address does not end in its name.
    """

    url: str
    name: str = ""
    note: str = ""
    sha256: str = ""


class Columns(Content):
    """The publisher's columns: our field and the headers it goes by, those ignored by name, those without which it is another file."""

    used: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    ignored: tuple[str, ...] = ()


class Lookup(Content):
    """What each value of a publisher's category means here; null means known, and says nothing."""

    field: str
    values: Mapping[str, str | None]


class Assertions(Content):
    """What a whole file of this register must look like: its row count, and shares of rows that hold a value."""

    rows_min: int = 0
    rows_max: int | None = None
    fill_rates: Mapping[str, float] = {}


class Layout(Content):
    """Habits of the file itself."""

    line_breaks_in_values: bool = False
    pad_short_rows: bool = False
    encoding: str | None = None


class Register(Content):
    """One register: who publishes it, on what terms, what it covers and how its columns are read."""

    register_id: str
    title: str
    publisher: str
    licence: str
    homepage: str
    addresses: tuple[Address, ...] = ()
    organisations: str
    coverage: Coverage
    personal_data: str
    output: Output = "entities"
    bundled: str | None = None
    layout: Layout = Layout()
    columns: Columns
    lookups: Mapping[str, Lookup] = {}
    assertions: Assertions = Assertions()

    def folder(self) -> Traversable:
        """Return the folder of this package that holds the register's metadata and bundled data."""
        return files("ourplace.registers") / self.register_id


@cache
def known_registers() -> Mapping[str, Register]:
    """Return every register that OurPlace can read, by id.

    Raises:
        pydantic.ValidationError: a `register.yaml` lacks a part or holds one that is not known.
    """
    folders = sorted(files("ourplace.registers").iterdir(), key=lambda entry: entry.name)
    described = [folder / "register.yaml" for folder in folders if (folder / "register.yaml").is_file()]
    registers = [Register.model_validate(read_yaml(file)) for file in described]
    return {register.register_id: register for register in registers}


def register_named(register_id: str) -> Register:
    """Return the register of that id; hyphens do as well as underscores.

    Raises:
        UnknownRegisterError: there is none.
    """
    known = known_registers()
    found = known.get(register_id.replace("-", "_"))
    if found is None:
        raise UnknownRegisterError(
            f"There is no register '{register_id}'",
            why=f"the registers are {', '.join(known)}",
            next_step="correct the name, or use supplier_list for a plain list of names and postcodes",
        )
    return found
