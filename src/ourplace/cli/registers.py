"""`ourplace registers`: which registers of organisations are known and at hand."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace.cli.screen import OUT, escape, progress_bars, show_json, show_table
from ourplace.studies import add_register_file, download_register, registers_at_hand, registers_known

registers = typer.Typer(help="Registers of companies, charities, societies and public bodies.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option(help="Where converted registers are kept; the user's cache if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")]


@registers.command("list")
def list_registers(*, folder: Folder = None, as_json: AsJson = False) -> None:
    """List the registers that OurPlace can read, and those that have been added on this machine."""
    known, at_hand = registers_known(), registers_at_hand(folder)
    if as_json:
        show_json({"known": known, "added": at_hand})
        return
    headings = ["Register", "Title", "Publisher", "Licence"]
    show_table(
        "Registers that can be read",
        headings,
        [[one[key] for key in ("id", "title", "publisher", "licence")] for one in known],
        numbers_from=4,
    )
    rows = [[one["id"], f"{one['row_count']:,}", str(one["as_at"] or "unknown"), one["source"]] for one in at_hand]
    show_table("Added on this machine", ["Register", "Organisations", "As at", "From"], rows)


@registers.command("add")
def add(
    register: Annotated[str, typer.Argument(help="Which register it is, such as `companies-house`.")],
    path: Annotated[Path, typer.Argument(help="The publisher's file, as downloaded.")],
    *,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Convert a publisher's file into a register that studies can use; done once for each release."""
    with progress_bars(quiet=as_json) as progress:
        added = add_register_file(register, path, folder=folder, progress=progress)
    if as_json:
        show_json(added)
    else:
        OUT.print(
            escape(
                f"{added['id']}: {added['row_count']:,} organisations from {added['source']}, kept in {added['folder']}"
            )
        )


@registers.command("download")
def download(
    register: Annotated[str, typer.Argument(help="Which register, such as `companies-house`.")],
    *,
    to: Annotated[Path, typer.Option(help="The folder that receives the publisher's file.")] = Path("registers"),
    as_json: AsJson = False,
) -> None:
    """Fetch a register from its publisher's own address; run again, it goes on where it stopped."""
    with progress_bars(quiet=as_json) as progress:
        path = download_register(register, to, progress=progress)
    if as_json:
        show_json({"register": register, "path": str(path)})
    else:
        OUT.print(escape(f"Saved {path}. Next: ourplace registers add {register} {path}"))
