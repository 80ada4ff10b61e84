"""Who was paid: the payees of a study made into suppliers, once for each set of payees, registers and judgements."""

from collections.abc import Sequence
from pathlib import Path

from ourplace.engine import Engine
from ourplace.progress import Progress, silent
from ourplace.registers import RegisterFile, names_in_use, open_registers
from ourplace.suppliers import read_judgements, resolve_suppliers

RESOLVED_TABLES = ("payee_suppliers", "suppliers", "candidates", "locations")


def write_suppliers(
    engine: Engine,
    gathered: Path,
    registers: Sequence[RegisterFile],
    *,
    judgements_path: Path,
    folder: Path,
    progress: Progress = silent,
) -> None:
    """Write the suppliers behind the payees of `gathered`, their candidates and the facts about where they are."""
    resolved = resolve_suppliers(
        engine,
        payees=engine.read_parquet(gathered / "payees.parquet", name="payees"),
        entities=open_registers(registers, engine=engine),
        register_coverage=coverage_by_register(registers),
        judgements=read_judgements(judgements_path),
        progress=progress,
    )
    for name in RESOLVED_TABLES:
        engine.write_parquet(getattr(resolved, name), folder / f"{name}.parquet")


def coverage_by_register(registers: Sequence[RegisterFile]) -> dict[str, tuple[bool, bool]]:
    """Return for each register file whether it is complete and whether it is neutral as to place.

    Of two files of one register each keeps its own claim, under the name that `open_registers` gives its rows.
    """
    return {
        name: (file.is_complete, file.is_location_neutral)
        for name, file in zip(names_in_use(registers), registers, strict=True)
    }
