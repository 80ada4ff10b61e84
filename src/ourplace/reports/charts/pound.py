"""What becomes of every pound: one bar cut into rings, each piece labelled directly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, line, rect, tag, text_width
from ourplace.reports.wording import percent

_BAR_TOP, _BAR_HEIGHT = 6.0, 46.0


@dataclass(frozen=True)
class Piece:
    """One piece of the bar: its share of one and its class of colour."""

    label: str
    share: float
    class_: str


@dataclass(frozen=True)
class _Label:
    """Where a piece's words go: from `start` to `end`, `level` lines down, with a leader at `middle` where one is needed."""

    piece: Piece
    middle: float
    start: float
    end: float
    has_leader: bool
    level: int = 0


def draw_pound(pieces: Sequence[Piece], *, name: str, title: str, wide: bool = True) -> Drawing:
    """Return one stacked bar whose pieces are labelled beneath, stepped down where labels would collide."""
    width = float(WIDE if wide else NARROW)
    whole = sum(piece.share for piece in pieces) or 1.0
    bars: list[Markup] = []
    labels: list[_Label] = []
    left = 0.0
    for piece in pieces:
        length = piece.share / whole * width
        bars.append(rect(left, _BAR_TOP, length, _BAR_HEIGHT, class_=piece.class_))
        labels.append(_wanted(piece, left, length, width))
        left += length
    placed = _stepped(labels, width)
    described = ", ".join(_words(piece) for piece in pieces)
    height = _BAR_TOP + _BAR_HEIGHT + 14 + 22 * (1 + max((label.level for label in placed), default=0))
    body = gather(*bars, *(_label(label) for label in placed))
    return Drawing(name, width, height, title, f"Of every pound: {described}.", body)


def _words(piece: Piece) -> str:
    return f"{percent(piece.share)} {piece.label}"


def _wanted(piece: Piece, left: float, length: float, width: float) -> _Label:
    room = text_width(_words(piece), 15)
    middle = left + length / 2
    if room <= length:
        return _Label(piece, middle, left, left + room, has_leader=False)
    if middle < width / 2:
        return _Label(piece, middle, middle + 5, middle + 5 + room, has_leader=True)
    return _Label(piece, middle, middle - 5 - room, middle - 5, has_leader=True)


def _stepped(labels: Sequence[_Label], width: float) -> list[_Label]:
    """Return the labels with their levels: those nearest the ends lie deepest, so that no leader crosses words."""
    inside = [label for label in labels if not label.has_leader]
    left = [label for label in labels if label.has_leader and label.middle < width / 2]
    right = [label for label in labels if label.has_leader and label.middle >= width / 2]
    placed: list[_Label] = []
    for label in [*inside, *reversed(left), *right]:
        taken = {other.level for other in placed if other.start < label.end + 10 and label.start < other.end + 10}
        crossed = [
            other.level for other in placed if other.has_leader and label.start - 4 < other.middle < label.end + 4
        ]
        lowest = max(crossed, default=-1) + 1
        level = next(step for step in range(lowest, lowest + len(labels) + 1) if step not in taken)
        placed.append(replace(label, level=level))
    return placed


def _label(label: _Label) -> Markup:
    base = _BAR_TOP + _BAR_HEIGHT
    level_y = base + 22 + 22 * label.level
    words = gather(tag("tspan", percent(label.piece.share), class_="strong"), tag("tspan", f" {label.piece.label}"))
    at_end = label.has_leader and label.end < label.middle
    written = tag(
        "text",
        words,
        x=label.end if at_end else label.start,
        y=level_y,
        class_="label",
        text_anchor="end" if at_end else None,
    )
    if not label.has_leader:
        return written
    return gather(line((label.middle, base), (label.middle, level_y + 2), class_="leader"), written)
