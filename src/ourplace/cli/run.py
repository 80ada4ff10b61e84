"""`ourplace run`: from the files of a study to its reports."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ourplace import studies
from ourplace.cli.headline import show_headline
from ourplace.cli.screen import progress_bars, show_json
from ourplace.engine import LOCAL_MASTER, EngineChoice


def run(
    study: Annotated[Path, typer.Argument(help="The folder of the study, or its study.toml.")],
    *,
    data: Annotated[Path | None, typer.Option(help="The folder of the files, instead of what the study says.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where the reports go; `output` beside study.toml if not given.")
    ] = None,
    engine: Annotated[
        Literal["duckdb", "spark"],
        typer.Option(help="What finds suppliers and computes figures: Spark where one machine is not enough."),
    ] = "duckdb",
    master: Annotated[
        str,
        typer.Option(
            envvar="OURPLACE_SPARK_MASTER",
            help="The address of Spark's cluster, such as spark://head:7077 or yarn; this machine alone if not given.",
        ),
    ] = LOCAL_MASTER,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, for a program to read.")] = False,
    quiet: Annotated[bool, typer.Option(help="Show no progress.")] = False,
) -> None:
    """Read a study's files, resolve its suppliers, compute its figures and write its reports.

    Stages that nothing has changed for are not run again. Exit code 0: done; 1: done, with findings that need a decision;
    2: some input could not be used, and the rest was.
    """
    command = f"ourplace run {study}" + (f" --data {data}" if data else "")
    with progress_bars(quiet=quiet or as_json) as progress:
        result = studies.run_study(
            studies.load_study(study, data_folder=data),
            output_folder=output,
            command=command,
            engine=EngineChoice(engine, master),
            progress=progress,
        )
    if as_json:
        show_json(result.to_json())
    else:
        show_headline(result)
    raise typer.Exit(result.exit_code)
