"""`ourplace demo`: the whole path on the bundled example."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace import examples, studies
from ourplace.cli.headline import show_headline
from ourplace.cli.screen import OUT, progress_bars


def demo(
    folder: Annotated[Path, typer.Option(help="Where the example is written and its reports go.")] = Path("demo"),
    *,
    quiet: Annotated[bool, typer.Option(help="Show no progress.")] = False,
) -> None:
    """Write the example study (Preston 2012/13, with invented suppliers), run it, and print what it found.

    The published totals are £750m paid, 5% in Preston, 39% in Lancashire and £457.5m leaving Lancashire. Nothing of them is
    known to the run: it has to find them in the messy files, within the interval it prints.
    """
    with progress_bars(quiet=quiet) as progress:
        path = examples.write_preston(folder, progress=progress)
        result = studies.run_study(
            studies.load_study(path), command=f"ourplace demo --folder {folder}", progress=progress
        )
    show_headline(result)
    OUT.print("\nThe suppliers of this example are invented; its totals are those published for Preston in 2012/13.")
    OUT.print("Next: open the report, then look at the files in", str(path.parent / "spend"))
