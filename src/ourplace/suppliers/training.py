"""Fitting the match model to labelled payees: which candidate, if any, is the one; cross-validated by name.

The likelihood is that of `ourplace.suppliers.calibrate`: the true candidate, or none, chosen among all. Features whose
weight the labels cannot tell (numbers, postcodes, dates) keep the weight that was set by judgement.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.compare import FEATURES, FITTED

Floats = npt.NDArray[np.float64]
PENALTY = 0.5
FOLDS = 5
# Start from plain sense, so that the first choice among an organisation's names is not arbitrary.
START: Mapping[str, float] = {
    "whole_name": 3.0,
    "name_without_form": 2.0,
    "other_order": 1.0,
    "shared_words": 1.0,
    "missing_words": -2.0,
    "extra_words": -1.0,
    "closeness": 1.0,
    "first_word": 0.5,
    "legal_form": 0.7,
    "place_or_number_differs": -1.0,
    "part_of_name": -0.5,
    "middle_left_out": -3.0,
    "second_name": -0.3,
    "former_name": -0.3,
    "sort_of_organisation": 0.5,
    "printed_number": 6.0,
    "postcode": 4.0,
    "dissolved_before": -3.0,
    "industry": 0.5,
}
# Weights must not reward what speaks against a match, however thin the labels are there.
BOUNDS: Mapping[str, tuple[float | None, float | None]] = {
    "whole_name": (0, None),
    "name_without_form": (0, None),
    "other_order": (0, None),
    "shared_words": (0, None),
    "missing_words": (None, 0),
    "extra_words": (None, 0),
    "closeness": (0, None),
    "first_word": (0, None),
    "place_or_number_differs": (None, 0),
    "part_of_name": (None, 0),
    "second_name": (None, 0),
    "sort_of_organisation": (0, None),
}


@dataclass(frozen=True)
class Choice:
    """One labelled payee: the features of its candidates (a row each) and the place of the true one, -1 for none."""

    name: str
    scores: Floats
    truth: int
    weight: float = 1.0


def start_model() -> MatchModel:
    """Return the model that training starts from; its weights are plain sense, not measured."""
    return MatchModel(-6.0, dict(START))


def fit(choices: Sequence[Choice], *, penalty: float = PENALTY) -> MatchModel:
    """Return the model under which the labels are most likely, with a small penalty on large weights.

    Weights keep the sign that sense gives them. Fitting is deterministic.
    """
    free = [place for place, feature in enumerate(FEATURES) if feature.origin == FITTED]
    names = [FEATURES[place].name for place in free]
    judged = np.array([0.0 if feature.origin == FITTED else START[feature.name] for feature in FEATURES])
    rows, owners, truths = _stacked(choices)
    known = rows @ judged
    design = np.column_stack([np.ones(len(rows)), rows[:, free]])
    weights = np.array([choice.weight for choice in choices])
    start = np.array([-6.0, *(START[name] for name in names)])
    found = minimize(
        _loss,
        start,
        args=(design, known, owners, truths, weights, penalty),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *(BOUNDS.get(name, (None, None)) for name in names)],
        options={"maxiter": 2000, "maxfun": 20000},
    )
    fitted = dict(zip(names, (float(value) for value in found.x[1:]), strict=True))
    return MatchModel(
        float(found.x[0]), {feature.name: fitted.get(feature.name, START[feature.name]) for feature in FEATURES}
    )


def fold_of(name: str, *, folds: int = FOLDS) -> int:
    """Return the fold of a payee by its cleaned name, so that two spellings of one payee are never in two folds."""
    return zlib.crc32(name.encode()) % folds


def probabilities(choice: Choice, model: MatchModel) -> Floats:
    """Return the probability of each candidate of one payee under a model."""
    weights = np.array([model.weights[feature.name] for feature in FEATURES])
    log_odds = model.intercept + choice.scores @ weights
    highest = max(0.0, float(log_odds.max(initial=0.0)))
    odds = np.exp(log_odds - highest)
    return np.asarray(odds / (np.exp(-highest) + odds.sum()), dtype=np.float64)


def _stacked(choices: Sequence[Choice]) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return all candidates' features, the payee each belongs to, and the row of each payee's true one (-1 for none)."""
    sizes = np.array([len(choice.scores) for choice in choices], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rows = np.concatenate([choice.scores for choice in choices if len(choice.scores)])
    truths = np.array([choice.truth for choice in choices], dtype=np.int64)
    return rows, np.repeat(np.arange(len(choices)), sizes), np.where(truths >= 0, starts + truths, -1)


def _loss(  # noqa: PLR0917 (SciPy calls it by position)
    parameters: Floats,
    design: Floats,
    known: Floats,
    owners: npt.NDArray[np.int64],
    truths: npt.NDArray[np.int64],
    weights: Floats,
    penalty: float,
) -> tuple[float, Floats]:
    log_odds = np.clip(design @ parameters + known, -50, 50)
    odds = np.exp(log_odds)
    totals = 1.0 + np.bincount(owners, odds, minlength=len(truths))
    true_log_odds = np.where(truths >= 0, log_odds[np.maximum(truths, 0)], 0.0)
    loss = float((weights * (np.log(totals) - true_log_odds)).sum())
    pull = weights[owners] * odds / totals[owners]
    np.subtract.at(pull, truths[truths >= 0], weights[truths >= 0])
    gradient = design.T @ pull
    gradient[1:] += penalty * parameters[1:]
    return loss + penalty / 2 * float((parameters[1:] ** 2).sum()), gradient
