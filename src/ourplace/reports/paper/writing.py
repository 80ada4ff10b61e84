"""Writing the committee paper."""

import datetime as dt
from pathlib import Path
from typing import Any

import vl_convert

from ourplace.reports.charts.palette import static_style
from ourplace.reports.charts.svg import Drawing, standalone
from ourplace.reports.headline import headline_sentences
from ourplace.reports.output import written
from ourplace.reports.page.blocks import Figure, Table
from ourplace.reports.page.sections.method import WORDS
from ourplace.reports.page.sections.rings import describe_rings, ring_table
from ourplace.reports.page.writing import INVENTED
from ourplace.reports.paper.findings import check_table, leak_table, main_findings, recommendations, uncertainties
from ourplace.reports.paper.layout import add_picture, add_running_lines, add_table, add_warning, new_paper
from ourplace.reports.reading import pooled, rings
from ourplace.reports.report import Report
from ourplace.reports.wording import dated, day

_RING_WIDTHS = (2.7, 1.8, 1.6, 2.8, 2.8, 1.8, 1.4, 1.7)
_LEAK_WIDTHS = (6.0, 2.1, 2.0, 1.7, 2.7, 2.1)
_CHECK_WIDTHS = (7.2, 1.4, 2.3, 3.0, 2.6)
_PICTURE_WIDTH = 15.5
_SHARPNESS = 2.5


def write_docx(report: Report, path: Path) -> None:
    """Write the report as a committee paper.

    Raises:
        NoHeadlineError: there is no local share for the headline ring.
        CannotWriteError: the file cannot be written there.
    """
    paper = compose_paper(report)
    with written(path) as target:
        paper.save(str(target))


def compose_paper(report: Report) -> Any:
    """Return the paper as a python-docx document."""
    paper = new_paper()
    _properties(paper, report)
    note = " · invented suppliers" if report.is_invented else ""
    made = f"OurPlace {report.version} · payments of {report.period.text} · made on {day(report.made_on)}{note}"
    add_running_lines(paper, header=f"{report.title}{note}", footer=made)
    paper.add_paragraph(report.title, style="Title")
    paper.add_paragraph(
        f"Place report on {report.place_name} · {report.period.text} · local means {_lower(report.definition_name)}",
        style="Subtitle",
    )
    if report.is_invented:
        add_warning(paper, f"Example. {INVENTED}")
    paper.add_heading("Summary", level=1)
    for sentence in headline_sentences(report):
        paper.add_paragraph(sentence)
    _rings(paper, report)
    _findings(paper, report)
    _doubts(paper, report)
    _method(paper, report)
    return paper


def _properties(paper: Any, report: Report) -> None:
    properties = paper.core_properties
    properties.title, properties.author = report.title, "OurPlace"
    properties.subject = f"Place report on {report.place_name}, {report.period.text}"
    properties.comments = f"Made by OurPlace {report.version} with: {report.command}"
    properties.created = dt.datetime(report.made_on.year, report.made_on.month, report.made_on.day, tzinfo=dt.UTC)


def _rings(paper: Any, report: Report) -> None:
    paper.add_heading("What stays and what leaves", level=1)
    rows = sorted(pooled(report, "local_share"), key=lambda row: row["ring_index"])
    add_table(paper, ring_table(rows, "all anchors"), widths=_RING_WIDTHS)
    for block in describe_rings(report).blocks:
        if isinstance(block, Figure):
            png = picture(block.wide, len(rings(report)))
            add_picture(paper, png, caption=block.title, words=block.wide.description, width=_PICTURE_WIDTH)


def picture(drawing: Drawing, ring_count: int) -> bytes:
    """Return a drawing as PNG."""
    png: bytes = vl_convert.svg_to_png(standalone(drawing, static_style(ring_count)), scale=_SHARPNESS)
    return png


def _findings(paper: Any, report: Report) -> None:
    paper.add_heading("Main findings", level=1)
    for sentence in main_findings(report):
        paper.add_paragraph(sentence, style="List Bullet")
    _optional_table(paper, leak_table(report), _LEAK_WIDTHS)


def _doubts(paper: Any, report: Report) -> None:
    paper.add_heading("What is uncertain", level=1)
    for sentence in uncertainties(report):
        paper.add_paragraph(sentence, style="List Bullet")
    paper.add_heading("What to check", level=1)
    for sentence in recommendations(report):
        paper.add_paragraph(sentence, style="List Number")
    _optional_table(paper, check_table(report), _CHECK_WIDTHS)


def _optional_table(paper: Any, table: Table | None, widths: tuple[float, ...]) -> None:
    if table is not None:
        add_table(paper, table, widths=widths)


def _method(paper: Any, report: Report) -> None:
    paper.add_heading("Definitions", level=1)
    for term, meaning in (
        (f"Local, by {_lower(report.definition_name)}", report.definition_sentence),
        *WORDS,
    ):
        paragraph = paper.add_paragraph()
        paragraph.add_run(f"{term}. ").bold = True
        paragraph.add_run(meaning)
    paper.add_heading("Sources and how to repeat it", level=1)
    for source in report.sources:
        as_at = f", {dated(source.as_at)}" if source.as_at else ""
        licence = "Licence not stated" if source.licence == "not stated" else source.licence
        paper.add_paragraph(
            f"{source.title}{as_at}. {source.publisher}. {licence}. {source.url}".strip(), style="List Bullet"
        )
    paper.add_paragraph(f"Made by OurPlace {report.version} on {day(report.made_on)} with: {report.command}")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
