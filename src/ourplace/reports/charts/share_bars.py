"""Shares as bars with a whisker for the 90% interval and a dotted line for the hard bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, line, rect, text, text_width, wrapped
from ourplace.reports.wording import INTERVAL, percent, percent_range


@dataclass(frozen=True)
class Share:
    """One bar: a share of one with its interval and bounds, each None where unknown; `aside` are the words at its end."""

    label: str
    share: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    aside: str = ""
    class_: str = "band-0"


def draw_shares(
    shares: Sequence[Share], *, name: str, title: str, wide: bool = True, full_scale: bool = True
) -> Drawing:
    """Return the bars from top to bottom on one scale: 0% to 100%, or to the longest where not `full_scale`."""
    most = 1.0 if full_scale else _longest(shares)
    label_width, right = (190.0, 130.0) if wide else (0.0, 0.0)
    width = WIDE if wide else NARROW
    scale = (width - label_width - right - 1) / most
    height = 62.0 if wide else 88.0
    rows = [
        _row(share, top=index * height, left=label_width, scale=scale, wide=wide) for index, share in enumerate(shares)
    ]
    bottom = len(shares) * height
    body = gather(_axis(label_width, bottom, scale, most), *rows)
    return Drawing(name, width, bottom + 24, title, describe(shares), body)


def describe(shares: Sequence[Share]) -> str:
    """Return what the bars show, in words."""
    return " ".join(_sentence(share) for share in shares)


def _sentence(share: Share) -> str:
    if share.share is None:
        return f"{share.label}: between {percent(share.bound_low)} and {percent(share.bound_high)}, no single figure."
    bounds = "" if share.bound_low is None else f", hard bounds {percent_range(share.bound_low, share.bound_high)}"
    return f"{share.label}: {percent(share.share)}, {INTERVAL} {percent_range(share.low, share.high)}{bounds}."


def _longest(shares: Sequence[Share]) -> float:
    ends = [end for share in shares for end in (share.share, share.high, share.bound_high) if end is not None]
    longest = max(ends, default=1.0)
    return next((step for step in (0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.8) if longest <= step), 1.0)


def _row(share: Share, *, top: float, left: float, scale: float, wide: bool) -> Markup:
    bar_top = top + (10 if wide else 38)
    middle = bar_top + 11
    value = percent(share.share) if share.share is not None else percent_range(share.bound_low, share.bound_high)
    parts = [_labels(share, value, top=top, middle=middle, wide=wide)]
    if share.share is not None:
        parts.append(rect(left, bar_top, share.share * scale, 22, class_=share.class_))
    if share.low is not None and share.high is not None:
        parts.append(_whisker(left + share.low * scale, left + share.high * scale, middle))
    if share.bound_low is not None and share.bound_high is not None:
        parts.append(_bound(left + share.bound_low * scale, left + share.bound_high * scale, bar_top + 28))
    return gather(*parts)


def _labels(share: Share, value: str, *, top: float, middle: float, wide: bool) -> Markup:
    if wide:
        return gather(
            *(
                text(0, middle + 5 + 17 * row, words, class_="label")
                for row, words in enumerate(wrapped(share.label, 180))
            ),
            text(WIDE, middle - 3, value, class_="label strong", anchor="end"),
            text(WIDE, middle + 13, _interval(share), class_="small", anchor="end"),
            text(WIDE, middle + 28, share.aside, class_="small", anchor="end"),
        )
    return gather(
        *(
            text(0, top + 14 + 16 * row, words, class_="label")
            for row, words in enumerate(wrapped(share.label, 185 if _is_long(share.label) else 240))
        ),
        text(NARROW, top + 14, value, class_="label strong", anchor="end"),
        text(
            NARROW, top + 30, " · ".join(filter(None, [_interval(share), share.aside])), class_="small", anchor="end"
        ),
    )


def _is_long(label: str) -> bool:
    """Return whether a label takes two lines on a phone, so that the second stands beside the interval."""
    return text_width(label, 14) > 240  # noqa: PLR2004 - what the figure at the right leaves of the line.


def _interval(share: Share) -> str:
    return "" if share.share is None else percent_range(share.low, share.high)


def _whisker(start: float, end: float, middle: float) -> Markup:
    return tag_lines(
        [
            ((start, middle), (end, middle)),
            ((start, middle - 5), (start, middle + 5)),
            ((end, middle - 5), (end, middle + 5)),
        ]
    )


def tag_lines(spans: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> Markup:
    """Return the strokes of a whisker twice: a pale halo, so that it shows on a dark bar, and the line itself."""
    return gather(
        *(line(start, end, class_="halo") for start, end in spans),
        *(line(start, end, class_="whisker") for start, end in spans),
    )


def _bound(start: float, end: float, level: float) -> Markup:
    return gather(
        line((start, level), (end, level), class_="bound"),
        line((start, level - 3), (start, level + 3), class_="bound-end"),
        line((end, level - 3), (end, level + 3), class_="bound-end"),
    )


def _axis(left: float, bottom: float, scale: float, most: float) -> Markup:
    marks = [most * part / 4 for part in range(5)]
    anchors = ["start", "middle", "middle", "middle", "end"]
    return gather(
        *(line((left + mark * scale, 0), (left + mark * scale, bottom + 4), class_="axis") for mark in marks),
        *(
            text(left + mark * scale, bottom + 18, percent(mark, places=_places(most)), class_="small", anchor=anchor)
            for mark, anchor in zip(marks, anchors, strict=True)
        ),
    )


def _places(most: float) -> int:
    return 0 if round(most * 100) % 4 == 0 else 1
