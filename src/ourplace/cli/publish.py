"""`ourplace publish`: a study's figures as open data, with individuals' names withheld."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace import studies
from ourplace.cli.screen import OUT, escape, progress_bars, show_json


def publish(
    study: Annotated[Path, typer.Argument(help="The folder of the study, or its study.toml.")],
    *,
    data: Annotated[Path | None, typer.Option(help="The folder of the files, instead of what the study says.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where it is written; `open-data` beside study.toml if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write an SQLite database with metadata that Datasette opens, and CSV files with a Frictionless data package."""
    with progress_bars(quiet=as_json) as progress:
        written = studies.publish_study(
            studies.load_study(study, data_folder=data), output_folder=output, progress=progress
        )
    if as_json:
        show_json({label: str(path) for label, path in written.items()})
    else:
        for label, path in written.items():
            OUT.print(escape(f"{label:<16} {path}"), soft_wrap=True)
