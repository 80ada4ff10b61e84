"""Ordered rules over the words of a payment: the first rule that fits decides, and its id is kept with the row.

A rulebook is a YAML file that a procurement officer can read: `terms` (named pieces of regular expression, used as
`<name>`), then `rules`, each with the fields it looks at, examples that it must catch and counter-examples that it must
not. Patterns are RE2, upper and lower case alike, and are searched for anywhere in the field; an underscore counts as a
space, as in `lfrs.expenditure.computer_software`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from pydantic import BaseModel, ConfigDict, Field

# Fields joined by this sign are alternatives: `category_name|description` holds where either matches.
EITHER = "|"
# Characters of pattern that are searched for in one pass.
LONGEST_GROUP = 250
# Distinct values of one field that are remembered; some 100 MB at most.
MOST_SEEN = 300_000
# Numbers of invoices and orders make every narrative another text, and no rule asks what they are.
LONG_NUMBER = r"\d{5,}"
SPACES = r"[_\s\x{a0}]+"
_ASKS_FOR_LONG_NUMBER = re.compile(r"\\d\{(?:[5-9]|\d\d)|\d{5,}")
_TERM = re.compile(r"<(\w+)>")
_LINE_BREAK = re.compile(r"\s*\n\s*")

Truths = npt.NDArray[np.bool_]
Condition = Mapping[str, str | bool]


class Rule(BaseModel):
    """One rule: it fits where every field of any one condition in `when` matches and no condition in `unless` does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    outcome: str
    tier: str = ""
    description: str
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    examples: tuple[Mapping[str, str | bool], ...] = Field(min_length=1)
    counter_examples: tuple[Mapping[str, str | bool], ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """The rules in their order; the last has no conditions and fits whatever is left."""

    rules: tuple[Rule, ...]
    # What earlier tables showed of a field's values: the positions in `patterns_of` that match. It saves time only.
    seen: dict[str, dict[str, tuple[int, ...]]] = field(default_factory=dict, compare=False, repr=False)

    def patterns_of(self, name: str) -> list[str]:
        """Return every distinct pattern that some rule looks for in one field, in order of first use."""
        conditions = (condition for rule in self.rules for condition in (*rule.when, *rule.unless))
        found = (
            pattern
            for condition in conditions
            for fields, pattern in condition.items()
            if isinstance(pattern, str) and name in fields.split(EITHER)
        )
        return list(dict.fromkeys(found))

    def heeds_long_numbers(self, name: str) -> bool:
        """Return whether a pattern looked for in the field tells one number of five digits or more from another."""
        return any(_ASKS_FOR_LONG_NUMBER.search(pattern) for pattern in self.patterns_of(name))


def read_rulebook(files: Iterable[Traversable]) -> Rulebook:
    """Return the rules of these files in order; terms defined in an earlier file serve the later ones.

    Raises:
        pydantic.ValidationError: a rule lacks an example or has a field that rules do not have.
        KeyError: a pattern uses a term that no file defines.
    """
    terms: dict[str, str] = {}
    rules: list[Rule] = []
    for file in files:
        content = yaml.safe_load(file.read_text("utf-8"))
        for name, pattern in content.get("terms", {}).items():
            terms[name] = _with_terms(pattern, terms)
        rules += [Rule.model_validate(_expanded(rule, terms)) for rule in content["rules"]]
    return Rulebook(tuple(rules))


def first_rules(table: pa.Table, rulebook: Rulebook) -> npt.NDArray[np.intp]:
    """Return, for every row, the position of the first rule that fits.

    Text is matched once for each distinct value; columns that the table lacks count as empty.
    """
    words = _Words(table, rulebook)
    chosen = np.full(table.num_rows, len(rulebook.rules) - 1, dtype=np.intp)
    undecided = np.ones(table.num_rows, dtype=np.bool_)
    for position, rule in enumerate(rulebook.rules):
        fits = words.fits_any(rule.when) if rule.when else undecided
        if fits is None:
            continue
        excluded = words.fits_any(rule.unless) if rule.unless else None
        fits = fits & undecided if excluded is None else fits & undecided & ~excluded
        chosen[fits] = position
        undecided &= ~fits
    return chosen


class _Words:
    """Which rows of a table match which pattern, found out at most once a pattern and field."""

    def __init__(self, table: pa.Table, rulebook: Rulebook) -> None:
        self._table = table
        self._rulebook = rulebook
        self._matched: dict[str, dict[str, Truths]] = {}
        self._rows: dict[str, npt.NDArray[np.int32]] = {}

    def fits_any(self, conditions: Sequence[Condition]) -> Truths | None:
        """Return the rows that fit at least one condition, or None where no row does."""
        found: Truths | None = None
        for condition in conditions:
            fits = self._fits(condition)
            if fits is not None:
                found = fits if found is None else found | fits
        return found

    def _fits(self, condition: Condition) -> Truths | None:
        fits: Truths | None = None
        for fields, wanted in condition.items():
            if isinstance(wanted, bool):
                matched: Truths | None = self._flag(fields) == wanted
            else:
                matched = self._matching_either(fields.split(EITHER), wanted)
            if matched is None:
                return None
            fits = matched if fits is None else fits & matched
        return fits

    def _flag(self, name: str) -> Truths:
        if self._table.num_rows == 0 or name not in self._table.column_names:
            return np.zeros(self._table.num_rows, dtype=np.bool_)
        return np.asarray(pc.fill_null(self._table[name], False).to_numpy(), dtype=np.bool_)

    def _matching_either(self, fields: Sequence[str], pattern: str) -> Truths | None:
        found: Truths | None = None
        for name in fields:
            by_value = self._values_matching(name).get(pattern)
            if by_value is not None:
                rows = by_value[self._rows[name]]
                found = rows if found is None else found | rows
        return found

    def _values_matching(self, name: str) -> dict[str, Truths]:
        if name not in self._matched:
            self._matched[name] = self._match_distinct(name)
        return self._matched[name]

    def _match_distinct(self, name: str) -> dict[str, Truths]:
        if (
            self._table.num_rows == 0
            or name not in self._table.column_names
            or pa.types.is_null(self._table[name].type)
        ):
            return {}
        column = self._table[name].combine_chunks()
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        alike = _alike(encoded.dictionary, has_numbers=self._rulebook.heeds_long_numbers(name))
        # A missing value points behind the last distinct value, where no pattern ever matches.
        places = np.append(pc.fill_null(alike.indices, len(alike.dictionary)).to_numpy(), len(alike.dictionary))
        self._rows[name] = places[pc.fill_null(encoded.indices, len(encoded.dictionary)).to_numpy()].astype(np.int32)
        return _match_once(alike.dictionary.to_pylist(), self._rulebook, name)


def worded_alike(table: pa.Table, rulebooks: Sequence[Rulebook]) -> pa.Table:
    """Return the table with texts that no rule of these books can tell apart made one, and each listed once.

    What several books then look at costs its cleaning once.
    """
    for place, column in enumerate(table.schema):
        if column.type != pa.string():
            continue
        encoded = table.column(place).combine_chunks().dictionary_encode()
        heeded = any(book.heeds_long_numbers(column.name) for book in rulebooks)
        alike = _alike(encoded.dictionary, has_numbers=heeded)
        indices = alike.indices.take(encoded.indices)
        table = table.set_column(place, column.name, pa.DictionaryArray.from_arrays(indices, alike.dictionary))
    return table


def _alike(values: pa.Array, *, has_numbers: bool) -> pa.DictionaryArray:
    """Return texts as patterns see them: one space for several, and long numbers as one where no pattern heeds them."""
    if not has_numbers:
        values = pc.replace_substring_regex(values, LONG_NUMBER, "00000")
        encoded = values.dictionary_encode()
        spaced = pc.replace_substring_regex(encoded.dictionary, SPACES, " ").dictionary_encode()
        return pa.DictionaryArray.from_arrays(spaced.indices.take(encoded.indices), spaced.dictionary)
    return pc.replace_substring_regex(values, SPACES, " ").dictionary_encode()


def _match_once(values: list[str | None], rulebook: Rulebook, name: str) -> dict[str, Truths]:
    """Return what `match_patterns` returns, asking it only about values that no earlier table held.

    The same payees and headings come back month after month, and every pattern costs time before its first value.
    """
    patterns, seen = rulebook.patterns_of(name), rulebook.seen.setdefault(name, {})
    new = [value for value in values if value is not None and value not in seen]
    if len(seen) + len(new) > MOST_SEEN:
        seen.clear()
        new = [value for value in values if value is not None]
    found: dict[int, list[int]] = {}
    for position, truths in enumerate(map(match_patterns(pa.array(new, pa.string()), patterns).get, patterns)):
        for place in [] if truths is None else np.flatnonzero(truths).tolist():
            found.setdefault(place, []).append(position)
    seen.update((value, tuple(found.get(place, ()))) for place, value in enumerate(new))
    places: dict[int, list[int]] = {}
    for place, value in enumerate(values):
        for position in seen[value] if value is not None else ():
            places.setdefault(position, []).append(place)
    return {patterns[position]: _truths_at(places[position], len(values) + 1) for position in sorted(places)}


def _truths_at(places: Sequence[int], size: int) -> Truths:
    truths = np.zeros(size, dtype=np.bool_)
    truths[places] = True
    return truths


def match_patterns(values: pa.Array, patterns: Sequence[str]) -> dict[str, Truths]:
    """Return the patterns that match at least one value, with the truth for each value and a False behind the last.

    A few patterns are tried at once, and one by one only on the values that some of them matched.
    """
    matched: dict[str, Truths] = {}
    for group in _in_groups(patterns) if len(values) else []:
        hits = _matching(values, "|".join(f"(?:{pattern})" for pattern in group))
        positions = np.flatnonzero(hits)
        if len(positions) == 0:
            continue
        candidates = values.take(pa.array(positions))
        for pattern in group:
            found = positions if len(group) == 1 else positions[_matching(candidates, pattern)]
            if len(found):
                matched[pattern] = np.zeros(len(values) + 1, dtype=np.bool_)
                matched[pattern][found] = True
    return matched


def _in_groups(patterns: Sequence[str]) -> list[list[str]]:
    """Return the patterns in groups of limited length: one automaton for too many of them would be slower than all alone."""
    groups: list[list[str]] = []
    length = LONGEST_GROUP
    for pattern in patterns:
        length += len(pattern)
        if length > LONGEST_GROUP:
            groups.append([])
            length = len(pattern)
        groups[-1].append(pattern)
    return groups


def _matching(values: pa.Array, pattern: str) -> Truths:
    hits = pc.fill_null(pc.match_substring_regex(values, pattern, ignore_case=True), False)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _expanded(rule: Mapping[str, Any], terms: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: [_expanded_condition(condition, terms) for condition in value] if key in {"when", "unless"} else value
        for key, value in rule.items()
    }


def _expanded_condition(condition: Mapping[str, str | bool], terms: Mapping[str, str]) -> dict[str, str | bool]:
    return {
        fields: wanted if isinstance(wanted, bool) else _with_terms(wanted, terms)
        for fields, wanted in condition.items()
    }


def _with_terms(pattern: str, terms: Mapping[str, str]) -> str:
    whole = _TERM.sub(lambda found: f"(?:{terms[found[1]]})", _LINE_BREAK.sub("", pattern.strip()))
    return whole.replace("_", " ")


def with_columns(table: pa.Table, **columns: pa.Array) -> pa.Table:
    """Return the table with these columns, in place of any that have their names."""
    kept = table.drop_columns([name for name in columns if name in table.column_names])
    for name, values in columns.items():
        kept = kept.append_column(name, values)
    return kept
