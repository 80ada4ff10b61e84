from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

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
