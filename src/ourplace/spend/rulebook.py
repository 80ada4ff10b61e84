"""Ordered rules over the words of a payment: the first rule that fits decides, and its id is kept with the row.

A rulebook is a YAML file that a procurement officer can read: `terms` (named pieces of regular expression, used as
`<name>`), then `rules`, each with the fields it looks at, examples that it must catch and counter-examples that it must
not. Patterns are RE2, upper and lower case alike, and are searched for anywhere in the field; an underscore counts as a
space, as in `lfrs.expenditure.computer_software`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from ourplace.spend.combinations import combined
from ourplace.yaml_files import read_yaml

# Fields joined by this sign are alternatives: `category_name|description` holds where either matches.
EITHER = "|"
# Characters of pattern that are searched for in one pass.
LONGEST_GROUP = 250
# Distinct values of one field that are remembered; some 100 MB at most.
MOST_SEEN = 200_000
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


@dataclass
class FieldPatterns:
    """One field that rules look at: their patterns for it, and what the values of earlier tables showed.

    Values that match the same patterns are one to every rule: `signatures` lists each such set of patterns, as positions
    in `patterns`, and `by_value` says which one a value has. What is remembered saves time only.
    """

    patterns: tuple[str, ...]
    by_value: dict[str, int] = field(default_factory=dict)
    signatures: dict[tuple[int, ...], int] = field(default_factory=lambda: {(): 0})

    @cached_property
    def heeds_long_numbers(self) -> bool:
        """Whether a pattern tells one number of five digits or more from another."""
        return any(_ASKS_FOR_LONG_NUMBER.search(pattern) for pattern in self.patterns)


@dataclass(frozen=True)
class Rulebook:
    """The rules in their order; the last has no conditions and fits whatever is left."""

    rules: tuple[Rule, ...]

    @cached_property
    def fields(self) -> Mapping[str, FieldPatterns]:
        """Every field that some rule looks at, in order of first use, with the distinct patterns looked for in it."""
        patterns: dict[str, dict[str, None]] = {}
        for condition in (condition for rule in self.rules for condition in (*rule.when, *rule.unless)):
            for names, wanted in condition.items():
                for name in names.split(EITHER):
                    patterns.setdefault(name, {}).update({wanted: None} if isinstance(wanted, str) else {})
        return {name: FieldPatterns(tuple(found)) for name, found in patterns.items()}


def read_rulebook(files: Iterable[Traversable]) -> Rulebook:
    """Return the rules of these files in order; terms defined in an earlier file serve the later ones.

    Raises:
        pydantic.ValidationError: a rule lacks an example or has a field that rules do not have.
        KeyError: a pattern uses a term that no file defines.
    """
    terms: dict[str, str] = {}
    rules: list[Rule] = []
    for file in files:
        content = read_yaml(file)
        for name, pattern in content.get("terms", {}).items():
            terms[name] = _with_terms(pattern, terms)
        rules += [Rule.model_validate(_expanded(rule, terms)) for rule in content["rules"]]
    return Rulebook(tuple(rules))


def first_rules(table: pa.Table, rulebook: Rulebook) -> npt.NDArray[np.intp]:
    """Return, for every row, the position of the first rule that fits.

    Each distinct text is matched once, and each combination of what texts match is decided once. Columns that the table
    lacks, or that are missing in a row, count as empty.
    """
    combinations, rows = _combinations(table, rulebook)
    chosen = np.full(combinations.count, len(rulebook.rules) - 1, dtype=np.intp)
    undecided = np.ones(combinations.count, dtype=np.bool_)
    for position, rule in enumerate(rulebook.rules):
        fits = combinations.fits_any(rule.when) if rule.when else undecided
        if fits is None:
            continue
        excluded = combinations.fits_any(rule.unless) if rule.unless else None
        fits = fits & undecided if excluded is None else fits & undecided & ~excluded
        chosen[fits] = position
        undecided &= ~fits
    return chosen[rows]


@dataclass(frozen=True)
class _Combinations:
    """The distinct rows of a table as rules see them: which patterns each field matches, and which flags are set."""

    count: int
    matched: Mapping[str, Mapping[str, Truths]]
    flags: Mapping[str, Truths]

    def fits_any(self, conditions: Sequence[Condition]) -> Truths | None:
        """Return the combinations that fit at least one condition, or None where none does."""
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
                matched: Truths | None = self.flags.get(fields, np.zeros(self.count, np.bool_)) == wanted
            else:
                matched = self._matching_either(fields.split(EITHER), wanted)
            if matched is None:
                return None
            fits = matched if fits is None else fits & matched
        return fits

    def _matching_either(self, fields: Sequence[str], pattern: str) -> Truths | None:
        found: Truths | None = None
        for name in fields:
            matched = self.matched.get(name, {}).get(pattern)
            if matched is not None:
                found = matched if found is None else found | matched
        return found


def _combinations(table: pa.Table, rulebook: Rulebook) -> tuple[_Combinations, npt.NDArray[np.int64]]:
    """Return the distinct combinations of what the rows of a table match, and the combination of each row."""
    present = [name for name in rulebook.fields if name in table.column_names and table.num_rows]
    columns = {name: _one_array(table[name]) for name in present}
    flags = {name: _truths(pc.fill_null(values, False)) for name, values in columns.items() if _is_flag(values)}
    signs = {name: _signs(columns[name], rulebook.fields[name]) for name in present if name not in flags}
    rows, first = combined([*signs.values(), *(truths.astype(np.int64) for truths in flags.values())], table.num_rows)
    matched = {name: _matched_by(column[first], rulebook.fields[name]) for name, column in signs.items()}
    return _Combinations(len(first), matched, {name: truths[first] for name, truths in flags.items()}), rows


def _is_flag(values: pa.Array) -> bool:
    return bool(pa.types.is_boolean(values.type))


def _truths(values: pa.Array) -> Truths:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _one_array(values: pa.ChunkedArray) -> pa.Array:
    return (values.unify_dictionaries() if pa.types.is_dictionary(values.type) else values).combine_chunks()


def _signs(values: pa.Array, field: FieldPatterns) -> npt.NDArray[np.int64]:
    """Return, for every row, the place of what its text matches in the field's signatures; 0 is nothing."""
    if pa.types.is_null(values.type):
        return np.zeros(len(values), np.int64)
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    # A missing value points behind the last distinct value, where no pattern ever matches.
    by_text = np.append(_signatures_of(encoded.dictionary.to_pylist(), field), 0)
    signs: npt.NDArray[np.int64] = by_text[np.asarray(pc.fill_null(encoded.indices, len(encoded.dictionary)))]
    return signs


