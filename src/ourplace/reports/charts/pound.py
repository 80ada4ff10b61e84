"""What becomes of every pound: one bar cut into rings, each piece labelled directly."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, rect, tag, text_width
from ourplace.reports.wording import percent

_BAR_TOP, _BAR_HEIGHT = 6.0, 46.0


@dataclass(frozen=True)
class Piece:
    """One piece of the bar: its share of one and its class of colour."""

    label: str
    share: float
    class_: str


def draw_pound(pieces: Sequence[Piece], *, name: str, title: str, wide: bool = True) -> Drawing:
    """Return one stacked bar whose pieces are labelled beneath, stepped down where labels would collide."""
    width = float(WIDE if wide else NARROW)
    whole = sum(piece.share for piece in pieces) or 1.0
    parts: list[Markup] = []
    ends: list[float] = []
    left = 0.0
    for piece in pieces:
        wide_px = piece.share / whole * width
        label = f"{percent(piece.share)} {piece.label}"
        middle = left + wide_px / 2
        start = min(max(left if wide_px > text_width(label, 14) else middle - 4, 0), width - text_width(label, 14))
        level = next((step for step, end in enumerate(ends) if end <= start), len(ends))
        ends[level : level + 1] = [start + text_width(label, 14) + 14]
        parts += [rect(left, _BAR_TOP, wide_px, _BAR_HEIGHT, class_=piece.class_), _label(piece, middle, start, level)]
        left += wide_px
    described = ", ".join(f"{percent(piece.share)} {piece.label}" for piece in pieces)
    height = _BAR_TOP + _BAR_HEIGHT + 14 + 22 * len(ends)
    return Drawing(name, width, height, title, f"Of every pound: {described}.", gather(*parts))


def _label(piece: Piece, middle: float, start: float, level: int) -> Markup:
    base = _BAR_TOP + _BAR_HEIGHT
    level_y = base + 24 + 22 * level
    corner = min(max(start + 3, 0), middle)
    return gather(
        tag("path", d=f"M{middle:.1f} {base:.1f}V{level_y - 12:.1f}H{corner:.1f}", class_="leader"),
        tag(
            "text",
            gather(
                tag("tspan", percent(piece.share), class_="strong"),
                tag("tspan", f" {piece.label}"),
            ),
            x=start,
            y=level_y,
            class_="label",
        ),
    )
