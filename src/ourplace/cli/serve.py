"""`ourplace serve`: the website, on this machine or for others."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ourplace.cli.exceptions import NotInstalledError
from ourplace.cli.screen import OUT, escape, progress_bars


def serve(
    *,
    port: Annotated[int, typer.Option(help="The port it answers on.", min=1, max=65535)] = 8000,
    home: Annotated[
        Path | None,
        typer.Option(help="The folder of the database, uploads and studies.", envvar="OURPLACE_HOME"),
    ] = None,
    demo: Annotated[bool, typer.Option(help="Load the Preston example, with a person of every role.")] = True,
) -> None:
    """Serve the website. The first time it makes a database, loads the Preston example and prints how to sign in.

    It answers on this machine only, until `OURPLACE_HOSTS` names the hosts under which others reach it;
    docs/how-to/serve-the-website.md says what else that needs.
    """
    if sys.platform == "win32":
        raise NotInstalledError(
            "The website cannot be served from Windows itself",
            why="its server, gunicorn, needs Linux or macOS",
            next_step="run the same command in the Windows Subsystem for Linux",
        )
    if home is not None:
        os.environ["OURPLACE_HOME"] = str(home)
    try:
        from ourplace_web import serving  # noqa: PLC0415 (an extra, and Django is slow to load)
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            "The website is not installed",
            why=f"it needs {str(error.name).split('.')[0]}, which the extra `web` brings",
            next_step='run `pip install "ourplace[web]"`, then this command again',
        ) from error
    with progress_bars() as progress:
        opening = serving.make_ready(port=port, with_demo=demo, progress=progress)
    for line in opening.lines:
        OUT.print(escape(line), soft_wrap=True)
    serving.serve(opening)
