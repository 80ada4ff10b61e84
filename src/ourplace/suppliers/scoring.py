"""From payees to scored candidates: readings, candidates, features, and the best pair for each organisation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from ourplace.engine import Engine
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.candidates import find_by_number, find_candidates
from ourplace.suppliers.compare import Evidence, compare, is_possible
from ourplace.suppliers.entities import facts_of
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.pairs import Pair, pair_names
from ourplace.suppliers.rarity import Rarity, rarity_of
from ourplace.suppliers.readings import readings_of
from ourplace.suppliers.records import CleanName, EntityFacts, PayeeFacts, clean_names


@dataclass(frozen=True)
class Scored:
    """One organisation that could be the payee, with the pair of names that speaks best for it.

    `also` are the ids of the same organisation in registers that give it no number, `key` what its name is compared by.
    """

    entity: EntityFacts
    evidence: tuple[Evidence, ...]
    log_odds: float
    also: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Registers:
    """The registers ready for look-ups: the view over their rows, the index over their names, and whom to believe first."""

    view: str
    index: RegisterIndex
    register_order: tuple[str, ...] = ()


def score_payees(
    engine: Engine, names: Sequence[str], *, facts: Sequence[PayeeFacts], registers: Registers, model: MatchModel
) -> list[tuple[Scored, ...]]:
    """Return, for each payee in the order given, the organisations that it could be, best first.

    A function of one batch: `names` and `facts` are of one length. Several rows of one organisation (a company that is
    also a charity, two registers that list it) are one candidate.
    """
    best: list[dict[str, Scored]] = [{} for _ in names]
    for payee, pair in possible_pairs(engine, names, facts=facts, registers=registers):
        evidence = compare(pair)
        scored = Scored(pair.entity, evidence, model.log_odds(evidence), key=pair.name.squashed)
        standing = best[payee].get(pair.entity.organisation)
        if standing is None or _order(scored) < _order(standing):
            best[payee][pair.entity.organisation] = scored
    return [tuple(sorted(_folded(found), key=_order)) for found in best]


def possible_pairs(
    engine: Engine, names: Sequence[str], *, facts: Sequence[PayeeFacts], registers: Registers
) -> Iterator[tuple[int, Pair]]:
    """Yield each payee's place in `names` and a pair that may match, every reading with every candidate's name."""
    readings = readings_of(names)
    found = find_candidates(engine, readings, index=registers.index)
    by_number = _numbered(engine, facts, registers.view)
    entities = facts_of(
        engine,
        (*found["entity_id"].to_pylist(), *by_number["entity_id"].to_pylist()),
        view=registers.view,
        register_order=registers.register_order,
    )
    rows = [*found.to_pylist(), *_numbered_rows(by_number, names, entities)]
    cleaned = clean_names([row[column] for row in rows for column in ("reading", "name")])
    rarity = rarity_of(engine, registers.index, _words(cleaned.values()))
    for row in rows:
        payee = row["name_index"]
        pair = _pair(row, cleaned, facts[payee], entities[row["entity_id"]], rarity)
        if is_possible(pair):
            yield payee, pair


def _folded(found: Mapping[str, Scored]) -> list[Scored]:
    """Return the organisations with those of one name put together, as far as registers do not contradict it.

    A list of food premises or of a finance system's suppliers gives no company numbers; its "Barnfield Ltd" is then
    the company of that name, and one listed for each of its premises is one. Two companies of one name stay apart: they
    are twins.
    """
    by_name: dict[str, list[Scored]] = defaultdict(list)
    for scored in sorted(found.values(), key=lambda one: (not _is_numbered(one), _order(one))):
        by_name[scored.key].append(scored)
    folded: list[Scored] = []
    for group in by_name.values():
        registers = [register for one in group if not one.entity.is_premises for register in one.entity.register_ids]
        numbered = [one for one in group if _is_numbered(one)]
        if len(group) > 1 and len(set(registers)) == len(registers) and len(numbered) <= 1:
            best = min(group, key=_order)
            others = tuple(one.entity.entity_id for one in group[1:])
            folded.append(Scored(group[0].entity, best.evidence, best.log_odds, others, group[0].key))
        else:
            folded.extend(group)
    return folded


def _pair(
    row: Mapping[str, str], cleaned: Mapping[str, CleanName], payee: PayeeFacts, entity: EntityFacts, rarity: Rarity
) -> Pair:
    return pair_names(
        cleaned[row["reading"]],
        cleaned[row["name"]],
        reading_kind=row["reading_kind"],
        name_kind=row["name_kind"],
        payee=payee,
        entity=entity,
        rarity=rarity,
    )


def _is_numbered(scored: Scored) -> bool:
    return scored.entity.organisation != scored.entity.entity_id


def _order(scored: Scored) -> tuple[float, str]:
    return (-scored.log_odds, scored.entity.entity_id)


def _words(cleaned: Iterable[CleanName]) -> set[str]:
    return {word for name in cleaned for word in name.words}


def _numbered(engine: Engine, facts: Sequence[PayeeFacts], view: str) -> pa.Table:
    printed = [
        (place, known.company_number, known.charity_number)
        for place, known in enumerate(facts)
        if known.company_number or known.charity_number
    ]
    columns = list(zip(*printed, strict=True)) if printed else [(), (), ()]
    types = (("name_index", pa.int64()), ("company_number", pa.string()), ("charity_number", pa.string()))
    table = pa.table([list(column) for column in columns], schema=pa.schema(types))
    return find_by_number(engine, table, entities=view)


def _numbered_rows(
    by_number: pa.Table, names: Sequence[str], entities: Mapping[str, EntityFacts]
) -> list[dict[str, object]]:
    """Return the entities found by number as candidate rows, each with its registered name."""
    rows: dict[int, list[str]] = defaultdict(list)
    for row in by_number.to_pylist():
        rows[row["name_index"]].append(row["entity_id"])
    return [
        {
            "name_index": payee,
            "reading_kind": "as_typed",
            "reading": names[payee],
            "entity_id": entity_id,
            "name": entities[entity_id].entity_name,
            "name_kind": "main",
        }
        for payee, entity_ids in rows.items()
        for entity_id in entity_ids
    ]
