"""Who a payee is: what people judged first, then printed numbers, then the probabilities of the candidates.

A printed number is a feature like any other, with a weight that outranks every name; it is checked against the name
(see `ourplace.suppliers.compare.printed_number`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ourplace.parameters import parameter_value
from ourplace.suppliers.arrays import Floats, Ints
from ourplace.suppliers.calibrate import MatchModel, committed_model, share_probabilities
from ourplace.suppliers.compare import FEATURES, explain_again
from ourplace.suppliers.comparing import speaking
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.pairs import pair_names
from ourplace.suppliers.records import EntityFacts, PayeeFacts, clean_names
from ourplace.suppliers.register_rows import NAME_KINDS
from ourplace.suppliers.scoring import Scored, score_payees
from ourplace.suppliers.standing import Standing

# Under one in two hundred a candidate is noise in a list that people read.
LEAST_PROBABILITY = 0.005
NOTHING_KNOWN = PayeeFacts()
MATCHES_SCHEMA = pa.schema(
    [
        ("payee", pa.int64()),
        ("candidate_rank", pa.int32()),
        ("entity_id", pa.string()),
        ("register_id", pa.string()),
        ("entity_name", pa.string()),
        ("probability", pa.float64()),
        ("explanation", pa.string()),
        ("also", pa.list_(pa.string())),
        ("no_match_probability", pa.float64()),
    ]
)


class Candidate(NamedTuple):
    """One organisation that the payee may be: its probability, and one sentence that says why.

    `also` are ids of the same organisation in other registers.
    """

    entity: EntityFacts
    probability: float
    explanation: str
    also: tuple[str, ...] = ()


class Decision(NamedTuple):
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
        is_enough = best is not None and best.probability >= parameter_value("suppliers_confident_match")
        return best if is_enough else None


def match_batch(
    payees: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None, most: int | None = None
) -> pa.Table:
    """Return one row per payee and candidate (`MATCHES_SCHEMA`), best first, and one without an entity for who has none.

    A function of one batch of payees (`scoring.PAYEES_SCHEMA`) that needs only the opened index, so that a cluster can run it on every
    partition; `payee` is the place in the batch. `most` is how many candidates of each are wanted, where that is not all.
    """
    decisions = decide_batch(payees, index=index, model=model, most=most)
    rows: list[tuple[Any, ...]] = []
    for place, decision in enumerate(decisions):
        none = decision.no_match_probability
        rows += [
            (
                place,
                rank,
                one.entity.entity_id,
                one.entity.register_id,
                one.entity.entity_name,
                one.probability,
                one.explanation,
                list(one.also),
                none,
            )
            for rank, one in enumerate(decision.candidates, start=1)
        ] or [(place, None, None, None, None, None, "", [], none)]
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in MATCHES_SCHEMA]
    return pa.table([list(column) for column in columns], schema=MATCHES_SCHEMA)


def decide_batch(
    payees: pa.Table,
    *,
    index: RegisterIndex,
    model: MatchModel | None = None,
    standings: Sequence[Standing] | None = None,
    most: int | None = None,
) -> list[Decision]:
    """Return the decision on each payee of a batch (`scoring.PAYEES_SCHEMA`), from its candidates.

    At most `most` of them are kept, else `suppliers_candidates_shown`; what each is worth is the same either way.

    `standings` is what people judged about each payee: a candidate judged different is taken out before the others share the
    probability. What was judged the same is left to `judged_same`.
    """
    different = {place: set(one.different) for place, one in enumerate(standings or ()) if one.different}
    keeps = np.zeros(len(payees), dtype=bool)
    keeps[list(different)] = True
    scored = score_payees(payees, index=index, model=model or committed_model(), keeps_unlikely=keeps)
    kept = _not_judged_different(scored, different, index)
    payee, log_odds = scored.payee[kept], scored.log_odds[kept]
    shares, nobody = share_probabilities(payee, log_odds, len(payees))
    rank = np.arange(len(kept)) - np.searchsorted(payee, payee)
    most = int(parameter_value("suppliers_candidates_shown")) if most is None else most
    shown = np.flatnonzero((shares >= LEAST_PROBABILITY) & (rank < most))
    candidates = _candidates(scored, kept[shown], shares[shown], payees, index)
    bounds = np.searchsorted(payee[shown], np.arange(len(payees) + 1)).tolist()
    return [
        Decision(tuple(candidates[begin:end]), none, is_judged=place in different)
        for place, (begin, end, none) in enumerate(zip(bounds[:-1], bounds[1:], nobody.tolist(), strict=True))
    ]


def judged_same(standing: Standing, judged: Mapping[str, EntityFacts]) -> Decision | None:
    """Return the decision that people made, where one stands; `judged` are the organisations that they named, by id."""
    same = standing.same
    entity = judged.get(same.entity_id or "") if same else None
    if same is None or entity is None:
        return None
    said = f"judged the same on {same.judged_at[:10]}" + (f": {same.reason}" if same.reason else "")
    return Decision((Candidate(entity, 1.0, said),), 0.0, is_judged=True)


def _not_judged_different(scored: Scored, different: Mapping[int, set[str]], index: RegisterIndex) -> Ints:
    """Return the places of the candidates without those that people judged different, under any of their ids."""
    if not different:
        return np.arange(len(scored.payee))
    doubtful = np.flatnonzero(np.isin(scored.payee, list(different)))
    out = [
        place
        for place in doubtful.tolist()
        if different[int(scored.payee[place])]
        & set(index.entity_ids(np.append(scored.entity[place], scored.also.take(np.array([place])).values)))
    ]
    return np.setdiff1d(np.arange(len(scored.payee)), out)


def _candidates(
    scored: Scored, places: Ints, shares: Floats, payees: pa.Table, index: RegisterIndex
) -> list[Candidate]:
    """Return the candidates as people see them."""
    owners = index.column("name_entity")[scored.pairs.name[scored.pair[places]]]
    distinct = np.unique(np.concatenate([scored.entity[places], owners]))
    facts = dict(zip(distinct.tolist(), entity_facts(index, distinct), strict=True))
    also = scored.also.take(places)
    ids = index.entity_ids(also.values)
    explanations = _explanations(scored, places, [facts[owner] for owner in owners.tolist()], payees, index)
    bounds = also.offsets.tolist()
    return [
        Candidate(facts[entity], share, explanation, tuple(ids[begin:end]))
        for entity, share, explanation, begin, end in zip(
            scored.entity[places].tolist(), shares.tolist(), explanations, bounds[:-1], bounds[1:], strict=True
        )
    ]


def _explanations(
    scored: Scored, places: Ints, owners: Sequence[EntityFacts], payees: pa.Table, index: RegisterIndex
) -> list[str]:
    """Return one sentence for each candidate, from the readable features of the pair that speaks best for it.

    `owners` are the entities whose names are compared.
    """
    pairs = scored.pair[places]
    readings, names = scored.pairs.reading[pairs], scored.pairs.name[pairs]
    texts = index.texts("names").take(names).to_pylist()
    typed = scored.queries.text[readings].tolist()
    cleaned = clean_names([*typed, *texts])
    rarity = index.rarity([word for name in cleaned.values() for word in name.words])
    kinds = [NAME_KINDS[kind] for kind in index.column("name_kind")[names].tolist()]
    found = np.column_stack([scored.scores[feature.name][pairs] for feature in FEATURES])
    said = _payee_facts(payees, scored.payee[places], found)
    return [
        explain_again(
            pair_names(
                cleaned[ours],
                cleaned[theirs],
                reading_kind=kind,
                name_kind=name_kind,
                payee=payee,
                entity=owner,
                rarity=rarity,
            ),
            np.flatnonzero(features).tolist(),
        )
        for ours, theirs, kind, name_kind, payee, owner, features in zip(
            typed, texts, scored.queries.kind[readings].tolist(), kinds, said, owners, speaking(found), strict=True
        )
    ]


def _payee_facts(payees: pa.Table, places: Ints, found: Floats) -> list[PayeeFacts]:
    """Return what is known of the payee of each pair, where a feature speaks that needs it."""
    needed = [place for place, feature in enumerate(FEATURES) if feature.needs_facts]
    asked = np.flatnonzero(found[:, needed].any(axis=1))
    facts = [NOTHING_KNOWN] * len(places)
    known = payees.take(pa.array(places[asked])).drop_columns("payee_name").to_pylist()
    for place, said in zip(asked.tolist(), known, strict=True):
        facts[place] = PayeeFacts(**said)
    return facts
