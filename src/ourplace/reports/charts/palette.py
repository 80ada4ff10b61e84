"""The colours of rings, from dark (the place itself) to pale, so that they read in grey and without red or green."""

from collections.abc import Sequence

_LIGHT = ((11, 60, 73), (31, 122, 140), (140, 199, 196))
_DARK = ((168, 232, 226), (62, 155, 165), (46, 104, 120))

STATIC_STYLE = """
text{font-family:'Liberation Sans',Arial,Helvetica,sans-serif;font-size:14px;fill:#1f1f1d}
.paper{fill:#fff}.strong{font-weight:700}.small{font-size:12px;fill:#56524a}.end{font-size:12px;fill:#56524a}
.tight{font-size:13px}.halo{stroke:#fff;stroke-width:4}.bound-end{stroke:#6e6a60;stroke-width:1.5}
.axis{stroke:#d9d4c8;stroke-width:1}.whisker{stroke:#1f1f1d;stroke-width:1.5}.bound{stroke:#6e6a60;stroke-width:1.5;stroke-dasharray:2 3}
.elsewhere{fill:#e9dcc3;stroke:#a08f6c;stroke-width:.75}.unplaced{fill:#fff;stroke:#6e6a60;stroke-width:1;stroke-dasharray:3 2}
.dot{fill:#1f1f1d}.leader{stroke:#8d887c;stroke-width:1;fill:none}
"""


def ring_colours(count: int, *, dark: bool = False) -> list[str]:
    """Return `count` colours from the innermost ring outwards, for light paper or a dark screen.

    >>> ring_colours(1), ring_colours(2)
    (['#0b3c49'], ['#0b3c49', '#8cc7c4'])
    """
    stops = _DARK if dark else _LIGHT
    if count <= 1:
        return [_hex(stops[0])][:count]
    return [_hex(_between(stops, position / (count - 1))) for position in range(count)]


def colour_variables(count: int, *, dark: bool = False) -> str:
    """Return the ring colours as CSS variables `--band-0` outwards."""
    return ";".join(f"--band-{place}:{colour}" for place, colour in enumerate(ring_colours(count, dark=dark)))


def static_style(count: int) -> str:
    """Return a style sheet without variables, for pictures that stand alone."""
    bands = "".join(
        f".band-{place}{{fill:{colour};stroke:#56524a;stroke-width:.75}}"
        for place, colour in enumerate(ring_colours(count))
    )
    return STATIC_STYLE + bands


def _between(stops: Sequence[tuple[int, int, int]], position: float) -> tuple[int, int, int]:
    scaled = position * (len(stops) - 1)
    index = min(int(scaled), len(stops) - 2)
    part = scaled - index
    start, end = stops[index], stops[index + 1]
    return (
        round(start[0] + (end[0] - start[0]) * part),
        round(start[1] + (end[1] - start[1]) * part),
        round(start[2] + (end[2] - start[2]) * part),
    )


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
