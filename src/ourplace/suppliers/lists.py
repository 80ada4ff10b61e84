"""A loose list of names looked up in an index: each distinct name once, one answer a row, and what was not looked up said so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value
from ourplace.progress import Progress, silent
from ourplace.spend.combinations import combined, numbers_of
from ourplace.spend.redaction import is_redacted_column
from ourplace.suppliers.arrays import Ints
from ourplace.suppliers.business_type import type_from_clean
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.decide import Candidate, Decision
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.processes import decide_many
from ourplace.suppliers.ragged import offsets_of, ranges
from ourplace.suppliers.records import CleanName, clean_names
from ourplace.suppliers.scoring import PAYEES_SCHEMA

MATCH, UNSURE, NO_MATCH, PERSON, WITHHELD, NO_NAME = OUTCOMES = (
    "match",
    "unsure",
    "no match",
    "person",
    "withheld",
    "no name",
)
OUTCOME_SENTENCES: Mapping[str, str] = {
    MATCH: "one organisation is sure enough to be taken",
    UNSURE: "an organisation is likelier than none, but not sure enough to be taken without a look",
    NO_MATCH: "that it is none of the registers' organisations is likelier than any one of them",
    PERSON: "shaped like a person's name, so looked up in no register",
    WITHHELD: "the publisher withheld the name, so there was nothing to look up",
    NO_NAME: "there is no name to look up: no letter or digit, or nothing but a legal form",
}
MATCHES_SCHEMA = pa.schema(
    [
        ("outcome", pa.string()),
        ("entity_name", pa.string()),
        ("register_id", pa.string()),
        ("entity_id", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("probability", pa.float64()),
        ("no_match_probability", pa.float64()),
        ("runner_up_name", pa.string()),
        ("runner_up_entity_id", pa.string()),
        ("runner_up_probability", pa.float64()),
        ("explanation", pa.string()),
    ]
)
CANDIDATES_SCHEMA = pa.schema(
    [
        ("outcome", pa.string()),
        ("candidate_rank", pa.int64()),
        ("entity_name", pa.string()),
        ("register_id", pa.string()),
        ("entity_id", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("probability", pa.float64()),
        ("no_match_probability", pa.float64()),
        ("explanation", pa.string()),
    ]
)
DIGITS = 4
# What any name is put before, to see whether the rest is a legal form.
STEM = "stem"
LONGEST_LEGAL_FORM = 40


@dataclass(frozen=True)
class ListDecisions:
    """What became of a list: `decisions` and `outcomes` on the distinct rows, and for each row of the list its place among them."""

    places: Ints
    decisions: tuple[Decision, ...]
    outcomes: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of rows of the list."""
        return len(self.places)

    def outcome_counts(self) -> dict[str, int]:
        """Return how many rows of the list had each outcome (`OUTCOME_SENTENCES`)."""
        counts = np.bincount(self.places, minlength=len(self.outcomes)).tolist()
        total = dict.fromkeys(OUTCOMES, 0)
        for outcome, count in zip(self.outcomes, counts, strict=True):
            total[outcome] += count
        return total


def decide_list(
    names: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None, progress: Progress = silent
) -> ListDecisions:
    """Return the decision on each row of a list of names.

    `names` has `payee_name` and any other columns of `scoring.PAYEES_SCHEMA`, without `business_type`, which the name tells. Rows
    that are equal in all of them are looked up once. Names that are withheld, shaped like a person's or no name at all are looked
    up in no register.
    """
    payees = _payees(names)
    places, firsts = _distinct(payees)
    asked = payees.take(pa.array(firsts))
    texts = asked["payee_name"].to_pylist()
    cleaned = clean_names(texts)
    outcomes = _not_looked_up(texts, cleaned)
    types = [type_from_clean(cleaned[text]).business_type for text in texts]
    asked = asked.append_column("business_type", pa.array(types, pa.string()))
    decisions = [Decision((), 1.0)] * len(texts)
    looked_up = [place for place, outcome in enumerate(outcomes) if not outcome]
    made = decide_many(asked.take(pa.array(looked_up, pa.int64())), index=index, model=model, progress=progress)
    for place, decision in zip(looked_up, made, strict=True):
        decisions[place] = decision
        outcomes[place] = outcome_of(decision)
    return ListDecisions(places, tuple(decisions), tuple(outcomes))


def outcome_of(decision: Decision) -> str:
    """Return the outcome of a decision on a name that was looked up.

    >>> outcome_of(Decision((), 1.0))
    'no match'
    """
    if decision.confident:
        return MATCH
    best = decision.best
    return UNSURE if best is not None and best.probability >= decision.no_match_probability else NO_MATCH


def matches_table(decided: ListDecisions, *, start: int = 0, stop: int | None = None) -> pa.Table:
    """Return one row for each row of the list from `start` up to `stop` (`MATCHES_SCHEMA`), in its order.

    The chosen organisation is the likeliest one where it is likelier than none; else it is null and the nearest is the
    runner-up. Probabilities are null where nothing was looked up.
    """
    used, places = np.unique(decided.places[start:stop], return_inverse=True)
    rows = [_match_row(decided.decisions[place], decided.outcomes[place]) for place in used.tolist()]
    return _table(rows, MATCHES_SCHEMA).take(pa.array(places))


