"""A rulebook reads terms, alternatives and exceptions as its authors mean them."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ourplace.spend.rulebook import Rulebook, first_rules, match_patterns, read_rulebook

BOOK = """
terms:
  company: '\\b(ltd|plc)\\b'
  firm: '<company>|\\bsons\\b'
rules:
  - id: builders
    outcome: works
    description: Firms that build.
    when:
      - {payee_name: '<firm>', category_name|description: '\\bbuild'}
      - {is_card: true}
    unless:
      - {payee_name: 'merchants'}
    examples: [{payee_name: A Ltd}]
  - id: rest
    outcome: unknown
    description: The rest.
    examples: [{payee_name: B}]
"""


def book(folder: Path, text: str = BOOK) -> Rulebook:
    (folder / "rules.yaml").write_text(text, "utf-8")
    return read_rulebook([folder / "rules.yaml"])


def decided(table: pa.Table, rulebook: Rulebook) -> list[str]:
    return [rulebook.rules[position].id for position in first_rules(table, rulebook)]


def test_all_fields_of_one_condition_must_match_and_either_field_may(tmp_path: Path) -> None:
    table = pa.table(
        {
            "payee_name": ["A Ltd", "A Ltd", "A Ltd", "Cole & Sons", "B"],
            "category_name": ["Building", None, None, "Rebuild_building", "Building"],
            "description": [None, "to build", None, None, None],
        }
    )

    assert decided(table, book(tmp_path)) == ["builders", "builders", "rest", "builders", "rest"]


def test_flags_and_exceptions_count(tmp_path: Path) -> None:
    table = pa.table({"payee_name": ["B", "Merchants", "B"], "is_card": [True, True, None]})

    assert decided(table, book(tmp_path)) == ["builders", "rest", "rest"]


def test_a_rule_without_examples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="examples"):
        book(tmp_path, BOOK.replace("examples: [{payee_name: B}]", "examples: []"))


def test_a_term_that_nobody_defined_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="unheard"):
        book(tmp_path, BOOK.replace("'<firm>'", "'<unheard>'"))


@settings(deadline=None)
@given(
    values=st.lists(st.text(alphabet="abc ", max_size=6), max_size=12, unique=True),
    patterns=st.lists(st.sampled_from(["a", "b$", r"\bc", "^ab", "a.c", "x" * 300, "abc|cba"]), unique=True),
)
def test_patterns_tried_together_match_what_each_matches_alone(values: list[str], patterns: list[str]) -> None:
    together = match_patterns(pa.array(values, pa.string()), patterns)

    for pattern in patterns:
        alone = match_patterns(pa.array(values, pa.string()), [pattern])
        assert [list(truths) for truths in alone.values()] == [
            list(truths) for truths in ([together[pattern]] if pattern in together else [])
        ]


def test_values_met_before_are_remembered_without_changing_the_answer(tmp_path: Path) -> None:
    rulebook = book(tmp_path)
    first = pa.table({"payee_name": ["A Ltd", "B"], "description": ["build", "build"]})
    second = pa.table({"payee_name": ["B", "C plc", "A Ltd"], "description": ["build", "build", None]})

    assert decided(first, rulebook) == ["builders", "rest"]
    assert decided(second, rulebook) == decided(second, book(tmp_path)) == ["rest", "builders", "rest"]
    assert set(rulebook.fields["payee_name"].by_value) == {"A Ltd", "B", "C plc"}
