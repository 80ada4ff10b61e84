"""No figure that must not be told can be worked out from those that are, in tables of any shape."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ourplace.reports.contributions import WHOLE, Grid, parts_of
from ourplace.reports.disclosure import Rule, showable

RULE = Rule(fewest=3, percent=10, probability=0.5)
RINGS = ["inner", "middle"]
SUPPLIERS = 12


@st.composite
def tables(draw):
    """Draw what suppliers are paid in the rows of a table, and where each of them is: mostly in one band, some split over two."""
    keys = [f"row {number}" for number in range(draw(st.integers(1, 5)))]
    amounts = {
        key: draw(st.dictionaries(st.integers(0, SUPPLIERS - 1), st.integers(-50, 1000).map(float), max_size=8))
        for key in keys
    }
    weights = np.zeros((SUPPLIERS, len(RINGS) + 2))
    for supplier in range(SUPPLIERS):
        band, other = draw(st.integers(0, len(RINGS) + 1)), draw(st.integers(0, len(RINGS) + 1))
        part = draw(st.sampled_from([1.0, 1.0, 0.75]))
        weights[supplier, band] += part
        weights[supplier, other] += 1 - part
    return keys, amounts, weights, draw(st.booleans())


def rank(vectors: list[np.ndarray]) -> int:
    """Return how many of the vectors are independent, reckoned in whole fractions."""
    rows = [[Fraction(int(value)) for value in vector] for vector in vectors]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for place, row in enumerate(rows):
            if place != found and row[column]:
                factor = row[column] / pivot[column]
                rows[place] = [one - factor * other for one, other in zip(row, pivot, strict=True)]
        found += 1
    return found


def is_told(secret: np.ndarray, shown: list[np.ndarray]) -> bool:
    """Return whether a sum is a combination of those that are shown, by adding and taking away in any measure."""
    return bool(shown) and rank([*shown, secret]) == rank(shown)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_hidden_figure_can_be_worked_out_from_those_shown(drawn) -> None:
    keys, amounts, weights, has_totals = drawn
    grid = Grid(keys, RINGS)
    parts = parts_of(amounts, keys, weights, weights)
    worth = {key: sum(map(abs, paid.values())) for key, paid in amounts.items()}
    layout = grid.layout(parts, headline="inner", worth=worth, shown_ring_ids=RINGS if has_totals else None)

    names = showable(layout, RULE)

    known = [vector for figure in layout.figures if figure.is_known for vector in figure.vectors]
    shown = [vector for figure in layout.figures if figure.name in names for vector in figure.vectors]
    own = [vector for figure in layout.figures if not figure.is_known for vector in figure.vectors]
    for secret in [*layout.secrets, *own]:
        if not parts.is_safe(secret, RULE):
            assert not is_told(secret, shown) or is_told(secret, known)
    for column in layout.columns:
        told = [figure.vectors[0] for figure in layout.figures if figure.name in names & set(column.names)]
        left = column.total - sum(told, np.zeros_like(column.total))
        assert parts.is_safe(left, RULE) or not told


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_stays_in_a_ring_is_not_shown_without_its_whole(drawn) -> None:
    keys, amounts, weights, _ = drawn
    grid = Grid(keys, RINGS)
    layout = grid.layout(parts_of(amounts, keys, weights, weights), headline="inner", worth={}, shown_ring_ids=None)

    names = showable(layout, RULE)

    assert {(key, WHOLE) for key, _ in names} <= names


def one_row(*amounts: float) -> bool:
    """Return whether the figure of some suppliers, all in one place, may be told by itself."""
    weights = np.zeros((SUPPLIERS, 4))
    weights[:, 0] = 1.0
    parts = parts_of({"row": dict(enumerate(amounts))}, ["row"], weights, weights)
    return parts.is_safe(Grid(["row"], RINGS).sum_of(["row"], 0, 3), RULE)


@pytest.mark.parametrize(
    ("amounts", "is_safe"),
    [
        ((), True),
        ((5,), False),
        ((5, 5), False),
        ((5, 5, 5), True),
        ((100, 50, 9), False),
        ((100, 50, 10), True),
        ((100, 1, 1, 1, 1, 1), False),
        ((-100, 50, 10), True),
    ],
)
def test_a_figure_is_safe_where_three_stand_behind_it_and_none_could_work_out_another(amounts, is_safe) -> None:
    assert one_row(*amounts) is is_safe


def test_where_all_is_safe_everything_is_shown() -> None:
    weights = np.zeros((SUPPLIERS, 4))
    for supplier in range(SUPPLIERS):
        weights[supplier, supplier % 4] = 1.0
    amounts = {key: dict.fromkeys(range(SUPPLIERS), 10.0) for key in ("a", "b")}
    grid = Grid(["a", "b"], RINGS)
    layout = grid.layout(
        parts_of(amounts, grid.keys, weights, weights), headline="inner", worth={}, shown_ring_ids=RINGS
    )

    assert showable(layout, RULE) == {figure.name for figure in layout.figures}
