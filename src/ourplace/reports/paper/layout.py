"""How the paper looks: A4, British English, real styles for the outline, tables whose headings repeat, pictures with words."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ourplace.reports.page.blocks import Table

_INK, _QUIET, _ACCENT = RGBColor(0x1F, 0x1F, 0x1D), RGBColor(0x56, 0x52, 0x4A), RGBColor(0xA3, 0x36, 0x1C)
_BODY, _DISPLAY = "Arial", "Georgia"
_MOST_KEPT_ROWS = 12
_STYLES = {
    "Normal": (_BODY, 10, False, _INK, 0, 5),
    "Title": (_DISPLAY, 22, True, _INK, 0, 4),
    "Subtitle": (_BODY, 10.5, False, _QUIET, 0, 8),
    "Heading 1": (_DISPLAY, 13.5, True, _INK, 12, 4),
    "Heading 2": (_BODY, 10.5, True, _INK, 8, 3),
    "Caption": (_BODY, 9, True, _INK, 6, 3),
    "List Bullet": (_BODY, 10, False, _INK, 0, 3),
    "List Number": (_BODY, 10, False, _INK, 0, 3),
}


def new_paper() -> Any:
    """Return an empty A4 document with the styles set."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    for name, look in _STYLES.items():
        _set_style(paper.styles[name], *look)
    _set_language(paper)
    return paper


def add_table(paper: Any, table: Table, *, widths: Sequence[float]) -> None:
    """Add a table with its caption above; figures to the right, the heading row repeated on every page; widths in cm."""
    caption = paper.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    grid = paper.add_table(rows=1, cols=len(table.headings))
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    grid.autofit = False
    _rule_lines(grid)
    numeric = [heading.startswith("#") for heading in table.headings]
    _fill(grid.rows[0], [heading.lstrip("#^") for heading in table.headings], numeric, is_heading=True)
    _mark(grid.rows[0], "w:tblHeader")
    for row in table.rows:
        cells = grid.add_row()
        _fill(cells, row, numeric, is_heading=False)
        _mark(cells, "w:cantSplit")
    if len(table.rows) <= _MOST_KEPT_ROWS:
        _keep_together(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    if table.note:
        note = paper.add_paragraph(table.note)
        note.paragraph_format.space_after = Pt(8)
        for run in note.runs:
            run.font.size, run.font.color.rgb = Pt(8.5), _QUIET


def add_picture(paper: Any, png: bytes, *, caption: str, words: str, width: float) -> None:
    """Add a picture with its caption and the text that says the same; width in cm."""
    heading = paper.add_paragraph(caption, style="Caption")
    heading.paragraph_format.keep_with_next = True
    paper.add_picture(BytesIO(png), width=Cm(width))
    properties = paper.paragraphs[-1]._p.xpath(".//wp:docPr")[0]  # noqa: SLF001 - python-docx has no way to set it.
    properties.set("descr", words)
    properties.set("title", caption)


def add_running_lines(paper: Any, *, header: str, footer: str) -> None:
    """Add the line at the head and at the foot of every page, the foot with the page's number."""
    section = paper.sections[0]
    for paragraph, words in ((section.header.paragraphs[0], header), (section.footer.paragraphs[0], footer)):
        paragraph.text = words
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), _QUIET
    foot = section.footer.paragraphs[0]
    run = foot.add_run(" · page ")
    run.font.size, run.font.color.rgb = Pt(8), _QUIET
    _add_field(foot, "PAGE")


def add_warning(paper: Any, words: str) -> None:
    """Add a paragraph in the accent colour."""
    run = paper.add_paragraph().add_run(words)
    run.bold, run.font.color.rgb = True, _ACCENT


def _set_style(style: Any, font: str, size: float, bold: bool, colour: RGBColor, before: float, after: float) -> None:  # noqa: FBT001, PLR0917
    style.font.name, style.font.size, style.font.bold = font, Pt(size), bold
    style.font.color.rgb, style.font.italic = colour, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for place in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(place), None)
    fonts.set(qn("w:hAnsi"), font)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.widow_control = True
    style.paragraph_format.keep_with_next = style.name.startswith(("Heading", "Caption"))
    for border in style.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)


def _set_language(paper: Any) -> None:
    for language in paper.styles.element.xpath(".//w:lang"):
        language.set(qn("w:val"), "en-GB")
    properties = paper.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)
    paper.core_properties.language = "en-GB"


def _rule_lines(grid: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 4)):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "A59F90")):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    margins = OxmlElement("w:tblCellMar")
    edge = OxmlElement("w:left")
    edge.set(qn("w:w"), "0")
    edge.set(qn("w:type"), "dxa")
    margins.append(edge)
    # Without the margin on the left the first column stands under the words of the page.
    for part in (borders, margins):
        grid._tbl.tblPr.append(part)  # noqa: SLF001 - python-docx has no way to set them.


def _keep_together(grid: Any) -> None:
    """Keep every row on the page of the next one, so that a short table is never cut."""
    for row in grid.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(row: Any, words: Sequence[str], numeric: Sequence[bool], *, is_heading: bool) -> None:
    for place, (cell, text, is_figure) in enumerate(zip(row.cells, words, numeric, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1.5)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(8.5), is_heading or place == 0
        if is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no way to set it.


def _add_field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(8), _QUIET
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields.
