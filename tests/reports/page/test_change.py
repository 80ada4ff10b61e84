from collections.abc import Callable
from typing import Any

import pyarrow as pa

from ourplace.reports import Report, render_html
from ourplace.reports.page.blocks import Figure, Table
from ourplace.reports.page.sections.change import describe_change


def changed(report: Report, make_report: Callable[..., Report], mode: str, **more: Any) -> Report:
    rows = [{**row, **more} for row in report.tables["change"].to_pylist()]
    earlier = [{**row, "period_id_before": "2010/11", "period_id_after": "2011/12"} for row in rows]
    return make_report(mode, tables={**make_report(mode).tables, "change": pa.Table.from_pylist([*earlier, *rows])})


def test_only_the_latest_comparison_is_drawn_and_all_are_listed(
    make_report: Callable[..., Report], report: Report
) -> None:
    section = describe_change(changed(report, make_report, "imputed"))

    figures = [block for block in section.blocks if isinstance(block, Figure)]
    assert [figure.title for figure in figures] == ["What stays in Preston of the analysed spend, 2011/12 to 2012/13"]
    compared = next(block for block in section.blocks if isinstance(block, Table))
    assert {tuple(row[1:3]) for row in compared.rows} == {("2010/11", "2011/12"), ("2011/12", "2012/13")}
    assert "unknown" not in " ".join(cell for row in compared.rows for cell in row)


def test_intervals_in_brackets_hold_together(make_report: Callable[..., Report]) -> None:
    table = next(block for block in describe_change(make_report()).blocks if isinstance(block, Table))

    assert table.rows[0][3] == "4.4% (4.0%\u00a0to\u00a04.8%)"


def test_what_cannot_be_compared_is_one_line_an_anchor_and_reason(
    make_report: Callable[..., Report], report: Report
) -> None:
    section = describe_change(changed(report, make_report, "imputed"))

    assert isinstance(section.blocks[-1], Table)
    assert [list(row) for row in section.blocks[-1].rows] == [
        ["Preston's College", "2010/11 to 2011/12, 2011/12 to 2012/13", "Preston's College has no file for 2011/12"]
    ]


def test_a_comparison_of_some_anchors_says_of_how_many_and_which(
    make_report: Callable[..., Report], report: Report
) -> None:
    section = describe_change(changed(report, make_report, "imputed"))

    assert section.title == (
        "£5.3m more of five anchors stays in Preston than in 2011/12: £4.5m more from a changed share, £836,000 more from changed spend"
    )
    assert isinstance(section.blocks[0], Figure)
    assert "not the figures at the head of this report" in section.blocks[0].note
    assert "Preston's College" not in section.blocks[0].note


def test_placed_spend_is_drawn_as_placed_spend(make_report: Callable[..., Report], report: Report) -> None:
    section = describe_change(changed(report, make_report, "placed"))

    assert isinstance(section.blocks[0], Figure)
    assert list(section.blocks[0].table.rows[0]) == ["2011/12: 4.4% stays", "£16.1m"]
    assert "of the placed spend" in section.title


def test_cells_of_two_figures_may_be_broken_between_them(report: Report, parse_page: Callable[[str], Any]) -> None:
    section = next(one for one in parse_page(render_html(report)).all("section") if one.attributes["id"] == "change")

    wrapping = [cell.text for cell in section.all("td") if "wraps" in cell.attributes.get("class", "")]
    assert wrapping
    assert all("(" in words for words in wrapping)
