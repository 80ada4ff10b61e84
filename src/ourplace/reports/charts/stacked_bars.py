"""Amounts as horizontal bars, each cut into pieces such as 'stays' and 'leaves'."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, rect, text, text_width, wrapped
from ourplace.reports.wording import pounds


@dataclass(frozen=True)
class Bar:
    """One bar: amounts from left to right with their classes of colour; `aside` are the words at its end."""

    label: str
    pieces: Sequence[tuple[str, float]]
    aside: str


def draw_bars(
    bars: Sequence[Bar], *, name: str, title: str, wide: bool = True, key: Sequence[tuple[str, str]] = ()
) -> Drawing:
    """Return the bars from top to bottom on one scale; `key` gives class and words of each colour."""
    width = float(WIDE if wide else NARROW)
    left, right = (230.0, 130.0) if wide else (0.0, 0.0)
    most = max((sum(max(amount, 0.0) for _, amount in bar.pieces) for bar in bars), default=0.0) or 1.0
    scale = (width - left - right) / most
    marks, top = draw_key(key, width)
    rows: list[Markup] = []
    for bar in bars:
        lines = wrapped(bar.label, _room(bar, wide=wide), size=13, lines=3)
        rows.append(_row(bar, lines, top, left, scale, wide=wide))
        top += max(32.0, 14.0 * len(lines) + 8) if wide else 31.0 + 15 * len(lines)
    described = " ".join(f"{bar.label}: {_spoken(bar, key)}; {bar.aside}." for bar in bars)
    return Drawing(name, width, top + 4, title, described, gather(marks, *rows))


def _room(bar: Bar, *, wide: bool) -> float:
    """Return how wide a label may be: the column of labels, or on a phone what the words at the end leave."""
    return 222.0 if wide else NARROW - text_width(bar.aside, 12) - 12


def _spoken(bar: Bar, key: Sequence[tuple[str, str]]) -> str:
    words = dict(key)
    return ", ".join(f"{words.get(class_, '')} {pounds(amount)}".strip() for class_, amount in bar.pieces)


def _row(bar: Bar, lines: Sequence[str], top: float, left: float, scale: float, *, wide: bool) -> Markup:
    bar_top, thick = (top + max(4, 7 * len(lines) - 8), 20.0) if wide else (top + 5 + 15 * len(lines), 16.0)
    pieces: list[Markup] = []
    position = left
    for class_, amount in bar.pieces:
        length = max(amount, 0.0) * scale
        pieces.append(rect(position, bar_top, length, thick, class_=class_))
        position += length
    if wide:
        first = bar_top + 14 - 7 * (len(lines) - 1)
        labels = [text(0, first + 14 * row, words, class_="tight") for row, words in enumerate(lines)]
        labels.append(text(position + 8, bar_top + 15, bar.aside, class_="tight"))
    else:
        labels = [text(0, top + 14 + 15 * row, words, class_="tight") for row, words in enumerate(lines)]
        labels.append(text(NARROW, top + 14, bar.aside, class_="small", anchor="end"))
    return gather(*pieces, *labels)


def draw_key(key: Sequence[tuple[str, str]], width: float) -> tuple[Markup, float]:
    """Return the key, on as many lines as it needs, and where the bars may start."""
    parts: list[Markup] = []
    position, line = 0.0, 0
    for class_, words in key:
        room = 20 + text_width(words, 12) + 14
        if position and position + room > width:
            position, line = 0.0, line + 1
        parts.append(rect(position + 1, 3 + 20 * line, 13, 13, class_=class_))
        parts.append(text(position + 20, 14 + 20 * line, words, class_="small"))
        position += room
    return gather(*parts), (28.0 + 20 * line if key else 4.0)