def _signatures_of(values: list[str], field: FieldPatterns) -> npt.NDArray[np.int64]:
    """Return the place of each value's signature; patterns are asked only about values that no earlier table held.

    The same payees and headings come back month after month, and every pattern costs time before its first value.
    """
    known = field.by_value
    new = [value for value in dict.fromkeys(values) if value not in known]
    if len(known) + len(new) > MOST_SEEN:
        known.clear()
        new = list(dict.fromkeys(values))
    known.update(zip(new, _asked(new, field), strict=True))
    return np.fromiter(map(known.__getitem__, values), np.int64, len(values))


def _asked(values: list[str], field: FieldPatterns) -> list[int]:
    """Return the place of the signature of each value, by matching every pattern of the field."""
    alike = _alike(pa.array(values, pa.string()), has_numbers=field.heeds_long_numbers)
    found: dict[int, list[int]] = {}
    for position, truths in enumerate(map(match_patterns(alike.dictionary, field.patterns).get, field.patterns)):
        for place in [] if truths is None else np.flatnonzero(truths).tolist():
            found.setdefault(place, []).append(position)
    signatures = (tuple(found.get(place, ())) for place in range(len(alike.dictionary)))
    places = [field.signatures.setdefault(signature, len(field.signatures)) for signature in signatures]
    return [places[index] for index in alike.indices.to_pylist()]


def _matched_by(signs: npt.NDArray[np.int64], field: FieldPatterns) -> dict[str, Truths]:
    """Return, for each pattern of a field that matched anything, the truth for each of these signatures."""
    signatures = list(field.signatures)
    holding: dict[int, list[int]] = {}
    for sign in np.unique(signs).tolist():
        for position in signatures[sign]:
            holding.setdefault(position, []).append(sign)
    return {field.patterns[position]: np.isin(signs, found) for position, found in holding.items()}


def _alike(values: pa.Array, *, has_numbers: bool) -> pa.DictionaryArray:
    """Return texts as patterns see them: one space for several, and long numbers as one where no pattern heeds them."""
    if not has_numbers:
        values = pc.replace_substring_regex(values, LONG_NUMBER, "00000")
    return pc.replace_substring_regex(values, SPACES, " ").dictionary_encode()


def match_patterns(values: pa.Array, patterns: Sequence[str]) -> dict[str, Truths]:
    """Return the patterns that match at least one value, with the truth for each value.

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
                matched[pattern] = np.zeros(len(values), dtype=np.bool_)
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
