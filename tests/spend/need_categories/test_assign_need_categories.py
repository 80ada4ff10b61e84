"""Every rule keeps its promises on its own examples; stated codes win; tiers say how firmly the words speak."""

from collections.abc import Mapping

import pyarrow as pa
import pytest

from ourplace.spend.need_categories import (
    TIERS,
    assign_need_categories,
    cpv_divisions,
    need_category_rules,
)
from ourplace.spend.rulebook import Rule

TEXTS = ("payee_name", "category_name", "category_code", "description", "department_name", "merchant_category", "kind")


def payments(*rows: Mapping[str, str | bool]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in TEXTS})


def answers(*rows: Mapping[str, str | bool]) -> list[tuple[str | None, str, str | None]]:
    table = assign_need_categories(payments(*rows))
    names = ("need_category_code", "need_category_tier", "need_category_rule_id")
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("rule", need_category_rules().rules, ids=lambda rule: rule.id)
def test_a_rule_decides_its_examples_and_leaves_its_counter_examples(rule: Rule) -> None:
    rows = [*rule.examples, *rule.counter_examples]

    decided = [rule_id or "unknown" for _, _, rule_id in answers(*rows)]

    assert [rule_id == rule.id for rule_id in decided] == [True] * len(rule.examples) + [False] * len(
        rule.counter_examples
    )


def test_rules_have_ids_of_their_own_and_name_divisions_and_tiers_that_exist() -> None:
    rules = need_category_rules().rules

    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.outcome for rule in rules[:-1]} <= set(cpv_divisions())
    assert {rule.tier for rule in rules} == {"known_classification", "keywords", "unknown"} < set(TIERS)
    assert (rules[-1].id, rules[-1].when) == ("unknown", ())


def test_headings_come_before_keywords() -> None:
    tiers = [rule.tier for rule in need_category_rules().rules]

    assert tiers == sorted(tiers, key=["known_classification", "keywords", "unknown"].index)


def test_a_stated_cpv_code_wins_over_words() -> None:
    row = {"payee_name": "Acme", "category_name": "Electricity", "category_code": "45210000-2"}

    assert answers(row) == [("45", "stated_code", "stated_cpv_code")]


@pytest.mark.parametrize("code", ["99000000", "4521", "45210000-22", "INV45210000", "452100000"])
def test_what_only_looks_like_a_cpv_code_leaves_the_words_to_speak(code: str) -> None:
    row = {"payee_name": "Acme", "category_name": "Electricity", "category_code": code}

    assert answers(row) == [("09", "known_classification", "heading_fuel_and_energy")]


def test_a_column_of_proclass_codes_is_read() -> None:
    rows = [{"payee_name": "Acme", "category_code": code} for code in ("371000", "381100", "261400", "390000")]

    assert answers(*rows) == [
        ("09", "stated_code", "stated_proclass_code"),
        ("09", "stated_code", "stated_proclass_code"),
        ("79", "stated_code", "stated_proclass_code"),
        ("45", "stated_code", "stated_proclass_code"),
    ]


def test_ledger_codes_that_meet_a_proclass_code_by_chance_are_not_read() -> None:
    rows = [{"payee_name": "Acme", "category_code": code} for code in ("371000", "123456", "654321", "111111")]

    assert answers(*rows) == [(None, "unknown", None)] * 4


def test_works_are_construction_unless_something_says_otherwise() -> None:
    assert answers(
        {"payee_name": "Acme", "kind": "works"},
        {"payee_name": "Acme", "kind": "unknown"},
    ) == [("45", "keywords", "words_construction"), (None, "unknown", None)]


def test_underscores_and_odd_spaces_read_as_spaces() -> None:
    rows = [
        {"payee_name": "Acme", "category_name": "LFRS.EXPENDITURE.SUPPLIES_&_SERVICES.COMPUTER_SOFTWARE"},
        {"payee_name": "Acme", "category_name": "Ext\u00a0 Adapt  Improv  Etc"},
    ]

    assert [code for code, _, _ in answers(*rows)] == ["48", "45"]


def test_no_rows_and_absent_columns_are_answered() -> None:
    assert answers() == []
    assert assign_need_categories(pa.table({"payee_name": ["Jo Bloggs"]}))["need_category_tier"].to_pylist() == [
        "unknown"
    ]
