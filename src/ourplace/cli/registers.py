"""`ourplace registers`: which registers of organisations are known and at hand."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ourplace import studies
from ourplace.cli.screen import OUT, escape, progress_bars, show_json, show_table

registers = typer.Typer(help="Registers of companies, charities, societies and public bodies.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option(help="Where converted registers are kept; the user's cache if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")]


@registers.command("list")
def list_registers(*, folder: Folder = None, as_json: AsJson = False) -> None:
    """List the registers that OurPlace can read, and those that have been added on this machine."""
    known, at_hand = studies.registers_known(), studies.registers_at_hand(folder)
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
    show_table(
        "Added on this machine",
        ["Register", "Label", "Covers", "As at", "From", "Organisations"],
        [
            [
                one["id"],
                one["label"] or "-",
                one["coverage"],
                str(one["as_at"] or "unknown"),
                one["source"],
                f"{one['row_count']:,}",
            ]
            for one in at_hand
        ],
        numbers_from=5,
    )


@registers.command("add")
def add(
    register: Annotated[str, typer.Argument(help="Which register it is, such as `companies-house`.")],
    path: Annotated[Path, typer.Argument(help="The publisher's file, as downloaded.")],
    *,
    coverage: Annotated[
        Literal["complete", "sample", "area"] | None,
        typer.Option(
            help="Which organisations the file holds: `complete` (every one of its sort in the nation), `sample` (some, not"
            " chosen by place) or `area` (those of one area). What the register usually holds if not given."
        ),
    ] = None,
    as_at: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            metavar="DATE",
            help="The day on which the publisher made the file, such as 2026-11-01; told from the file if not given.",
        ),
    ] = None,
    label: Annotated[
        str, typer.Option(help="What to call this copy, to keep several of one register, such as one list a council.")
    ] = "",
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Convert a publisher's file into a register that studies can use; done once for each release."""
    with progress_bars(quiet=as_json) as progress:
        added = studies.add_register_file(
            register,
            path,
            coverage=coverage,
            as_at=as_at.date() if as_at else None,
            label=label,
            folder=folder,
            progress=progress,
        )
    if as_json:
        show_json(added)
    else:
        for line in lines_on(added):
            OUT.print(escape(line))


def lines_on(added: dict[str, Any]) -> list[str]:
    """Return what to say of a register that was added: what it is taken for, and where it is not as it should be."""
    name = f"{added['id']}, {added['label']}" if added["label"] else added["id"]
    note = f": {added['coverage_note']}" if added["coverage_note"] else ""
    return [
        f"{name}: {added['row_count']:,} organisations from {added['source']}, kept in {added['folder']}",
        f"  Covers  {added['coverage']}{note}",
        f"  As at   {added['as_at'] or 'unknown; say so with --as-at'}",
        *(f"  Unlike the whole register: it should have {doubt}" for doubt in added["doubts"]),
    ]


@registers.command("download")
def download(
    register: Annotated[str, typer.Argument(help="Which register, such as `companies-house`.")],
    *,
    to: Annotated[Path, typer.Option(help="The folder that receives the publisher's file.")] = Path("registers"),
    as_json: AsJson = False,
) -> None:
    """Fetch a register's newest edition from its publisher's own address; run again, it goes on where it stopped."""
    with progress_bars(quiet=as_json) as progress:
        got = studies.download_register(register, to, progress=progress)
    if as_json:
        show_json(
            {"register": register, "path": str(got.path), "url": got.url, "sha256": got.sha256, "size": got.size}
        )
    else:
        OUT.print(escape(f"Saved {got.path} from {got.url}"))
        OUT.print(escape(f"  {got.size:,} bytes, SHA-256 {got.sha256}"))
        OUT.print(escape(f"  Next: ourplace registers add {register} {got.path}"))
