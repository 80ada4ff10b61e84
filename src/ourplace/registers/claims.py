"""What somebody claims of one register file: which organisations it holds, from which day it is, what to call it.

A claim belongs to a file and not to its register: of two supplier lists one may cover the nation and the other be a
sample, and neither says anything of the other.
"""

import datetime as dt
import re
from typing import get_args

from ourplace.registers.exceptions import RegisterClaimError
from ourplace.registers.metadata import Coverage, CoverageKind, Register

COVERAGE_KINDS: tuple[CoverageKind, ...] = get_args(CoverageKind)
_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def claimed_coverage(kind: str, register: Register, *, note: str) -> Coverage:
    """Return the coverage that somebody claims: one of `complete`, `sample` and `area`.

    A file that is complete is so for the register's own nations.

    Raises:
        RegisterClaimError: it is none of these.
    """
    for known in COVERAGE_KINDS:
        if kind == known:
            return Coverage(kind=known, nations=register.coverage.nations if known == "complete" else (), note=note)
    raise RegisterClaimError(
        f"There is no coverage '{kind}'",
        why="a file is `complete` (every organisation of its sort in the nation), a `sample` not chosen by place, or of an `area`",
        next_step=f"say one of {', '.join(COVERAGE_KINDS)}",
    )


def checked_label(label: str) -> str:
    """Return the label as it names a folder: lower case, with hyphens; '' for none.

    >>> checked_label("Burnley 2024")
    'burnley-2024'

    Raises:
        RegisterClaimError: it holds anything but letters, digits, spaces, hyphens and underscores.
    """
    plain = re.sub(r"[\s_-]+", "-", label.strip().lower())
    if plain and not _LABEL.fullmatch(plain):
        raise RegisterClaimError(
            f"'{label}' cannot be a label",
            why="it names a folder, and so holds letters, digits and hyphens only",
            next_step="give it a short name, such as `burnley`",
        )
    return plain


def checked_day(day: dt.date | None, *, today: dt.date | None = None) -> dt.date | None:
    """Return the day from which a file's content is.

    Raises:
        RegisterClaimError: the day is yet to come.
    """
    now = today or dt.datetime.now(dt.UTC).date()
    if day is not None and day > now:
        raise RegisterClaimError(
            f"The file cannot be as at {day.isoformat()}",
            why=f"that day is yet to come; today is {now.isoformat()}",
            next_step="give the day on which the publisher made the file, as year-month-day",
        )
    return day
