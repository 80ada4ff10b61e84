"""From features to probabilities: a small readable model, twins sharing, and 'no match' as an outcome of its own.

For one payee with candidates j and log-odds l_j (weights times features, plus the intercept):

    p_j = exp(l_j) / (1 + Σ exp(l_k))        p_0 = 1 / (1 + Σ exp(l_k)),  none of them

so that two candidates that look the same halve the probability between them instead of one taking it all.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from ourplace.suppliers.arrays import Floats, Ints
from ourplace.suppliers.compare import FEATURES, Evidence
from ourplace.suppliers.exceptions import MatchModelError
from ourplace.suppliers.rules import FOLDER


@dataclass(frozen=True)
class MatchModel:
    """The weights of the features and the intercept, with where they come from and how good they were measured to be."""

    intercept: float
    weights: Mapping[str, float]
    about: Mapping[str, Any] = field(default_factory=dict)

    def log_odds(self, evidence: Sequence[Evidence]) -> float:
        """Return the log-odds that this candidate, were it the only one, is the payee."""
        return self.intercept + sum(
            self.weights[feature.name] * item.score
            for feature, item in zip(FEATURES, evidence, strict=True)
            if item.score
        )

    def log_odds_of(self, scores: Mapping[str, Floats]) -> Floats:
        """Return the log-odds of many pairs from the scores of each feature, those not given counting nothing."""
        total = np.full(len(next(iter(scores.values()))), self.intercept)
        for feature in FEATURES:
            if feature.name in scores:
                total += self.weights[feature.name] * scores[feature.name]
        return total


def share_probabilities(payee: Ints, log_odds: Floats, count: int) -> tuple[Floats, Floats]:
    """Return `share_probability` for many payees: one share a candidate, and for each of `count` payees that of none of them."""
    highest = np.zeros(count)
    np.maximum.at(highest, payee, log_odds)
    odds = np.exp(log_odds - highest[payee])
    nobody = np.exp(-highest)
    total = nobody + np.bincount(payee, odds, minlength=count)
    return odds / total[payee], nobody / total


def share_probability(log_odds: Sequence[float]) -> tuple[tuple[float, ...], float]:
    """Return the probability of each candidate and of none of them; together they are 1.

    >>> shares, none = share_probability([3.0, 3.0])
    >>> round(shares[0], 3), round(shares[1], 3), round(none, 3)
    (0.488, 0.488, 0.024)
    """
    highest = max((0.0, *log_odds))
    odds = [math.exp(value - highest) for value in log_odds]
    total = math.exp(-highest) + math.fsum(odds)
    return tuple(value / total for value in odds), math.exp(-highest) / total


@cache
def committed_model() -> MatchModel:
    """Return the model that comes with this version (rules/match_model.json).

    Raises:
        MatchModelError: the model's features are not this version's.
    """
    return read_model((FOLDER / "match_model.json").read_text("utf-8"))


def read_model(text: str) -> MatchModel:
    """Return the model written as JSON.

    Raises:
        MatchModelError: it lacks a feature's weight or has one of a feature that does not exist.
    """
    read = json.loads(text)
    weights = {row["feature"]: float(row["weight"]) for row in read["features"]}
    names = {feature.name for feature in FEATURES}
    if set(weights) != names:
        raise MatchModelError(
            "The match model does not fit the features",
            why=f"it differs in {', '.join(sorted(names ^ set(weights)))}",
            next_step="train it again with benchmarks/train_match_model.py",
        )
    return MatchModel(float(read["intercept"]), weights, {key: read[key] for key in read if key != "features"})


def write_model(model: MatchModel) -> str:
    """Return the model as JSON that a person can read: every feature with its definition, origin and weight."""
    features = [
        {
            "feature": feature.name,
            "weight": round(model.weights[feature.name], 4),
            "origin": feature.origin,
            "definition": feature.sentence,
        }
        for feature in FEATURES
    ]
    return (
        json.dumps(
            {**model.about, "intercept": round(model.intercept, 4), "features": features}, indent=2, ensure_ascii=False
        )
        + "\n"
    )
