"""Every rule keeps its promises on its own examples, and real files come out as an accountant would sort them."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ourplace.spend.kinds import ANALYSED_KINDS, KINDS, assign_kinds, kind_rules
from ourplace.spend.money import parse_money
from ourplace.spend.rulebook import Rule

TEXTS = ("category_name", "category_code", "description", "department_name", "stated_kind", "merchant_category")


def payments(*rows: Mapping[str, str | bool]) -> pa.Table:
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in ("payee_name", *TEXTS)}
    flags = {name: pa.array([bool(row.get(name)) for row in rows]) for name in ("is_card", "is_redacted")}
    return pa.table({**columns, **flags})


@pytest.mark.parametrize("rule", kind_rules().rules, ids=lambda rule: rule.id)
def test_a_rule_decides_its_examples_and_leaves_its_counter_examples(rule: Rule) -> None:
    rows = [*rule.examples, *rule.counter_examples]

    decided = assign_kinds(payments(*rows))["kind_rule_id"].to_pylist()

    assert [rule_id == rule.id for rule_id in decided] == [True] * len(rule.examples) + [False] * len(
        rule.counter_examples
    )


def test_rules_have_ids_of_their_own_known_kinds_and_end_with_unknown() -> None:
    rules = kind_rules().rules

    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.outcome for rule in rules} == set(KINDS)
    assert (rules[-1].id, rules[-1].when) == ("unknown", ())
    assert set(ANALYSED_KINDS) < set(KINDS)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"payee_name": "NHS RESOLUTION", "category_name": "CNST"}, "public_body"),
        ({"payee_name": "NHS Supply Chain", "category_name": "Drugs"}, "goods_services"),
        ({"payee_name": "NHS PENSIONS", "category_name": "Employer contributions"}, "pass_through"),
        ({"payee_name": "ALLIED PHARMA (UK) LTD", "category_name": "Drugs"}, "goods_services"),
        ({"payee_name": "TRANSPORT FOR GREATER MANCHESTER", "category_name": "Levy"}, "public_body"),
        ({"payee_name": "UNIVERSITY OF WESTSHIRE", "category_name": "Training"}, "goods_services"),
        ({"payee_name": "DEPT FOR WORK & PENSIONS", "category_name": "Other"}, "public_body"),
        ({"payee_name": "GOVERNMENT PROPERTY AGENCY", "category_name": "Rent"}, "public_body"),
        (
            {"payee_name": "Westshire Police and Crime Commissioner", "description": "Police precept May"},
            "pass_through",
        ),
        ({"payee_name": "Valley Housing Association", "category_name": "Social Housing Grant"}, "grant"),
        ({"payee_name": "Valley Housing Association", "category_name": "Service charges"}, "goods_services"),
        ({"payee_name": "PWLB", "category_name": "Interest payable"}, "pass_through"),
        ({"payee_name": "Big Water plc", "category_name": "Water charges"}, "goods_services"),
        ({"payee_name": "BUILDWELL CONSTRUCTION LTD", "category_code": "45210000-2"}, "works"),
        ({"payee_name": "Corner Shop", "merchant_category": "Grocery", "is_card": True}, "card"),
        ({"payee_name": "REDACTED", "is_redacted": True, "is_card": True}, "redacted"),
        ({"payee_name": "N/A"}, "unknown"),
    ],
)
def test_sorts_of_payment_from_other_publishers(row: Mapping[str, str | bool], kind: str) -> None:
    assert assign_kinds(payments(row))["kind"].to_pylist() == [kind]


def test_absent_and_dictionary_columns_count_and_old_answers_are_replaced() -> None:
    table = pa.table(
        {"payee_name": pa.array(["PWLB", "PWLB", None]).dictionary_encode(), "kind": pa.array(["x", "y", "z"])}
    )

    answered = assign_kinds(table)

    assert answered.column_names == ["payee_name", "kind", "kind_rule_id"]
    assert answered["kind"].to_pylist() == ["pass_through", "pass_through", "unknown"]


def test_no_rows_are_no_rows() -> None:
    assert assign_kinds(payments()).num_rows == 0


def test_the_answer_does_not_depend_on_the_other_rows() -> None:
    rows = [example for rule in kind_rules().rules for example in rule.examples]

    together = assign_kinds(payments(*rows))["kind_rule_id"].to_pylist()

    assert together == [assign_kinds(payments(row))["kind_rule_id"][0].as_py() for row in rows]


@pytest.mark.real_data
def test_a_district_s_precepts_are_passed_on_and_not_spent(real_data: object) -> None:
    """Hyndburn's direct debits to the county council from 2024-25, read roughly from two of its files."""
    folder = Path(str(real_data)) / "spend" / "lancashire" / "hyndburn"
    rows = [
        {"payee_name": row[-3], "description": row[2], "category_name": row[1], "amount": row[-1]}
        for name in ("July-24.csv", "Aug-25.csv")
        for line in csv.reader((folder / name).read_text("cp1252").splitlines())
        if len(row := [cell for cell in line if cell.strip()]) == 8 and "Direct Debit" in row[5]
    ]
    table = payments(*[{key: value for key, value in row.items() if key != "amount"} for row in rows])

    kinds = set(assign_kinds(table)["kind"].to_pylist())

    assert kinds == {"pass_through"}
    assert sum(parse_money(row["amount"]) or 0 for row in rows) > 5_000_000
    assert pc.all(pc.is_valid(table["payee_name"])).as_py()
