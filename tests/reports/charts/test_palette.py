import re
from importlib.resources import files
from itertools import pairwise

import pytest

from ourplace.reports.charts.palette import ring_colours


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    style = (files("ourplace.reports.page") / "templates" / "style.css").read_text("utf-8")
    found = [
        dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block))
        for block in re.findall(r":root\{(.*?)\}", style, re.DOTALL)
    ]
    return [
        {
            name: colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])
            for name, colour in theme.items()
        }
        for theme in found
    ]


def test_there_is_a_light_a_dark_and_a_printed_theme() -> None:
    assert len(themes()) == 3


@pytest.mark.parametrize("theme", [0, 1, 2])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
def test_text_stands_out_from_its_ground(theme: int, text: str, ground: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("edge", ["elsewhere-edge"])
@pytest.mark.parametrize("theme", [0, 1, 2])
def test_pale_pieces_have_an_edge_that_shows(theme: int, edge: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[edge], colours["paper"]) >= 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("count", range(1, 7))
def test_rings_can_be_told_apart_in_grey(count: int, *, dark: bool) -> None:
    greys = [luminance(colour) for colour in ring_colours(count, dark=dark)]

    assert greys == sorted(greys, reverse=dark)
    assert all(abs(one - other) > 0.01 for one, other in pairwise(greys))
