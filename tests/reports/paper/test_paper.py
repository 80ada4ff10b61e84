from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from ourplace.reports import Report, write_docx

HEADINGS = [
    "Summary",
    "What stays and what leaves",
    "Main findings",
    "What is uncertain",
    "What to check",
    "Definitions",
    "Sources and how to repeat it",
]


@pytest.fixture(scope="module", params=["imputed", "placed", "bounds_only"])
def paper(
    request: pytest.FixtureRequest, make_report: Callable[..., Report], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    path = tmp_path_factory.mktemp("paper") / "summary.docx"
    write_docx(make_report(request.param), path)
    return docx.Document(path)


def words(paper: Any) -> Any:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells]).replace("\u00a0", " ")


def test_words_outline_understands_the_headings(paper: Any) -> None:
    assert [paragraph.text for paragraph in paper.paragraphs if paragraph.style.name == "Title"] == [
        "Preston's anchor spend, 2012/13"
    ]
    assert [paragraph.text for paragraph in paper.paragraphs if paragraph.style.name == "Heading 1"] == HEADINGS


def test_tables_repeat_their_heading_row_and_never_split_a_row(paper: Any) -> None:
    assert len(paper.tables) >= 2
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])


def test_pictures_have_words(paper: Any) -> None:
    pictures = [shape._inline.docPr for shape in paper.inline_shapes]

    assert len(pictures) == 2
    assert all(len(picture.get("descr")) > 40 for picture in pictures)


def test_it_is_a4_british_english_with_properties(paper: Any) -> None:
    section = paper.sections[0]

    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert {language.get(qn("w:val")) for language in paper.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert paper.core_properties.title == "Preston's anchor spend, 2012/13"
    assert paper.core_properties.author == "OurPlace"
    assert paper.core_properties.comments == "Made by OurPlace 0.1.0 with: ourplace run examples/preston/study.toml"


def test_individuals_are_never_named(paper: Any) -> None:
    assert "Secretname" not in words(paper)


def test_the_definition_the_dates_and_the_command_are_there(paper: Any) -> None:
    for fact in (
        "registered office",
        "1 April 2012 to 31 March 2013",
        "OurPlace 0.1.0",
        "ourplace run examples/preston/study.toml",
        "invented",
    ):
        assert fact in words(paper)
    assert "invented suppliers" in paper.sections[0].header.paragraphs[0].text


def test_the_ring_table_says_what_the_headline_says(make_report: Callable[..., Report], tmp_path: Path) -> None:
    write_docx(make_report(), tmp_path / "p.docx")
    paper = docx.Document(tmp_path / "p.docx")

    rows = [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[0][:4] == ["Ring", "Stays", "Share", "90% interval"]
    assert rows[1][:4] == ["Preston", "£37.5m", "5.0%", "4.3% to 5.7%"]
    assert rows[2][5] == "£457.5m"
    assert "£37.5m (5.0%, 90% interval 4.3% to 5.7%) stays in Preston." in words(paper)


def test_recommendations_follow_from_the_study(make_report: Callable[..., Report], tmp_path: Path) -> None:
    write_docx(make_report("placed", without=("change",)), tmp_path / "p.docx")
    numbered = [
        paragraph.text
        for paragraph in docx.Document(tmp_path / "p.docx").paragraphs
        if paragraph.style.name == "List Number"
    ]

    assert [sentence.split()[0] for sentence in numbered] == ["Check", "Look", "Add", "Add"]
    assert "whole nation" in numbered[2]
    assert "year before" in numbered[3]


def test_names_stay_as_they_were_typed(make_report: Callable[..., Report], tmp_path: Path) -> None:
    report = make_report()
    names = ["<script>alert(1)</script>", '=HYPERLINK("http://x")', "+1+1", "@SUM(1)"]
    rows = report.tables["suppliers_to_review"].slice(0, 4).to_pylist()
    review = [{**row, "supplier_name": name, "is_individual": False} for row, name in zip(rows, names, strict=True)]
    known = [
        {**row, "is_individual": False, "business_type_source": "register invented"}
        for row in report.suppliers.to_pylist()
    ]
    tables = {**report.tables, "suppliers_to_review": pa.Table.from_pylist(review)}

    write_docx(make_report(tables=tables, suppliers=pa.Table.from_pylist(known)), tmp_path / "p.docx")

    paper = docx.Document(tmp_path / "p.docx")
    assert [row.cells[0].text for row in paper.tables[-1].rows[1:]] == names
    assert [relation.reltype for relation in paper.part.rels.values() if "hyperlink" in relation.reltype] == []


def test_headings_and_short_tables_are_never_cut_from_what_follows(paper: Any) -> None:
    for name in ("Heading 1", "Heading 2", "Caption"):
        assert paper.styles[name].paragraph_format.keep_with_next
    for table in paper.tables:
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert all(kept[:-1])
        assert not kept[-1]


def test_tables_fit_between_the_margins(paper: Any) -> None:
    section = paper.sections[0]
    room = section.page_width - section.left_margin - section.right_margin

    for table in paper.tables:
        assert sum(column.width for column in table.columns) <= room + Pt(1)


def test_there_is_no_empty_paragraph(paper: Any) -> None:
    pictures = {shape._inline.getparent().getparent().getparent() for shape in paper.inline_shapes}

    assert [one.style.name for one in paper.paragraphs if not one.text.strip() and one._p not in pictures] == []
