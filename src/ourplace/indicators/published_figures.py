"""Figures that others have published: do their own numbers bear them out, and what makes one year differ from another?

The cases are data (parameter `published_figures`), each with its source. A printed number stands for every number that rounds to it, so
that a figure is reproduced, reproduced to within rounding, or contradicts itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from ourplace.indicators.exceptions import UnknownCaseError
from ourplace.parameters import parameter_value

REPRODUCED = "reproduced"
TO_ROUNDING = "reproduced_to_rounding"
CONTRADICTS = "contradicts_itself"
AMBIGUOUS = "ambiguous"
NOT_COMPARABLE = "not_comparable"
FLAGGED = frozenset({CONTRADICTS, AMBIGUOUS, NOT_COMPARABLE})
"""The verdicts on which a figure must not be repeated without its flag."""


@dataclass(frozen=True)
class PublishedFigure:
    """A total in pounds (or millions of them) and the part of it, 0 to 1, that is local."""

    total: Decimal
    share: Decimal

    @property
    def local(self) -> Decimal:
        """Return the local part of the total."""
        return self.total * self.share


@dataclass(frozen=True)
class Effects:
    """A change in local spend and its two parts, in the unit of the totals."""

    change: Decimal
    share_effect: Decimal
    volume_effect: Decimal


@dataclass(frozen=True)
class PublishedCase:
    """One published statement with the numbers it prints, as printed, and how they hang together."""

    case_id: str
    statement: str
    source: str
    check: str
    inputs: Mapping[str, str]
    published: str | None


@dataclass(frozen=True)
class Verdict:
    """What a check found: the verdict, the arithmetic in words, and the range that the printed numbers allow."""

    verdict: str
    arithmetic: str
    computed: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_flagged(self) -> bool:
        """Return whether the figure must carry a warning."""
        return self.verdict in FLAGGED


def compare_published(before: PublishedFigure, after: PublishedFigure) -> Effects:
    """Return by how much local spend changed between two figures, split as the indicator `change` splits it."""
    return Effects(
        change=after.local - before.local,
        share_effect=(after.share - before.share) * after.total,
        volume_effect=before.share * (after.total - before.total),
    )


def published_cases() -> Mapping[str, PublishedCase]:
    """Return every published figure on record, by its id."""
    return {
        case_id: PublishedCase(
            case_id,
            case["statement"],
            case["source"],
            case["check"],
            {name: str(number) for name, number in case["inputs"].items()},
            None if case.get("published") is None else str(case["published"]),
        )
        for case_id, case in parameter_value("published_figures").items()
    }


def check_published(case: PublishedCase) -> Verdict:
    """Return whether a published figure follows from its own numbers, with the arithmetic.

    Raises:
        UnknownCaseError: the case names no known check.
    """
    if case.check in _WORDED:
        return _WORDED[case.check](case)
    if case.check not in _SUMS:
        raise UnknownCaseError(
            f"The published figure {case.case_id} asks for the check '{case.check}'",
            why=f"the checks are {', '.join([*_SUMS, *_WORDED])}",
            next_step="correct its entry in parameters/values/published_figures.yaml",
        )
    sums, formula = _SUMS[case.check]
    names = list(case.inputs)
    computed = sums(**{name: float(number) for name, number in case.inputs.items()})
    corners = [sums(**dict(zip(names, corner, strict=True))) for corner in product(*map(_range, case.inputs.values()))]
    low, high = min(corners), max(corners)
    published = case.published or "nan"
    least, most = _range(published)
    overlaps = TO_ROUNDING if low <= most and least <= high else CONTRADICTS
    verdict = REPRODUCED if least <= computed < most else overlaps
    numbers = ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in case.inputs.items())
    arithmetic = f"{formula}: {numbers} gives {computed:.4g} ({low:.4g} to {high:.4g}); published {published}"
    return Verdict(verdict, arithmetic, computed, low, high)


def _range(printed: str) -> tuple[float, float]:
    """Return the least and the most that a printed number can stand for.

    >>> _range("37.5")
    (37.45, 37.55)
    """
    number = Decimal(printed)
    if number.is_nan():
        return float("nan"), float("nan")
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return float(number - half), float(number + half)


def _above_target(case: PublishedCase) -> Verdict:
    """Return the two readings of `x per cent above target`, which fit different targets."""
    figure, above = (float(case.inputs[name]) for name in ("figure", "above"))
    points, relative = figure - above, figure / (1.0 + above / 100.0)
    arithmetic = (
        f"the target is {points:.4g} if points are meant and {relative:.4g} if per cent of the target is meant"
    )
    return Verdict(AMBIGUOUS if abs(points - relative) >= 1.0 else REPRODUCED, arithmetic)


def _same_quantity(case: PublishedCase) -> Verdict:
    """Return whether figures that are quoted for one another are the same."""
    numbers = "; ".join(f"{name.replace('_', ' ')} {number}" for name, number in case.inputs.items())
    is_one = len(set(case.inputs.values())) == 1
    return Verdict(REPRODUCED if is_one else NOT_COMPARABLE, f"quoted for one quantity: {numbers}")


def _different_quantities(case: PublishedCase) -> Verdict:
    """Return that one number is given for quantities that are not the same."""
    names = " and ".join(name.replace("_", " ") for name in case.inputs)
    return Verdict(NOT_COMPARABLE, f"one number, {next(iter(case.inputs.values()))}, stands for {names}")


_SUMS: Mapping[str, tuple[Callable[..., float], str]] = {
    "share_of": (lambda total, share: total * share / 100, "total x share"),
    "remainder": (lambda total, share: total * (1 - share / 100), "total x (1 - share)"),
    "shift": (lambda total, before, after: total * (after - before) / 100, "total x change of share"),
    "local_change": (
        lambda total_after, share_after, total_before, share_before: (
            total_after * share_after / 100 - total_before * share_before / 100
        ),
        "total after x share after - total before x share before",
    ),
    "difference": (lambda after, before: after - before, "after - before"),
    "growth": (lambda after, before: (after / before - 1) * 100, "after / before - 1, in per cent"),
    "growth_on_gain": (lambda after, gain: gain / (after - gain) * 100, "gain / (after - gain), in per cent"),
    "part_of": (lambda part, whole: part / whole * 100, "part / whole, in per cent"),
    "part_of_both": (lambda one, other: one / (one + other) * 100, "one / (one + other), in per cent"),
    "total_from_gain": (
        lambda local_before, gain, share: (local_before + gain) / share * 100,
        "(local before + gain) / share, the total it implies",
    ),
    "ratio": (lambda one, other: one / other, "one / other"),
}

_WORDED: Mapping[str, Callable[[PublishedCase], Verdict]] = {
    "above_target": _above_target,
    "same_quantity": _same_quantity,
    "different_quantities": _different_quantities,
}
