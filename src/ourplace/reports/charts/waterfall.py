"""Change between two periods as steps: before, the effect of the share, the effect of the volume, after."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, line, rect, text, wrapped
from ourplace.reports.wording import pounds

_HEIGHT, _TOP = 180.0, 26.0


@dataclass(frozen=True)
class Step:
    """One column: `amount` stands on zero where `is_total`, else on the column before."""

    label: str
    amount: float
    is_total: bool


def draw_waterfall(steps: Sequence[Step], *, name: str, title: str, wide: bool = True) -> Drawing:
    """Return the columns from left to right, joined by thin lines."""
    width = float(WIDE if wide else NARROW)
    spans = _spans(steps)
    highest = max((max(span) for span in spans), default=0.0)
    lowest = min((0.0, *(min(span) for span in spans)))
    scale = _HEIGHT / ((highest - lowest) or 1.0)
    slot = width / len(steps)
    parts: list[Markup] = []
    for index, (step, span) in enumerate(zip(steps, spans, strict=True)):
        left = index * slot + slot * 0.14
        y_top, y_base = _TOP + (highest - max(span)) * scale, _TOP + (highest - min(span)) * scale
        end_y = _TOP + (highest - span[1]) * scale
        class_ = "band-0" if step.is_total else ("rise" if step.amount >= 0 else "fall")
        sign = "" if step.is_total or step.amount < 0 else "+"
        parts.append(rect(left, y_top, slot * 0.72, max(y_base - y_top, 1.0), class_=class_))
        parts.append(
            text(left + slot * 0.36, y_top - 8, sign + pounds(step.amount), class_="label strong", anchor="middle")
        )
        if index < len(steps) - 1:
            parts.append(line((left, end_y), (left + slot, end_y), class_="leader"))
        parts += [
            text(left + slot * 0.36, _TOP + _HEIGHT + 20 + 15 * row, words, class_="small", anchor="middle")
            for row, words in enumerate(wrapped(step.label, slot * 0.98, size=12, lines=4))
        ]
    described = "; ".join(f"{step.label}: {pounds(step.amount)}" for step in steps)
    return Drawing(name, width, _TOP + _HEIGHT + (72 if not wide else 30), title, f"{described}.", gather(*parts))


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    level = 0.0
    for step in steps:
        start = 0.0 if step.is_total else level
        level = start + step.amount
        spans.append((start, level))
    return spans
