"""`ourplace explain`: what a figure means and how it is computed."""

from typing import Annotated

import typer

from ourplace import indicators
from ourplace.cli.screen import OUT, escape, show_json, show_table


def explain(
    indicator: Annotated[str, typer.Argument(help="The indicator's name; none lists them all.")] = "",
    *,
    sql: Annotated[bool, typer.Option("--sql", help="Print the query that computes it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")] = False,
) -> None:
    """Print the definition of an indicator, how it is worked out and, where asked, its query."""
    if not indicator:
        listed = [{"indicator": one.indicator_id, "definition": one.sentence} for one in indicators.all_indicators()]
        if as_json:
            show_json(listed)
        else:
            show_table(
                "Indicators", ["Indicator", "Definition"], [list(one.values()) for one in listed], numbers_from=2
            )
        return
    explanation = indicators.explain(indicator)
    if as_json:
        show_json({"indicator": indicator, **vars(explanation)})
        return
    OUT.print(f"[bold]{escape(explanation.title)}[/] ({indicator})")
    OUT.print(escape(explanation.sentence))
    OUT.print()
    OUT.print(escape(explanation.method))
    if sql:
        OUT.print()
        OUT.print(escape(explanation.sql), soft_wrap=True)
