"""How good the matching is, on labelled payees: precision, recall, F1 and whether the probabilities mean what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

BINS = 10
DRAWS, SEED = 2000, 1844


@dataclass(frozen=True)
class Answer:
    """One labelled payee: the true organisation (null: none), the best candidate (null: none found), its probability.

    `chosen_name` is what the register calls the candidate, for people to read.
    """

    name: str
    truth: str | None
    chosen: str | None
    probability: float
    amount_gbp: float = 0.0
    chosen_name: str = ""

    @property
    def is_right(self) -> bool:
        """Return whether the best candidate is the true one."""
        return self.chosen is not None and self.chosen == self.truth


@dataclass(frozen=True)
class CalibrationBin:
    """Payees whose best candidate had a probability in one band: how many, what was said and what was so (95 %, Wilson)."""

    low: float
    high: float
    count: int
    mean_probability: float
    share_right: float
    share_right_low: float
    share_right_high: float


@dataclass(frozen=True)
class CostlyError:
    """A payee that was linked to the wrong organisation, or not linked to its own."""

    answer: Answer
    kind: Literal["wrong link", "missed"]


@dataclass(frozen=True)
class Evaluation:
    """What the labels say of the matching at one threshold; shares are 0 to 1, intervals 95 %.

    Intervals are Wilson's, and for F1 by drawing the payees again, seeded (see `f1_interval`).
    `calibration_error` is the expected calibration error: the mean over bands, weighted by size, of the distance
    between the probability given and the share that was right.
    """

    threshold: float
    payee_count: int
    linked_count: int
    right_count: int
    matchable_count: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float
    f1: float
    f1_low: float
    f1_high: float
    unmatchable_count: int
    false_link_share: float
    calibration_error: float
    calibration: tuple[CalibrationBin, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON could hold them."""
        return asdict(self)


def evaluate(answers: Sequence[Answer], *, threshold: float = 0.5) -> Evaluation:
    """Return the figures for links made at `threshold` or above.

    Precision is over links made, recall over payees whose true organisation is known, `false_link_share` over payees
    labelled as having none.
    """
    linked = [answer for answer in answers if answer.chosen is not None and answer.probability >= threshold]
    right = sum(answer.is_right for answer in linked)
    matchable = sum(answer.truth is not None for answer in answers)
    without = [answer for answer in answers if answer.truth is None]
    precision, recall = _share(right, len(linked)), _share(right, matchable)
    false_links = sum(answer.chosen is not None and answer.probability >= threshold for answer in without)
    bins = calibration_table(answers)
    found = sum(row.count for row in bins)
    return Evaluation(
        threshold,
        len(answers),
        len(linked),
        right,
        matchable,
        precision,
        *wilson_interval(right, len(linked)),
        recall,
        *wilson_interval(right, matchable),
        0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall),
        *f1_interval(right, len(linked) - right - false_links, false_links, len(answers), matchable=matchable),
        len(without),
        _share(false_links, len(without)),
        sum(row.count * abs(row.mean_probability - row.share_right) for row in bins) / found if found else 0.0,
        bins,
    )


def calibration_table(answers: Iterable[Answer]) -> tuple[CalibrationBin, ...]:
    """Return one row per band of a tenth that holds any best candidate."""
    bands: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.chosen is not None:
            bands.setdefault(min(int(answer.probability * BINS), BINS - 1), []).append(answer)
    return tuple(_bin(band, held) for band, held in sorted(bands.items()))


def worst_errors(answers: Iterable[Answer], *, count: int = 20) -> tuple[Answer, ...]:
    """Return the wrong best candidates by money times confidence, the most costly first."""
    wrong = [answer for answer in answers if answer.chosen is not None and not answer.is_right]
    return tuple(sorted(wrong, key=lambda answer: (-abs(answer.amount_gbp) * answer.probability, answer.name))[:count])


def costliest_errors(answers: Iterable[Answer], *, threshold: float, count: int = 20) -> tuple[CostlyError, ...]:
    """Return what links at `threshold` get wrong, the most money first: wrong links, and organisations that were missed."""
    found = [
        CostlyError(
            answer, "wrong link" if answer.chosen is not None and answer.probability >= threshold else "missed"
        )
        for answer in answers
    ]
    wrong = [
        one
        for one in found
        if not (one.answer.is_right and one.kind == "wrong link")
        and (one.kind == "wrong link" or one.answer.truth is not None)
    ]
    return tuple(sorted(wrong, key=lambda one: (-abs(one.answer.amount_gbp), one.answer.name))[:count])


def f1_interval(
    right: int, wrong: int, false: int, payee_count: int, *, matchable: int, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """Return the 95 % interval of F1 by the bootstrap: payees drawn again with replacement; (0, 1) where there are none.

    Args:
        right: payees linked to their organisation.
        wrong: payees linked to another than theirs.
        false: payees linked that have none.
        payee_count: all payees.
        matchable: payees that have an organisation.
        draws: how many times.
        seed: where the random numbers begin.

    >>> [round(end, 2) for end in f1_interval(90, 5, 5, 200, matchable=110)]
    [0.8, 0.91]
    """
    if payee_count == 0:
        return 0.0, 1.0
    counts = np.array([right, wrong, false, matchable - right - wrong, payee_count - matchable - false])
    drawn = np.random.default_rng(seed).multinomial(payee_count, counts / payee_count, size=draws)
    linked, had_one = drawn[:, :3].sum(axis=1), drawn[:, [0, 1, 3]].sum(axis=1)
    scores = 2 * drawn[:, 0] / np.maximum(linked + had_one, 1)
    low, high = np.quantile(scores, [0.025, 0.975]).tolist()
    return low, high


def wilson_interval(successes: int, count: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's method; (0, 1) where there is nothing to count.

    >>> [round(end, 3) for end in wilson_interval(9, 10)]
    [0.596, 0.982]
    """
    if count == 0:
        return 0.0, 1.0
    share = successes / count
    spread = z * ((share * (1 - share) + z * z / (4 * count)) / count) ** 0.5
    middle, scale = share + z * z / (2 * count), 1 + z * z / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def summary(evaluation: Evaluation) -> Mapping[str, float]:
    """Return the figures that are committed beside a model, rounded."""
    names = ("payee_count", "linked_count", "precision", "recall", "f1", "false_link_share", "calibration_error")
    return {name: round(getattr(evaluation, name), 4) for name in names}


def _bin(band: int, held: Sequence[Answer]) -> CalibrationBin:
    mean = sum(answer.probability for answer in held) / len(held)
    right = sum(answer.is_right for answer in held)
    interval = wilson_interval(right, len(held))
    return CalibrationBin(band / BINS, (band + 1) / BINS, len(held), mean, _share(right, len(held)), *interval)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
