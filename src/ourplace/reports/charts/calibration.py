"""Whether probabilities mean what they say: the share that was right beside the probability that was given."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from ourplace.reports.charts.svg import Drawing, gather, line, tag, text

_SIDE, _TOP, _LEFT = 360.0, 32.0, 44.0
_SMALLEST, _LARGEST = 3.0, 11.0


class CalibrationPoint(NamedTuple):
    """One band of probabilities: the mean that was said, the share that was right with its interval, and of how many."""

    said: float
    right: float
    low: float
    high: float
    payee_count: int


def draw_calibration(points: Sequence[CalibrationPoint], *, name: str, title: str) -> Drawing:
    """Return the picture: a dot for each band, larger where it holds more, on the diagonal where probabilities are right."""
    most = max((point.payee_count for point in points), default=1)
    ticks = [place / 5 for place in range(6)]
    body = gather(
        text(0, 12, "Share that was right", class_="small"),
        *(line((_x(tick), _y(0)), (_x(tick), _y(0) + 4), class_="axis") for tick in ticks),
        *(text(_x(tick), _y(0) + 18, f"{tick:g}", class_="small", anchor="middle") for tick in ticks),
        *(text(_LEFT - 8, _y(tick) + 4, f"{tick:g}", class_="small", anchor="end") for tick in ticks),
        line((_x(0), _y(0)), (_x(1), _y(0)), class_="axis"),
        line((_x(0), _y(0)), (_x(0), _y(1)), class_="axis"),
        line((_x(0), _y(0)), (_x(1), _y(1)), class_="bound"),
        *(_point(point, most) for point in points),
        text(_x(1), _y(0) + 38, "probability that was given", class_="small", anchor="end"),
    )
    described = " ".join(
        f"Of {point.payee_count:,} given {point.said:.2f} on average, {point.right:.2f} were right."
        for point in points
    )
    return Drawing(name, _LEFT + _SIDE + 16, _TOP + _SIDE + 46, title, described, body)


def _point(point: CalibrationPoint, most: int) -> Markup:
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * (point.payee_count / most) ** 0.5
    return gather(
        line((_x(point.said), _y(point.low)), (_x(point.said), _y(point.high)), class_="whisker"),
        tag("circle", cx=_x(point.said), cy=_y(point.right), r=radius, class_="dot"),
    )


def _x(share: float) -> float:
    return _LEFT + share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE
