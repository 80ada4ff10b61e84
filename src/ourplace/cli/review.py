"""`ourplace review`: the suppliers whose uncertainty matters most, out to people and back."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from ourplace import studies
from ourplace.cli.screen import OUT, escape, percent, pounds, progress_bars, show_json, show_table


def review(
    study: Annotated[Path, typer.Argument(help="The folder of the study, or its study.toml.")],
    *,
    data: Annotated[Path | None, typer.Option(help="The folder of the files, instead of what the study says.")] = None,
    top: Annotated[int, typer.Option(help="How many suppliers to list or export.")] = 20,
    export: Annotated[
        Path | None, typer.Option(help="Write the sheet to fill in: a name that ends in .xlsx or .csv.")
    ] = None,
    import_: Annotated[Path | None, typer.Option("--import", help="Read a sheet that was filled in.")] = None,
    by: Annotated[str, typer.Option(help="Who made the judgements; they are kept with the name.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")] = False,
) -> None:
    """List suppliers by how much they add to the uncertainty; export them for people to judge, and take the answers in.

    Exit code 0: done; 1: some rows of an imported sheet were refused, each with its line and the reason.
    """
    loaded = studies.load_study(study, data_folder=data)
    with progress_bars(quiet=as_json) as progress:
        if import_ is not None:
            outcome = studies.import_review(loaded, import_, by=by or getpass.getuser())
            if as_json:
                show_json(outcome)
            else:
                OUT.print(f"{outcome['accepted']} judgements were kept in {loaded.judgements_path}")
                for refusal in outcome["refused"]:
                    OUT.print(f"[yellow]•[/] line {refusal['line']}: {escape(refusal['reason'])}")
            raise typer.Exit(1 if outcome["refused"] else 0)
        if export is not None:
            count = studies.export_review(loaded, export, top=top, progress=progress)
            OUT.print(
                escape(
                    f"{count} suppliers are in {export}. Fill it in, then: ourplace review {study} --import {export} --by NAME"
                )
            )
            return
        rows = studies.suppliers_to_review(loaded, top=top, progress=progress)
    if as_json:
        show_json(rows)
        return
    headings = ["", "Supplier", "Paid", "Chance local", "Share of variance", "Half-width after"]
    show_table(
        "Suppliers to check, by what they add to the uncertainty",
        headings,
        [
            [
                str(row["review_rank"]),
                "Individual (name withheld)" if row["is_individual"] else row["supplier_name"],
                pounds(row["amount_gbp"]),
                percent(row["probability_local"]),
                percent(row["variance_share"]),
                f"{row['half_width_after_points']:.1f} points"
                if row["half_width_after_points"] is not None
                else "unknown",
            ]
            for row in rows
        ],
        numbers_from=2,
    )
