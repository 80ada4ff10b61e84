"""Showing the library's blocks: tables whose rows lead to their figures, and pictures with the tables behind them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ourplace.reports.charts.svg import Drawing, inline
from ourplace.reports.page.blocks import Block, Table
from ourplace_web.picture.seeing import Seen

register = template.Library()


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
    """Return a table as the template shows it: headings with their classes, rows of cells, each row with its figure's address."""
    headings = [(heading.lstrip("#^"), class_of(heading)) for heading in table.headings]
    names = [place for place, heading in enumerate(table.headings) if not heading.startswith("#")]
    first = names[0] if names else 0
    links = links_of(context, table)
    rows = [
        [
            {"text": text, "label": label, "class": kind, "is_header": place == first, "url": url if place == first else ""}
            for place, (text, (label, kind)) in enumerate(zip(row, headings, strict=True))
        ]
        for row, url in zip(table.rows, links, strict=True)
    ]  # fmt: skip
    indicator = reverse("picture_indicator", args=[*where(context), table.indicator_id]) if links and links[0] else ""
    return {
        "caption": table.caption,
        "note": table.note,
        "headings": headings,
        "rows": rows,
        "indicator_url": indicator and indicator + context["query"],
        "csv_url": reverse("picture_table", args=[*where(context), table.indicator_id]) if indicator else "",
    }


def links_of(context: Mapping[str, Any], table: Table) -> list[str]:
    """Return the address of the figure behind each row; none on a page that the public sees."""
    if not table.keys or not isinstance(context.get("seen"), Seen):
        return [""] * len(table.rows)
    return [
        reverse("picture_figure", args=[*where(context), table.indicator_id, key]) + context["query"]
        for key in table.keys
    ]


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
