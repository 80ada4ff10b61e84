"""The place's outline with a dot for each supplier: its area is the spend, its colour the ring."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from shapely.geometry import MultiPolygon, Polygon, shape

from ourplace.reports.charts.stacked_bars import draw_key
from ourplace.reports.charts.svg import Drawing, gather, line, tag, text, text_width
from ourplace.reports.wording import count, pounds

_KM_PER_DEGREE = 111.32
Box = tuple[float, float, float, float]
_MOST_DOTS, _ALWAYS_OWN, _CELL = 1200, 400, 6.0


@dataclass(frozen=True)
class Dot:
    """A supplier's point in degrees with its spend and its band's class; the label is empty where it must not be named."""

    latitude: float
    longitude: float
    amount: float
    class_: str
    label: str


@dataclass(frozen=True)
class View:
    """A window on the country: degrees to pixels."""

    west: float
    south: float
    north: float
    scale: float
    width: float
    height: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        squeeze = math.cos(math.radians((self.north + self.south) / 2))
        return (longitude - self.west) * squeeze * self.scale, (self.north - latitude) * self.scale

    def holds(self, dot: Dot) -> bool:
        """Return whether a dot falls inside the window."""
        x, y = self.place(dot.longitude, dot.latitude)
        return 0 <= x <= self.width and 0 <= y <= self.height


def view_of(outlines: Sequence[Mapping[str, Any]], *, width: float, most_height: float) -> View:
    """Return the window that holds the outlines with a margin."""
    bounds = [shape(outline).bounds for outline in outlines]
    west, south = min(box[0] for box in bounds), min(box[1] for box in bounds)
    east, north = max(box[2] for box in bounds), max(box[3] for box in bounds)
    margin = 0.06 * max(east - west, north - south, 0.02)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    squeeze = math.cos(math.radians((north + south) / 2))
    scale = min(width / ((east - west) * squeeze), most_height / (north - south))
    west -= (width / scale / squeeze - (east - west)) / 2
    return View(west, south, north, scale, width, (north - south) * scale)


def gathered_dots(dots: Sequence[Dot], view: View) -> tuple[list[Dot], int]:
    """Return at most about 1,200 dots, small neighbours of one colour added together, and how many were added up."""
    ordered = sorted(dots, key=lambda dot: -dot.amount)
    if len(ordered) <= _MOST_DOTS:
        return ordered, 0
    cells: dict[tuple[int, int, str], list[Dot]] = defaultdict(list)
    for dot in ordered[_ALWAYS_OWN:]:
        x, y = view.place(dot.longitude, dot.latitude)
        cells[int(x / _CELL), int(y / _CELL), dot.class_].append(dot)
    merged = [_merged(group) for group in cells.values()]
    return sorted([*ordered[:_ALWAYS_OWN], *merged], key=lambda dot: -dot.amount), len(ordered) - _ALWAYS_OWN


def _merged(group: Sequence[Dot]) -> Dot:
    amount = sum(dot.amount for dot in group)
    return Dot(
        sum(dot.latitude * dot.amount for dot in group) / amount,
        sum(dot.longitude * dot.amount for dot in group) / amount,
        amount,
        group[0].class_,
        "",
    )


def draw_map(
    outlines: Sequence[tuple[str, Mapping[str, Any], str]],
    dots: Sequence[Dot],
    view: View,
    *,
    name: str,
    title: str,
    key: Sequence[tuple[str, str]] = (),
    labels: int = 10,
    described: str = "",
) -> Drawing:
    """Return the map; `outlines` are (name, GeoJSON geometry, class), drawn in that order under the dots.

    `described` says in words what is seen, where that is not the dots.
    """
    inside = [dot for dot in dots if view.holds(dot) and dot.amount > 0]
    shown, _ = gathered_dots(inside, view)
    largest = max((dot.amount for dot in shown), default=1.0)
    marks, top = draw_key(key, view.width)
    areas = [_area_label(words, geometry, view) for words, geometry, _ in outlines]
    picture = gather(
        *(_outline(geometry, view, class_) for _, geometry, class_ in outlines),
        *(_circle(dot, view, largest) for dot in shown),
        _labels(shown, view, largest, most=labels, taken=[box for _, box in areas]),
        *(label for label, _ in areas),
        _scale_bar(view),
        *([_size_key(view, largest)] if shown else []),
    )
    body = gather(marks, tag("g", picture, transform=f"translate(0 {top:.0f})"))
    spent = pounds(sum(dot.amount for dot in inside))
    lines = ", ".join(words for words, _, _ in outlines)
    named = ", ".join(f"{dot.label} {pounds(dot.amount)}" for dot in shown[:labels] if dot.label)
    in_words = (
        f"Outline of {lines}. {count(len(inside))} suppliers paid {spent} in this view. Largest: {named or 'none'}."
    )
    return Drawing(name, view.width, view.height + 30 + top, title, described or in_words, body)


def _radius(amount: float, largest: float) -> float:
    return max(1.6, 17 * math.sqrt(max(amount, 0.0) / largest))


def _circle(dot: Dot, view: View, largest: float) -> Markup:
    x, y = view.place(dot.longitude, dot.latitude)
    return tag("circle", cx=x, cy=y, r=_radius(dot.amount, largest), class_=f"spot {dot.class_}")


def _outline(geometry: Mapping[str, Any], view: View, class_: str) -> Markup:
    drawn = shape(geometry).simplify(0.8 / view.scale)
    parts = drawn.geoms if isinstance(drawn, MultiPolygon) else [drawn]
    paths = [
        _ring(ring, view) for part in parts if isinstance(part, Polygon) for ring in [part.exterior, *part.interiors]
    ]
    return tag("path", d="".join(paths), class_=class_, fill_rule="evenodd")


def _area_label(words: str, geometry: Mapping[str, Any], view: View) -> tuple[Markup, Box]:
    """Return the area's name just inside the top of its outline, and the room it takes."""
    drawn = shape(geometry)
    longitude, latitude = max(
        (position for part in getattr(drawn, "geoms", [drawn]) for position in part.exterior.coords),
        key=lambda point: point[1],
    )[:2]
    x, y = view.place(longitude, latitude)
    base, half = max(y + 18, 14), text_width(words, 13) / 2
    label = text(x, base, words, class_="small heading halo-text", anchor="middle")
    return label, (x - half, base - 12, x + half, base + 3)


