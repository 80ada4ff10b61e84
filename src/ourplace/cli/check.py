"""`ourplace check`: the receipt of every file, before anything is computed."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace import studies
from ourplace.cli.receipts import receipt_row, show_receipt
from ourplace.cli.screen import OUT, escape, progress_bars, show_json, show_table


def check(
    paths: Annotated[list[Path], typer.Argument(help="A study's folder, or loose spend files.")],
    *,
    data: Annotated[Path | None, typer.Option(help="The folder of the files, instead of what the study says.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the receipts as JSON, for a program to read.")
    ] = False,
    quiet: Annotated[bool, typer.Option(help="Show no progress.")] = False,
) -> None:
    """Read spend files and print what became of every row: used, set aside or rejected, with the reason and the pounds.

    Exit code 0: every file was read; 1: some need a decision; 2: some could not be read.
    """
    with progress_bars(quiet=quiet or as_json) as progress:
        if len(paths) == 1 and (paths[0].is_dir() or paths[0].name == "study.toml"):
            result = studies.check_study(studies.load_study(paths[0], data_folder=data), progress=progress)
        else:
            result = studies.check_files(paths, progress=progress)
    if as_json:
        show_json(result.to_json())
    else:
        present(result)
    raise typer.Exit(result.exit_code)


def present(result: "studies.CheckResult") -> None:
    """Print one receipt in full where there is one file, else a row a file with the totals."""
    receipts = [file.receipt for file in result.files if file.receipt]
    if len(receipts) == 1:
        show_receipt(receipts[0])
    elif receipts:
        headings = ["File", "Rows", "Used", "Set aside", "Rejected", "Used, pounds", "Left out, pounds", "From", "To"]
        show_table("Receipts", headings, [receipt_row(receipt) for receipt in receipts])
        for receipt in receipts:
            for warning in receipt.warnings:
                OUT.print(f"[yellow]•[/] {escape(receipt.file_name)}: {escape(warning.message)}")
    for finding in result.findings:
        OUT.print(f"[yellow]•[/] {escape(finding.sentence)}")
