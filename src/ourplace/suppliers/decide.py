"""Who a payee is: what people judged first, then printed numbers, then the probabilities of the candidates.

A printed number is a feature like any other, with a weight that outranks every name; it is checked against the name
(see `ourplace.suppliers.compare.printed_number`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ourplace.parameters import parameter_value
from ourplace.suppliers.calibrate import share_probability
from ourplace.suppliers.compare import explain
from ourplace.suppliers.records import EntityFacts
from ourplace.suppliers.scoring import Scored
from ourplace.suppliers.standing import Standing

# Under one in two hundred a candidate is noise in a list that people read.
LEAST_PROBABILITY = 0.005


@dataclass(frozen=True)
class Candidate:
    """One organisation that the payee may be: its probability, and one sentence that says why.

    `also` are ids of the same organisation in other registers.
    """

    entity: EntityFacts
    probability: float
    explanation: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The candidates of one payee, best first, and the probability that it is none of them; `is_judged` by people."""

    candidates: tuple[Candidate, ...]
    no_match_probability: float
    is_judged: bool = False

    @property
    def best(self) -> Candidate | None:
        """Return the most probable candidate, if any."""
        return self.candidates[0] if self.candidates else None

    @property
    def confident(self) -> Candidate | None:
        """Return the candidate that is taken as the supplier, where one is probable enough."""
        best = self.best
        is_enough = best is not None and best.probability >= float(parameter_value("suppliers_confident_match"))
        return best if is_enough else None


def decide(
    scored: Sequence[Scored], *, standing: Standing | None = None, judged_entity: EntityFacts | None = None
) -> Decision:
    """Return the decision on one payee from its scored candidates and what people judged.

    `judged_entity` is the organisation that a standing 'same' names. A candidate judged different is taken out before
    the others share the probability.
    """
    standing = standing or Standing()
    if standing.same and judged_entity:
        said = f"judged the same on {standing.same.judged_at[:10]}"
        reason = f": {standing.same.reason}" if standing.same.reason else ""
        return Decision((Candidate(judged_entity, 1.0, said + reason),), 0.0, is_judged=True)
    kept = [one for one in scored if not {one.entity.entity_id, *one.also} & set(standing.different)]
    shares, none = share_probability([one.log_odds for one in kept])
    candidates = [
        Candidate(one.entity, share, explain(one.evidence), one.also)
        for one, share in zip(kept, shares, strict=True)
        if share >= LEAST_PROBABILITY
    ]
    shown = int(parameter_value("suppliers_candidates_shown"))
    return Decision(tuple(candidates[:shown]), none, is_judged=bool(standing.different))
