"""From a batch of payees to scored candidates: readings, names of the index, features, and the best pair for each organisation.

A function of one batch that needs only the opened index. Features are worked out in the order of their cost, and a pair that cannot
matter any more, whatever the features to come would say, is left out before them.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Flags, Floats, Ints
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.candidates import find_candidates
from ourplace.suppliers.compare import FEATURES
from ourplace.suppliers.comparing import (
    Pairs,
    PayeeColumns,
    closeness,
    compare_facts,
    compare_names,
    most_closeness,
)
from ourplace.suppliers.facts import what_tells_apart
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.queries import Queries, as_queries
from ourplace.suppliers.ragged import Ragged, first_of_each, offsets_of
from ourplace.suppliers.readings import readings_of
from ourplace.suppliers.register_rows import NO_DAY

PAYEES_SCHEMA = pa.schema(
    [
        ("payee_name", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("postcode", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("need_category_code", pa.string()),
        ("business_type", pa.string()),
    ]
)
# A candidate whose odds are under e^-12 of the best one's, or of nobody's, can change no probability by one in 100,000.
NEGLIGIBLE = 12.0
MOST_BY_NUMBER = 100
# What separates two candidates is more than rounding.
DIGITS = 9


class ScoredPairs(NamedTuple):
    """Pairs that may match: the payee, the pair, the entity, and the score of each feature, all by pair."""

    queries: Queries
    pairs: Pairs
    payee: Ints
    entity: Ints
    scores: dict[str, Floats]

    def matrix(self) -> Floats:
        """Return the scores with a column a feature, in the order of `FEATURES`."""
        return np.column_stack([self.scores[feature.name] for feature in FEATURES])


class Scored(NamedTuple):
    """The organisations that each payee of a batch could be: one entry each, those of a payee together, best first.

    `pair` is the pair of names that speaks best for it, as a place in `pairs`; `also` are entities that are the same organisation in
    registers that give it no number.
    """

    queries: Queries
    pairs: Pairs
    payee: Ints
    pair: Ints
    entity: Ints
    log_odds: Floats
    also: Ragged
    scores: dict[str, Floats]


def score_payees(
    payees: pa.Table, *, index: RegisterIndex, model: MatchModel, keeps_unlikely: Flags | None = None
) -> Scored:
    """Return the scored candidates of a batch of payees (`PAYEES_SCHEMA`).

    Several entities of one organisation (a company that is also a charity) are one candidate. `keeps_unlikely` says for which payees
    the candidates far behind the best one are kept: those whose best may yet be taken out.
    """
    found = compare_payees(payees, index=index, model=model, keeps_unlikely=keeps_unlikely)
    return _organisations(found, model.log_odds_of(found.scores), index)


def compare_payees(
    payees: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None, keeps_unlikely: Flags | None = None
) -> ScoredPairs:
    """Return every pair of a reading and a register name that may match, with its features.

    With a model, pairs that cannot matter under it are left out.
    """
    queries = as_queries(_readings(payees), index)
    pairs = _pairs(queries, payees, index)
    columns = payee_columns(payees)
    has_number = (columns.company_number != 0) | (columns.charity_number != 0)
    names = compare_names(queries, pairs, index=index)
    held = names.is_linked | has_number[queries.payee[pairs.reading]]
    pairs, scores, is_linked, is_same = (
        pairs.keep(held),
        _kept(names.scores, held),
        names.is_linked[held],
        names.is_same[held],
    )
    facts, in_time = compare_facts(queries, pairs, payees=columns, index=index, is_related=is_linked | is_same)
    scores |= facts
    held = in_time & (is_linked | (scores["printed_number"] > 0))
    if model is not None:
        least = scores | {"closeness": np.where(scores["whole_name"] + scores["name_without_form"] > 0, 1.0, 0.0)}
        most = scores | {"closeness": most_closeness(queries, pairs, index=index)}
        held &= _may_matter(
            queries.payee[pairs.reading],
            model.log_odds_of(least),
            model.log_odds_of(most),
            held=held,
            count=len(payees),
            keeps_unlikely=keeps_unlikely,
        )
    pairs, scores = pairs.keep(held), _kept(scores, held)
    scores["closeness"] = closeness(queries, pairs, index=index)
    return ScoredPairs(
        queries,
        pairs,
        queries.payee[pairs.reading],
        index.column("name_entity")[pairs.name].astype(np.int64),
        {feature.name: scores[feature.name] for feature in FEATURES},
    )


def payee_columns(payees: pa.Table) -> PayeeColumns:
    """Return what is known of payees as columns that can be compared with the index's."""
    return PayeeColumns(
        hash_texts(payees["company_number"]),
        hash_texts(payees["charity_number"]),
        pc.fill_null(payees["postcode"].combine_chunks(), ""),
        _days(payees["first_date"]),
        _days(payees["last_date"]),
        payees["need_category_code"].combine_chunks(),
        pc.fill_null(payees["business_type"].combine_chunks(), "unknown"),
    )


