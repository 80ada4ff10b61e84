"""Names of files as people sent them, made safe to show and to write."""

import re
import unicodedata
from collections.abc import Container
from pathlib import PurePosixPath

# What is left out of 160 characters is room for a number that tells two files of one name apart.
LONGEST_NAME = 140
LONGEST_SUFFIX = 10
NOT_ALLOWED = re.compile(r"[^\w .,()&'+@=#-]")
# Names of devices under Windows, whatever follows the first point; and what a spreadsheet takes for the start of a formula.
DEVICES = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
FORMULA_STARTS = "=+@"
CLUTTER = re.compile(r"^(\._.*|~\$.*|\.ds_store|thumbs\.db|desktop\.ini)$", re.IGNORECASE)


def safe_name(sent: str) -> str:
    """Return a file's name without folders, control characters or anything that could mean something to a system or a spreadsheet."""
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = " ".join(NOT_ALLOWED.sub("_", visible).split()).rstrip("._- ").lstrip("._- " + FORMULA_STARTS)
    path = PurePosixPath(DEVICES.sub(r"\1_", plain) or "file")
    suffix = path.suffix[:LONGEST_SUFFIX]
    return path.name.removesuffix(path.suffix)[: LONGEST_NAME - len(suffix)] + suffix


def is_clutter(sent: str) -> bool:
    """Return whether a file is one that computers leave in folders, which nobody meant to send."""
    return bool(CLUTTER.match(sent.replace("\\", "/").rsplit("/", 1)[-1]))


def free_name(wanted: str, taken: Container[str]) -> str:
    """Return the name, numbered where another file has it already."""
    path, number, name = PurePosixPath(wanted), 2, wanted
    while name in taken:
        name = f"{path.stem} ({number}){path.suffix}"
        number += 1
    return name
