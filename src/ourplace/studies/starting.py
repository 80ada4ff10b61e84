"""A study.toml to start from, made from the folders that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

from ourplace.engine import open_engine
from ourplace.places import RingSpec, load_postcodes, parse_postcode, suggest_rings
from ourplace.studies.cache import write_atomically
from ourplace.studies.exceptions import StudyFileError

SPREADSHEETS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"}
KINDS = {
    "council": ("council", "borough", "county", "district"),
    "police": ("police", "constabulary", "pcc"),
    "fire": ("fire", "rescue"),
    "nhs": ("nhs", "hospital", "trust", "icb", "health"),
    "university": ("university",),
    "college": ("college",),
    "housing_association": ("housing", "homes"),
    "transport": ("transport", "rail"),
}


def new_study(folder: Path, *, place: str, title: str = "") -> Path:
    """Write a study.toml into `folder` and return its path: rings around the place, an anchor for each folder of files.

    Raises:
        StudyFileError: there is a study.toml already.
        UnknownAreaError: the place is neither an area nor a postcode.
        AmbiguousAreaError: the place's name is that of several areas.
    """
    path = folder / "study.toml"
    if path.exists():
        raise StudyFileError(
            f"There is a study in {folder} already",
            why="study.toml holds what somebody decided, and is not overwritten",
            next_step="change it, or name another folder",
        )
    rings = suggest_rings(area_name(place))
    anchors = list(anchor_blocks(folder)) or [anchor_block("my-anchor", "My anchor", "other", "my-anchor/*")]
    text = "\n".join([heading(title or rings[0].name, rings[0].name), *map(ring_block, rings), *anchors, CLOSING])
    write_atomically(path, text)
    return path


def area_name(place: str) -> str:
    """Return the place itself, or the code of the local authority where it is a postcode."""
    parsed = parse_postcode(place)
    if parsed is None or parsed.postcode.replace(" ", "") != re.sub(r"\s", "", place).upper():
        return place
    engine = open_engine()
    try:
        postcodes = load_postcodes(engine)
        found = engine.to_arrow(postcodes.filter(postcodes.postcode == parsed.postcode).select("lad_code"))[
            "lad_code"
        ].to_pylist()
    finally:
        engine.close()
    if not found or found[0] is None:
        raise StudyFileError(
            f"The postcode {parsed.postcode} is not known",
            why="it is not in the postcode directory, which is of all postcodes in use or once in use",
            next_step="give another postcode nearby, or the name of the place",
        )
    return str(found[0])


def heading(title: str, place: str) -> str:
    """Return the first lines of a study.toml."""
    return (
        "# Every setting is described in docs/reference/study-file.md.\n"
        f'title = {quoted(title)}\nplace = {quoted(place)}\ndefinition = "premises"\n'
        "# period = { start = 2024-04-01, end = 2025-03-31 }\n"
    )


def ring_block(ring: RingSpec) -> str:
    """Return one ring as TOML."""
    return f"[[rings]]\nname = {quoted(ring.name)}\nareas = [{', '.join(map(quoted, ring.areas))}]\n"


def anchor_blocks(folder: Path) -> Iterator[str]:
    """Yield an anchor for each folder inside `folder` that holds spreadsheets."""
    if not folder.is_dir():
        return
    for inner in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        endings = sorted({path.suffix.lower() for path in inner.iterdir() if path.suffix.lower() in SPREADSHEETS})
        if endings:
            name = inner.name.replace("-", " ").replace("_", " ").strip().title()
            patterns = [f"{inner.name}/*{ending}" for ending in endings]
            yield anchor_block(identifier(inner.name), name, kind_of(inner.name), *patterns)


def anchor_block(anchor_id: str, name: str, kind: str, *patterns: str) -> str:
    """Return one anchor as TOML."""
    return (
        f"[[anchors]]\nid = {quoted(anchor_id)}\nname = {quoted(name)}\nkind = {quoted(kind)}\n"
        f"files = [{', '.join(map(quoted, patterns))}]\n"
    )


def kind_of(name: str) -> str:
    """Return the kind of anchor that a folder's name suggests.

    Examples:
        >>> kind_of("exeter-city-council"), kind_of("royal_devon_nhs"), kind_of("misc")
        ('council', 'nhs', 'other')
    """
    words = set(re.findall(r"[a-z]+", name.lower()))
    return next((kind for kind, hints in KINDS.items() if words & set(hints)), "other")


def identifier(name: str) -> str:
    """Return an anchor's id from a folder's name: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "anchor"


def quoted(text: str) -> str:
    """Return `text` as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


CLOSING = """\
# Registers say where suppliers are. The Companies House product is free: docs/how-to/add-companies-house.md.
# [[registers]]
# id = "companies-house"

[[registers]]
id = "public-bodies"
"""
