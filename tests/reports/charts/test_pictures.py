import re
import xml.etree.ElementTree as ET

import pytest
import vl_convert

from ourplace.reports.charts.curve import draw_curve
from ourplace.reports.charts.flow import Flow, draw_flow
from ourplace.reports.charts.palette import static_style
from ourplace.reports.charts.pound import Piece, draw_pound
from ourplace.reports.charts.share_bars import Share, draw_shares
from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.charts.svg import inline, shortened, standalone, tag, text_width, wrapped
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


def test_words_are_cut_between_words_where_there_is_one_that_fits() -> None:
    assert shortened("Lancashire County Council", 90) == "Lancashire…"
    assert shortened("Lancashire County Council", 60).startswith("Lanc")
    assert shortened("Preston", 200) == "Preston"
    assert wrapped("one two three four five", 60, size=14, lines=2)[0] == "one two"
    assert len(wrapped("one two three four five", 60, size=14, lines=2)) == 2


def test_capitals_take_more_room_than_small_letters() -> None:
    assert text_width("ERIC WRIGHT LTD", 12) > 1.2 * text_width("eric wright ltd", 12)


@pytest.mark.parametrize("wide", [True, False])
def test_long_labels_of_bars_are_wrapped_and_never_cut(*, wide: bool) -> None:
    label = "Sewage, refuse, cleaning and environmental services"
    bars = [Bar(label, [("band-0", 3.0)], "£60.6m · 2.1%"), Bar("Short", [("band-0", 1.0)], "£1")]

    body = draw_bars(bars, name="a", title="t", wide=wide).body

    written = re.findall(r"<text[^>]*>([^<]*)</text>", body)
    assert "…" not in body
    assert set(label.split()) <= set(" ".join(written).split())


def test_long_labels_of_shares_take_two_lines_on_a_phone() -> None:
    share = Share("Hyndburn, Burnley and Ribble Valley", 0.05, 0.04, 0.06, 0.03, 0.2)

    body = draw_shares([share], name="a", title="t", wide=False).body

    assert "…" not in body
    assert "Ribble Valley</text>" in body


@pytest.mark.parametrize("wide", [True, False])
def test_the_labels_of_the_flow_are_whole(*, wide: bool) -> None:
    names = [
        "Postal and telecommunications services",
        "Sewage, refuse, cleaning and environmental services",
        "Construction work",
    ]
    flow = Flow(
        {("a", name, "in"): amount for name, amount in zip(names, (1.0, 2.0, 300.0), strict=True)},
        ["a"], names, ["in"], {"a": "Anchor", "in": "Preston", **{name: name for name in names}}, {"in": "band-0"},
    )  # fmt: skip

    body = draw_flow(flow, name="f", title="t", wide=wide).body

    assert "…" not in body
