"""`ourplace new`: a study.toml to start from, made from the folders that are there."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace import studies
from ourplace.cli.screen import OUT, escape


def new(
    folder: Annotated[
        Path, typer.Argument(help="The folder of the new study; each folder inside it becomes an anchor.")
    ],
    *,
    place: Annotated[str, typer.Option(help="The place: a name, a code or a postcode.", prompt="Which place")],
    title: Annotated[str, typer.Option(help="The study's title.")] = "",
) -> None:
    """Write a study.toml with rings suggested for the place and an anchor for each folder of spend files found."""
    path = studies.new_study(folder, place=place, title=title)
    OUT.print(escape(f"Wrote {path}. Look it over, then: ourplace check {folder}"))
