from collections.abc import Callable

import pyarrow as pa
import pytest

from ourplace.reports import Report
from ourplace.reports.page.blocks import Figure, Listing
from ourplace.reports.page.sections.anchors import describe_anchors
from ourplace.reports.page.sections.categories import describe_categories
from ourplace.reports.page.sections.flow import describe_flow
from ourplace.reports.page.sections.influenceable import describe_influenceable
from ourplace.reports.page.sections.left_out import describe_left_out
from ourplace.reports.page.sections.method import describe_definitions
from ourplace.reports.page.sections.rings import describe_rings
from ourplace.reports.page.sections.sureness import describe_sureness
from ourplace.reports.page.sections.top_suppliers import describe_top_suppliers


@pytest.mark.parametrize("describe", [describe_anchors, describe_categories, describe_flow, describe_rings])
def test_headings_about_placed_spend_say_so(make_report: Callable[..., Report], describe: Callable) -> None:
    assert "placed" in describe(make_report("placed")).title
    assert "placed" not in describe(make_report("imputed")).title


def test_the_curve_of_checks_is_drawn_only_where_it_is_about_the_headline(
    make_report: Callable[..., Report],
) -> None:
    def titles(mode: str) -> list[str]:
        return [block.title for block in describe_sureness(make_report(mode)).blocks if isinstance(block, Figure)]

    assert titles("imputed") == ["How much surer each check by hand makes the headline"]
    assert titles("placed") == []
    assert "points" not in describe_sureness(make_report("placed")).title


def test_notes_stand_as_they_were_written(make_report: Callable[..., Report]) -> None:
    section = describe_left_out(make_report(notes=["payments-2013-02.csv repeats another file."]))

    assert isinstance(section.blocks[-1], Listing)
    assert list(section.blocks[-1].items) == ["payments-2013-02.csv repeats another file."]


def test_spend_that_nobody_has_tested_never_reads_as_nought(
    make_report: Callable[..., Report], report: Report
) -> None:
    rows = [row for row in report.tables["influenceable"].to_pylist() if row["answer"] != "yes"]
    tables = {**report.tables, "influenceable": pa.Table.from_pylist(rows)}

    section = describe_influenceable(make_report(tables=tables))

    assert isinstance(section.blocks[0], Figure)
    assert ">of £" in section.blocks[0].wide.body
    assert "£0 of" not in section.blocks[0].wide.body


def test_an_unplaced_supplier_has_no_probability_of_its_place(
    make_report: Callable[..., Report], report: Report
) -> None:
    rows = [
        {**row, "band_id": "unplaced", "band_name": "Unplaced"} for row in report.tables["top_suppliers"].to_pylist()
    ]
    section = describe_top_suppliers(
        make_report(tables={**report.tables, "top_suppliers": pa.Table.from_pylist(rows)})
    )

    assert {(row[3], row[4]) for row in section.blocks[1].rows} == {("Unplaced", "")}


def test_the_words_of_the_first_sentence_are_defined(report: Report) -> None:
    terms = [term for block in describe_definitions(report).blocks for term, _ in block.items]

    for term in ("Analysed spend", "90% interval", "Hard bounds", "Placed, unplaced", "Leaves"):
        assert term in terms