def _ring(ring: Any, view: View) -> str:
    points = [view.place(*position[:2]) for position in ring.coords]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


def _labels(dots: Sequence[Dot], view: View, largest: float, *, most: int, taken: list[Box]) -> Markup:
    parts: list[Markup] = []
    for dot in (dot for dot in dots if dot.label):
        if len(parts) == most:
            break
        box = _free_box(dot, view, _radius(dot.amount, largest), taken)
        if box is not None:
            taken.append(box)
            parts.append(text(box[0], box[3] - 4, dot.label, class_="tiny halo-text"))
    return gather(*parts)


def _free_box(dot: Dot, view: View, radius: float, taken: Sequence[Box]) -> Box | None:
    x, y = view.place(dot.longitude, dot.latitude)
    wide = text_width(dot.label, 12)
    for left, top in (
        (x + radius + 3, y - 8),
        (x - radius - 3 - wide, y - 8),
        (x - wide / 2, y - radius - 18),
        (x - wide / 2, y + radius + 2),
    ):
        box = (left, top, left + wide, top + 15)
        inside = left >= 0 and top >= 0 and box[2] <= view.width and box[3] <= view.height
        if inside and not any(_overlap(box, other) for other in taken):
            return box
    return None


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _scale_bar(view: View) -> Markup:
    pixels_per_km = view.scale / _KM_PER_DEGREE
    km = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200) if step * pixels_per_km > view.width / 9), 200)
    y = view.height + 18
    return gather(
        line((1, y), (km * pixels_per_km + 1, y), class_="whisker"),
        text(km * pixels_per_km + 8, y + 4, f"{km} km", class_="small"),
    )


def _size_key(view: View, largest: float) -> Markup:
    steps = [10.0**power * part for power in range(3, 10) for part in (1, 5)]
    fitting = [step for step in steps if step <= largest]
    shown = fitting[-3:-2] + fitting[-1:]
    x, y = view.width, view.height + 18
    parts: list[Markup] = []
    for amount in reversed(shown):
        words = pounds(amount).replace(".0m", "m")
        parts.append(text(x, y + 4, words, class_="small", anchor="end"))
        x -= text_width(words, 12) + 10 + _radius(amount, largest)
        parts.append(tag("circle", cx=x, cy=y - 2, r=_radius(amount, largest), class_="key-dot"))
        x -= _radius(amount, largest) + 14
    return gather(*parts)
