"""Who was paid: the payees of a study made into suppliers, once for each set of payees, registers and judgements."""

from collections.abc import Sequence
from pathlib import Path

from ourplace.engine import Engine
from ourplace.progress import Progress, silent
from ourplace.registers import RegisterFile, names_in_use
from ourplace.studies.cache import key_of, method_version, stage_folder
from ourplace.suppliers import (
    RegisterIndex,
    RegisterSource,
    by_belief,
    index_version,
    open_index,
    read_judgements,
    resolve_suppliers,
    write_index,
)

INDEXED_WITH = (
    "suppliers/building", "suppliers/hashing", "suppliers/index_columns", "suppliers/index_writing",
    "suppliers/known_words", "suppliers/legal_forms", "suppliers/normalise", "suppliers/ragged", "suppliers/rarity",
    "suppliers/register_rows", "suppliers/shapes", "suppliers/splitting", "suppliers/store",
)  # fmt: skip
MATCHED_WITH = ("suppliers", "parameters")
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
    """Write the suppliers behind the payees of `gathered`, their candidates and the facts about where they are.

    The index of the registers is a stage of its own, in the cache that `gathered` is a stage of: registers that have one
    there are not indexed again. So is what was found for each payee: a payee of which nothing new is known is not looked up again.
    """
    cache_folder = gathered.parent.parent
    index = index_of(registers, cache_folder=cache_folder, progress=progress)
    remembered = key_of(index.folder.name, method_version(MATCHED_WITH))
    resolved = resolve_suppliers(
        engine,
        payees=engine.read_parquet(gathered / "payees.parquet", name="payees"),
        entities=index,
        register_coverage=coverage_by_register(registers),
        judgements=read_judgements(judgements_path),
        memory=cache_folder / "matches" / f"{remembered}.parquet",
        progress=progress,
    )
    for name in RESOLVED_TABLES:
        engine.write_parquet(getattr(resolved, name), folder / f"{name}.parquet")


def index_of(registers: Sequence[RegisterFile], *, cache_folder: Path, progress: Progress = silent) -> RegisterIndex:
    """Return the index of the registers, made once for their content and the version of the method."""
    sources = index_sources(registers)
    key = key_of(
        index_version(),
        method_version(INDEXED_WITH),
        [source.name for source in sources],
        [file.content_hash for file in registers],
    )

    def make(folder: Path) -> None:
        write_index(sources, folder, progress=progress)

    return open_index(stage_folder(cache_folder, "indexes", key, make=make))


def index_sources(registers: Sequence[RegisterFile]) -> list[RegisterSource]:
    """Return the registers of organisations as they are indexed, the one to believe first before the others."""
    named = dict(zip(names_in_use(registers), registers, strict=True))
    return [
        RegisterSource(name, named[name].path)
        for name in by_belief(coverage_by_register(registers))
        if named[name].receipt.output == "entities"
    ]


def coverage_by_register(registers: Sequence[RegisterFile]) -> dict[str, tuple[bool, bool]]:
    """Return for each register file whether it is complete and whether it is neutral as to place.

    Of two files of one register each keeps its own claim, under the name that `open_registers` gives its rows.
    """
    return {
        name: (file.is_complete, file.is_location_neutral)
        for name, file in zip(names_in_use(registers), registers, strict=True)
    }
