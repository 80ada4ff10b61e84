"""What people see in a terminal: progress, tables, errors and money, the same for every command."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from ourplace.exceptions import OurPlaceError
from ourplace.progress import Progress, silent

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)


@contextmanager
def progress_bars(*, quiet: bool = False) -> Iterator[Progress]:
    """Give a `Progress` that draws one bar a step on standard error, or nothing where it is not wanted."""
    if quiet:
        yield silent
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=ERR) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report


def show_error(error: OurPlaceError) -> None:
    """Print an error's four parts on standard error, each on its own line."""
    ERR.print(f"[bold red]{escape(error.what)}[/]")
    if error.where:
        ERR.print(f"  Where       {escape(str(error.where))}")
    ERR.print(f"  Why         {escape(error.why)}")
    ERR.print(f"  What to do  {escape(error.next_step)}")


def show_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers_from: int = 1) -> None:
    """Print a table; columns from `numbers_from` on stand to the right, as numbers do."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index >= numbers_from else "left", overflow="fold")
    for row in rows:
        table.add_row(*[escape(cell) for cell in row])
    OUT.print(table)


def show_json(content: Any) -> None:
    """Print `content` as JSON on standard output, for a program to read."""
    sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n")


def escape(text: str) -> str:
    """Return `text` so that nothing in it is taken for a style of the terminal."""
    return text.replace("[", r"\[")


def pounds(amount: Decimal | float | None) -> str:
    """Return pounds as Britons write them, or `unknown`.

    Examples:
        >>> pounds(-1234.5)
        '-£1,234.50'
        >>> pounds(None)
        'unknown'
    """
    if amount is None:
        return "unknown"
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


def millions(amount: Decimal | float | None) -> str:
    """Return pounds in millions to one place, or `unknown`.

    Examples:
        >>> millions(457_500_000)
        '£457.5m'
    """
    if amount is None:
        return "unknown"
    return f"{'-' if amount < 0 else ''}£{abs(float(amount)) / 1e6:,.1f}m"


def percent(share: float | None) -> str:
    """Return a share as a percentage to one place, or `unknown`.

    Examples:
        >>> percent(0.05)
        '5.0%'
    """
    return "unknown" if share is None else f"{share:.1%}"
