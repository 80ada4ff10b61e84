"""How much surer each further check makes the headline: half the interval's width after so many suppliers."""

from collections.abc import Sequence

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, line, tag, text

_HEIGHT, _TOP, _LEFT = 200.0, 24.0, 34.0


def draw_curve(points: Sequence[float], *, name: str, title: str, target: float = 1.0, wide: bool = True) -> Drawing:
    """Return the curve; `points[n]` is the half-width in percentage points once n suppliers have been checked."""
    width = float(WIDE if wide else NARROW)
    most = max(*points, target) * 1.1
    step = (width - _LEFT - 12) / max(len(points) - 1, 1)
    places = [(_LEFT + index * step, _TOP + (1 - value / most) * _HEIGHT) for index, value in enumerate(points)]
    base, level = _TOP + _HEIGHT, _TOP + (1 - target / most) * _HEIGHT
    every = 1 if len(points) <= 6 else (5 if len(points) <= 31 else 10)  # noqa: PLR2004 - labels that fit.
    body = gather(
        text(0, 12, "Half the width of the 90% interval, in percentage points", class_="small"),
        line((_LEFT, base), (width - 12, base), class_="axis"),
        line((_LEFT, level), (width - 12, level), class_="bound"),
        text(_LEFT - 6, level + 4, f"{target:g}", class_="small", anchor="end"),
        text(_LEFT - 6, base + 4, "0", class_="small", anchor="end"),
        tag("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places), class_="curve"),
        *(tag("circle", cx=x, cy=y, r=3, class_="curve-dot") for x, y in places),
        *(
            text(_LEFT + index * step, base + 18, str(index), class_="small", anchor="middle")
            for index in range(0, len(points), every)
        ),
        text(width - 12, base + 36, "suppliers checked by hand", class_="small", anchor="end"),
        text(places[0][0] + 6, places[0][1] - 10, f"{points[0]:.1f} now", class_="label strong halo-text"),
    )
    described = f"Now {points[0]:.1f} points. " + " ".join(
        f"After {index} checked: {points[index]:.1f}." for index in range(every, len(points), every)
    )
    return Drawing(name, width, base + 44, title, described, body)
