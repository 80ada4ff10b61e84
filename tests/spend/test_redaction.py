"""Withheld names are told from names that only look like it."""

import re

import pyarrow as pa
import pytest

from ourplace.spend.redaction import RedactionRule, is_redacted_column, redaction_rules


@pytest.mark.parametrize("rule", redaction_rules(), ids=lambda rule: rule.id)
def test_examples_are_redacted_and_counter_examples_are_not(rule: RedactionRule) -> None:
    names = [*rule.examples, *rule.counter_examples]

    caught = is_redacted_column(pa.array(names))

    assert dict(zip(names, caught.to_pylist(), strict=True)) == {
        **dict.fromkeys(rule.examples, True),
        **dict.fromkeys(rule.counter_examples, False),
    }


@pytest.mark.parametrize("rule", redaction_rules(), ids=lambda rule: rule.id)
def test_no_rule_is_idle(rule: RedactionRule) -> None:
    others = tuple(other for other in redaction_rules() if other.id != rule.id)

    only_by_this = [name for name in rule.examples if not any(_catches(other, name) for other in others)]

    assert only_by_this


def _catches(rule: RedactionRule, name: str) -> bool:
    pattern = rule.pattern.replace(r"\x{2588}", "\u2588").replace(r"\x{25A0}", "\u25a0")
    return bool(re.search(pattern, name, re.IGNORECASE))


def test_a_missing_name_is_not_a_withheld_one() -> None:
    assert is_redacted_column(pa.array([None, "", "N/A", "NULL", "nan", "REDACTED"])).to_pylist() == [
        False,
        False,
        False,
        False,
        False,
        True,
    ]


def test_columns_of_several_chunks_and_of_nothing_are_read() -> None:
    chunked = pa.chunked_array([["Third Party"], ["Acme Ltd"]])

    assert is_redacted_column(chunked).to_pylist() == [True, False]
    assert is_redacted_column(pa.nulls(2)).to_pylist() == [False, False]
    assert is_redacted_column(pa.array([], pa.string())).to_pylist() == []
