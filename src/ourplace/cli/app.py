"""Which commands there are."""

import typer

from ourplace import __version__
from ourplace.cli.check import check
from ourplace.cli.demo import demo
from ourplace.cli.explain import explain
from ourplace.cli.new import new
from ourplace.cli.places import places
from ourplace.cli.publish import publish
from ourplace.cli.registers import registers
from ourplace.cli.review import review
from ourplace.cli.run import run
from ourplace.cli.serve import serve
from ourplace.cli.suppliers import suppliers

app = typer.Typer(
    name="ourplace",
    help="Show where a place's public money goes, and help the place bring more of it home.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def version(show: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:  # noqa: FBT001 (typer reads options from the signature)
    """Show where a place's public money goes, and help the place bring more of it home."""
    if show:
        typer.echo(f"ourplace {__version__}")
        raise typer.Exit


app.command()(demo)
app.command()(new)
app.command()(check)
app.command()(run)
app.command()(review)
app.command()(explain)
app.command()(publish)
app.command()(serve)
app.add_typer(places, name="places")
app.add_typer(registers, name="registers")
app.add_typer(suppliers, name="suppliers")
