"""`ourplace places`: finding areas by name, code or postcode."""

from typing import Annotated

import typer

from ourplace.cli.screen import show_json, show_table
from ourplace.places import find_areas

places = typer.Typer(help="Find areas and their codes.", no_args_is_help=True)


@places.callback()
def places_group() -> None:
    """Find areas and their codes."""


@places.command("find")
def find(
    text: Annotated[str, typer.Argument(help="A name, part of a name, or a code: `Exeter`, `E07000041`.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")] = False,
) -> None:
    """List the areas that a text may mean, with their codes, kinds and parents."""
    areas = [
        {"code": area.area_code, "name": area.area_name, "kind": area.area_kind, "within": area.within}
        for area in find_areas(text)
    ]
    if as_json:
        show_json(areas)
    else:
        show_table(
            f"Areas like '{text}'",
            ["Code", "Name", "Kind", "Within"],
            [list(area.values()) for area in areas],
            numbers_from=4,
        )
    raise typer.Exit(0 if areas else 1)
