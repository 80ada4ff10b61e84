"""Showing the library's blocks: tables whose rows lead to their figures, and pictures with the tables behind them."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ourplace.reports.charts.svg import Drawing, inline
from ourplace.reports.keys import FigureRef
from ourplace.reports.page.blocks import Block, Table
from ourplace_web.picture.seeing import Seen

register = template.Library()
DOCUMENTED = {
    "local": "explanation/what-counts-as-local/",
    "public": "explanation/what-the-public-sees/",
    "words": "glossary/",
}
CODE = re.compile(r"`([^`]+)`")
PAGE = re.compile(r"docs/(?P<folder>[a-z]+/)(?P<name>[a-z-]+)\.md")


@register.filter
def drawn(drawing: Drawing) -> SafeString:
    """Return a picture for the page; the library has escaped every word in it."""
    return mark_safe(inline(drawing))  # noqa: S308 (escaped where it is drawn)


@register.inclusion_tag("picture/block.html", takes_context=True, name="show_block")
def block(context: dict[str, Any], one: Block, block_id: str) -> dict[str, Any]:
    """Show one block of a section."""
    table = getattr(one, "table", one if isinstance(one, Table) else None)
    return {
        "block": one,
        "block_id": block_id,
        "table": None if table is None else laid_out(context, table),
        "caption_is_heading": isinstance(one, Table),
    }


def laid_out(context: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """Return a table as the template shows it: headings with their classes, rows of cells, every figure with its address.

    A row that is one figure leads there from its name; a cell that is another figure from its own number.
    """
    headings = [(heading.lstrip("#^"), class_of(heading)) for heading in table.headings]
    names = [place for place, heading in enumerate(table.headings) if not heading.startswith("#")]
    first = names[0] if names else 0
    leads = isinstance(context.get("seen"), Seen)
    rows: list[list[dict[str, Any]]] = [
        [
            {
                "pieces": pieces_of(context, table, number, place) if leads else [(text, "")],
                "label": label,
                "class": f"{kind} breaks" if kind == "number" and "(" in text else kind,
                "is_header": place == first,
            }
            for place, (text, (label, kind)) in enumerate(zip(row, headings, strict=True))
        ]
        for number, row in enumerate(table.rows)
    ]
    if leads:
        for number, key in enumerate(table.keys):
            ((text, _nowhere),) = rows[number][first]["pieces"]
            url = figure_url(context, FigureRef(table.indicator_id, key)) if key else ""
            rows[number][first]["pieces"] = [(text, url)]
    indicator = (
        reverse("picture_indicator", args=[*where(context), table.indicator_id]) if leads and table.keys else ""
    )
    return {
        "caption": table.caption,
        "note": table.note,
        "unlinked": table.unlinked if leads else "",
        "headings": headings,
        "rows": rows,
        "indicator_url": indicator and indicator + context["query"],
        "csv_url": reverse("picture_table", args=[*where(context), table.indicator_id]) if indicator else "",
    }


def pieces_of(context: Mapping[str, Any], table: Table, number: int, place: int) -> list[tuple[str, str]]:
    """Return what a cell says, in pieces with the address of the figure that each is."""
    pieces = table.cells.get((number, place), [(table.rows[number][place], None)])
    return [(text, figure_url(context, ref) if ref else "") for text, ref in pieces]


@register.simple_tag(takes_context=True)
def figure_url(context: Mapping[str, Any], ref: FigureRef) -> str:
    """Return the address of the page of one figure, seen from where this page is."""
    return reverse("picture_figure", args=[*where(context), ref.indicator_id, ref.key]) + str(context["query"])


@register.simple_tag
def meaning_url(about: str) -> str:
    """Return where a word is explained: in the documentation where its address is set, else on the website's own page.

    `about` is an indicator's id, or `local` or `public`.
    """
    if settings.DOCS_ADDRESS:
        return f"{settings.DOCS_ADDRESS}/{DOCUMENTED.get(about, f'reference/indicators/{about}/')}"
    return f"{reverse('meanings')}#{about}"


@register.filter
def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, without formulas that only the documentation sets out; lines of one run together."""
    parts = [part for part in text.split("\n\n") if part.strip()]
    return [" ".join(part.split()) for part in parts]


@register.filter
def worded(text: str) -> SafeString:
    """Return a text of the library as a page shows it: names of columns as code, pages of the documentation as links or by name."""
    shown = CODE.sub(r"<code>\1</code>", escape(text))
    return mark_safe(PAGE.sub(_page, shown))  # noqa: S308 (escaped before)


def _page(found: re.Match[str]) -> str:
    name = found["name"].replace("-", " ")
    if not settings.DOCS_ADDRESS:
        return f"{_('documentation:')} {name}"
    return f'<a href="{escape(settings.DOCS_ADDRESS)}/{found["folder"]}{found["name"]}/">{name}</a>'


def where(context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the network and the study of a page, as addresses name them."""
    return context["network"].slug, context["study"].slug


def class_of(heading: str) -> str:
    """Return the class of a column: of figures, of ticks, or of words."""
    return {"#": "number", "^": "tick"}.get(heading[:1], "")


@register.filter
def band_count(report: Any) -> int:
    """Return how many colours the rings of a report take."""
    return len(report.bands) - 2