def _readings(payees: pa.Table) -> pa.Table:
    """Return the readings of the payees, and the name itself for those without any that have a number to go by."""
    readings = readings_of(payees["payee_name"].to_pylist())
    numbered = pc.or_(pc.is_valid(payees["company_number"]), pc.is_valid(payees["charity_number"]))
    places = np.flatnonzero(numbered.to_numpy())
    places = places[~np.isin(places, readings["name_index"].to_numpy())]
    if not len(places):
        return readings
    columns = [places, ["as_typed"] * len(places), payees["payee_name"].take(pa.array(places)).to_pylist()]
    added = pa.table([pa.array(column) for column in columns], schema=readings.schema)
    return pa.concat_tables([readings, added]).sort_by("name_index")


def _pairs(queries: Queries, payees: pa.Table, index: RegisterIndex) -> Pairs:
    """Return the names found for each reading, and the registered name of each entity found by its number."""
    found = find_candidates(queries, index=index)
    readings, names = [found.parents()], [found.values.astype(np.int64)]
    first = np.searchsorted(queries.payee, np.arange(len(payees)))
    for name in ("company_number", "charity_number"):
        printed = hash_texts(payees[name])
        asked = np.flatnonzero(printed)
        held = index.find_keys(name, printed[asked], most=MOST_BY_NUMBER)
        if len(held.values):
            rows = index.entity_rows.take(held.values)
            main = index.column("main_name")[rows.values].astype(np.int64)
            owner = held.parents()[rows.parents()]
            readings.append(first[asked[owner]][main >= 0])
            names.append(main[main >= 0])
    pairs = Pairs(np.concatenate(readings), np.concatenate(names))
    once = np.unique(pairs.reading * max(index.name_count, 1) + pairs.name)
    return Pairs(*np.divmod(once, max(index.name_count, 1)))


def _may_matter(
    payee: Ints, least: Floats, most: Floats, *, held: Flags, count: int, keeps_unlikely: Flags | None
) -> Flags:
    """Return the pairs that could come near nobody's odds, and near the odds that the payee's best pair has at least."""
    best = np.zeros(count)
    np.maximum.at(best, payee[held], least[held])
    if keeps_unlikely is not None:
        best[keeps_unlikely] = 0.0
    return np.asarray(most >= best[payee] - NEGLIGIBLE)


def _kept(scores: dict[str, Floats], held: Flags) -> dict[str, Floats]:
    return {name: values[held] for name, values in scores.items()}


def _days(dates: pa.ChunkedArray) -> Ints:
    days = dates.combine_chunks().cast(pa.date32()).cast(pa.int32())
    return np.asarray(pc.fill_null(days, int(NO_DAY)).to_numpy(zero_copy_only=False))


