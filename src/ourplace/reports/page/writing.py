"""Writing the page: sections gathered, one template, one file that needs no network."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ourplace.reports.charts.palette import colour_variables
from ourplace.reports.charts.svg import inline
from ourplace.reports.headline import facts, headline_sentences, key_figures
from ourplace.reports.output import written
from ourplace.reports.page.sections import SECTIONS
from ourplace.reports.reading import rings
from ourplace.reports.report import Report
from ourplace.reports.wording import day

INVENTED = "This is an example. Every supplier and every payment in it is invented."


def write_html(report: Report, path: Path) -> None:
    """Write the report as one self-contained HTML file.

    Raises:
        NoHeadlineError: there is no local share for the headline ring.
        CannotWriteError: the file cannot be written there.
    """
    page = render_html(report)
    with written(path) as target:
        target.write_text(page, encoding="utf-8")


def render_html(report: Report) -> str:
    """Return the whole page as text."""
    sections = [describe(report) for describe in SECTIONS]
    count = len(rings(report))
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            report=report,
            sections=sections,
            headline=headline_sentences(report),
            figures=key_figures(report),
            facts=facts(report),
            inline=inline,
            day=day,
            invented=INVENTED,
            style=Markup(_asset("style.css")),  # noqa: S704 - our own file.
            script=Markup(_asset("script.js")),  # noqa: S704 - our own file.
            band_count=count,
            light=Markup(colour_variables(count)),  # noqa: S704 - our own colours.
            dark=Markup(colour_variables(count, dark=True)),  # noqa: S704 - our own colours.
            footer=_footer(report),
        )
    )


def _footer(report: Report) -> str:
    words = f"{report.title} · OurPlace {report.version}"
    return f"{words} · invented suppliers" if report.is_invented else words


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ourplace.reports.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = _css_string
    return environment


def _css_string(words: str) -> Markup:
    """Return words as a CSS string: everything but plain letters and digits is escaped by its number."""
    inside = "".join(letter if letter.isalnum() or letter in " ,.:" else f"\\{ord(letter):x} " for letter in words)
    return Markup('"{}"').format(Markup(inside))  # noqa: S704 - nothing is left that could end the string.


def _asset(name: str) -> str:
    return (files("ourplace.reports.page") / "templates" / name).read_text("utf-8")
