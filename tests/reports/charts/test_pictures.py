import re
import xml.etree.ElementTree as ET

import pytest
import vl_convert

from ourplace.reports.charts.curve import draw_curve
from ourplace.reports.charts.palette import static_style
from ourplace.reports.charts.pound import Piece, draw_pound
from ourplace.reports.charts.share_bars import Share, draw_shares
from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.charts.svg import inline, shortened, standalone, tag, wrapped
from ourplace.reports.charts.waterfall import Step, draw_waterfall

TRICKY = '<i>Bolton & "Bury"</i>'
SHARES = [Share(TRICKY, 0.05, 0.04, 0.06, 0.03, 0.2), Share("Bounds", None, None, None, 0.1, 0.9)]


def drawings(*, wide: bool) -> list:
    words = {"name": "a", "title": TRICKY, "wide": wide}
    return [
        draw_shares(SHARES, **words),
        draw_pound(
            [Piece(TRICKY, 0.02, "band-0"), Piece("b", 0.9, "elsewhere"), Piece("c", 0.08, "unplaced")], **words
        ),
        draw_bars([Bar(TRICKY, [("band-0", 3.0), ("elsewhere", -1.0)], "£2")], key=[("band-0", TRICKY)], **words),
        draw_waterfall([Step("before", 5, True), Step("fell", -2, False), Step("after", 3, True)], **words),
        draw_curve([1.9, 1.2, 0.8], **words),
    ]


@pytest.mark.parametrize("wide", [True, False])
def test_every_picture_is_well_formed_and_says_what_it_shows(*, wide: bool) -> None:
    for drawing in drawings(wide=wide):
        root = ET.fromstring(inline(drawing))  # noqa: S314 - our own drawing.

        assert root.attrib["role"] == "img"
        assert [child.tag for child in root[:2]] == ["title", "desc"]
        assert root.attrib["aria-labelledby"] == f"{root[0].attrib['id']} {root[1].attrib['id']}"
        assert root[0].text == TRICKY
        assert len(root[1].text) > 20


@pytest.mark.parametrize("wide", [True, False])
def test_no_bar_runs_backwards_or_out_of_the_picture(*, wide: bool) -> None:
    for drawing in drawings(wide=wide):
        for rect in ET.fromstring(inline(drawing)).iter("rect"):  # noqa: S314 - our own drawing.
            x, width = float(rect.attrib["x"]), float(rect.attrib["width"])
            assert width >= 0
            assert -0.1 <= x <= x + width <= drawing.width + 0.1


def test_a_picture_that_stands_alone_can_be_drawn() -> None:
    png = vl_convert.svg_to_png(standalone(drawings(wide=True)[0], static_style(2)))

    assert png.startswith(b"\x89PNG")


def test_a_bar_without_a_figure_says_that_there_is_none() -> None:
    described = draw_shares(SHARES, name="a", title="t").description.replace("\u00a0", " ")

    assert "Bounds: between 10.0% and 90.0%, no single figure." in described


def test_labels_of_the_pound_never_share_a_line_where_they_would_touch() -> None:
    pieces = [
        Piece(f"Ring number {place}", share, "band-0")
        for place, share in enumerate((0.01, 0.01, 0.01, 0.95, 0.01, 0.01))
    ]

    drawing = draw_pound(pieces, name="a", title="t")

    lines = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', drawing.body)
    assert len(lines) == 6
    assert len({y for _, y in lines}) >= 3


def test_attributes_and_words_are_escaped() -> None:
    assert str(tag("text", "a < b", class_='"x"')) == '<text class="&#34;x&#34;">a &lt; b</text>'


def test_words_are_cut_to_fit() -> None:
    assert shortened("Lancashire County Council", 70) == "Lancashi…"
    assert wrapped("one two three four five", 60, size=14, lines=2)[0] == "one two"
    assert len(wrapped("one two three four five", 60, size=14, lines=2)) == 2