def candidates_table(decided: ListDecisions, *, most: int, start: int = 0, stop: int | None = None) -> pa.Table:
    """Return one row for each candidate of each row of the list (`CANDIDATES_SCHEMA` and `row`, its place in the list), best first.

    A row without candidates has one row that says why. No more candidates are known than `suppliers_candidates_shown`.
    """
    used, places = np.unique(decided.places[start:stop], return_inverse=True)
    lists = [_candidate_rows(decided.decisions[place], decided.outcomes[place], most) for place in used.tolist()]
    counts = np.array([len(rows) for rows in lists], dtype=np.int64)
    taken = ranges(offsets_of(counts)[:-1][places].astype(np.int64), counts[places])
    table = _table([row for rows in lists for row in rows], CANDIDATES_SCHEMA).take(pa.array(taken))
    return table.append_column("row", pa.array(start + np.repeat(np.arange(len(places)), counts[places])))


def candidates_known() -> int:
    """Return how many candidates of a name are known at most."""
    return int(parameter_value("suppliers_candidates_shown"))


def _payees(names: pa.Table) -> pa.Table:
    """Return the columns of payees, those that the list lacks empty, names without spaces at their ends."""
    fields = [field for field in PAYEES_SCHEMA if field.name != "business_type"]
    columns = [
        names[field.name].cast(field.type) if field.name in names.column_names else pa.nulls(len(names), field.type)
        for field in fields
    ]
    columns[0] = pc.utf8_trim_whitespace(pc.fill_null(columns[0], ""))
    return pa.table(columns, schema=pa.schema(fields))


def _distinct(payees: pa.Table) -> tuple[Ints, Ints]:
    """Return for each row its place among the distinct rows, and for each of those the first row that is it."""
    return combined((numbers_of(column.combine_chunks()) for column in payees.columns), len(payees))


def _not_looked_up(names: Sequence[str], cleaned: Mapping[str, CleanName]) -> list[str]:
    """Return the outcome of each name that is not looked up, '' for the others."""
    withheld = is_redacted_column(pa.array(names, pa.string())).to_pylist()
    forms = _only_legal_forms([name for name in names if len(name) <= LONGEST_LEGAL_FORM])
    return [
        NO_NAME
        if not cleaned[name].full or name in forms
        else WITHHELD
        if is_withheld
        else PERSON
        if is_person_shaped(name)
        else ""
        for name, is_withheld in zip(names, withheld, strict=True)
    ]


def _only_legal_forms(names: Sequence[str]) -> frozenset[str]:
    """Return the names that say nothing but what sort of company it is."""
    words = {name: [name, *name.split()] for name in set(names)}
    cleaned = clean_names([f"{STEM} {word}" for asked in words.values() for word in asked] or [STEM])
    is_form = {text: one.core == STEM and one.full != STEM for text, one in cleaned.items()}
    return frozenset(
        name
        for name, (whole, *parts) in words.items()
        if is_form[f"{STEM} {whole}"] or (parts and all(is_form[f"{STEM} {part}"] for part in parts))
    )


def _match_row(decision: Decision, outcome: str) -> tuple[object, ...]:
    chosen = decision.best if outcome in {MATCH, UNSURE} else None
    runner_up = next((one for one in decision.candidates if one is not chosen), None)
    return (
        outcome,
        *_organisation(chosen),
        _rounded(chosen.probability) if chosen else None,
        _no_match(decision, outcome),
        runner_up.entity.entity_name if runner_up else None,
        runner_up.entity.entity_id if runner_up else None,
        _rounded(runner_up.probability) if runner_up else None,
        chosen.explanation if chosen else _why_none(outcome, runner_up),
    )


def _candidate_rows(decision: Decision, outcome: str, most: int) -> list[tuple[object, ...]]:
    none = _no_match(decision, outcome)
    rows: list[tuple[object, ...]] = [
        (outcome, rank, *_organisation(one), _rounded(one.probability), none, one.explanation)
        for rank, one in enumerate(decision.candidates[:most], start=1)
    ]
    return rows or [(outcome, None, *_organisation(None), None, none, _why_none(outcome, None))]


def _organisation(one: Candidate | None) -> tuple[str | None, ...]:
    if one is None:
        return (None,) * 5
    entity = one.entity
    return entity.entity_name, entity.register_id, entity.entity_id, entity.company_number, entity.charity_number


def _no_match(decision: Decision, outcome: str) -> float | None:
    return _rounded(decision.no_match_probability) if outcome in {MATCH, UNSURE, NO_MATCH} else None


def _why_none(outcome: str, nearest: Candidate | None) -> str:
    if outcome != NO_MATCH:
        return OUTCOME_SENTENCES[outcome]
    if nearest is None:
        return "no register in use holds a name like it"
    return f"none is likely enough; the nearest is {nearest.entity.entity_name}: {nearest.explanation}"


def _rounded(probability: float) -> float:
    return round(probability, DIGITS)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in schema]
    return pa.table([list(column) for column in columns], schema=schema)