def _organisations(found: ScoredPairs, log_odds: Floats, index: RegisterIndex) -> Scored:
    """Return the best pair of each payee and organisation, those of one name that no register tells apart as one."""
    log_odds = np.round(log_odds, DIGITS)
    rank = _alphabetical_rank(index, found.entity)
    organisation = index.column("organisation")[found.entity]
    order = np.lexsort((found.pairs.name, found.pairs.reading, rank, -log_odds, organisation, found.payee))
    first = first_of_each(found.payee[order]) | first_of_each(organisation[order])
    best = order[first]
    kept, also = _folded(found, best, log_odds, index)
    order = np.lexsort((rank[kept.entity_pair], -kept.log_odds, found.payee[kept.entity_pair]))
    pair, entity_pair = kept.evidence_pair[order], kept.entity_pair[order]
    return Scored(
        found.queries,
        found.pairs,
        found.payee[entity_pair],
        pair,
        found.entity[entity_pair],
        kept.log_odds[order],
        also.take(order),
        found.scores,
    )


class _Folded(NamedTuple):
    """Candidates: the pair whose entity it is, the pair that speaks best for it, and the log-odds of the latter."""

    entity_pair: Ints
    evidence_pair: Ints
    log_odds: Floats


def _folded(found: ScoredPairs, best: Ints, log_odds: Floats, index: RegisterIndex) -> tuple[_Folded, Ragged]:
    """Return the organisations with those of one name put together, as far as registers do not contradict it.

    A list of food premises or of a finance system's suppliers gives no company numbers; its "Barnfield Ltd" is then
    the company of that name, and one listed for each of its premises is one. Two companies of one name stay apart: they
    are twins.
    """
    key = index.column("squashed")[found.pairs.name[best]]
    payee = found.payee[best]
    order = np.lexsort((np.arange(len(best)), key, payee))
    group = np.cumsum(first_of_each(payee[order]) | first_of_each(key[order])) - 1
    sizes = np.bincount(group) if len(group) else np.zeros(0, np.int64)
    several = sizes[group] > 1
    alone = best[order[~several]]
    entity_pairs, evidence_pairs, others = [alone], [alone], [np.zeros(0, np.int64)]
    counts = [np.zeros(len(alone), dtype=np.int64)]
    members = best[order[several]]
    told = what_tells_apart(index, found.entity[members])
    edges = np.append(np.flatnonzero(first_of_each(group[several])), len(members)).tolist()
    rank, odds = _alphabetical_rank(index, found.entity[members]).tolist(), log_odds[members].tolist()
    for begin, end in pairwise(edges):
        ranked = sorted(range(begin, end), key=lambda one: (not told.is_numbered[one], -odds[one], rank[one]))
        registers = [register for one in ranked for register in told.registers[one]]
        if len(set(registers)) == len(registers) and sum(told.is_numbered[begin:end]) <= 1:
            top = min(ranked, key=lambda one: (-odds[one], rank[one]))
            entity_pairs.append(members[ranked[:1]])
            evidence_pairs.append(members[[top]])
            others.append(found.entity[members[ranked[1:]]])
            counts.append(np.array([len(ranked) - 1]))
        else:
            entity_pairs.append(members[begin:end])
            evidence_pairs.append(members[begin:end])
            counts.append(np.zeros(end - begin, dtype=np.int64))
    evidence = np.concatenate(evidence_pairs)
    also = Ragged(np.concatenate(others), offsets_of(np.concatenate(counts)))
    return _Folded(np.concatenate(entity_pairs), evidence, log_odds[evidence]), also


def _alphabetical_rank(index: RegisterIndex, entities: Ints) -> Ints:
    """Return the rank of each entity's id in the alphabet, so that ties fall the same way whatever the register's order."""
    distinct, back = np.unique(entities, return_inverse=True)
    rows = index.entity_rows.take(distinct)
    ids = index.texts("entity_id").take(rows.values[rows.offsets[:-1]])
    rank = np.empty(len(distinct), dtype=np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(len(distinct))
    return rank[back]
