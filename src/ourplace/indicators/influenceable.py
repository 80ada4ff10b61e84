"""How much of the published spend a buyer could move: three tests, each answered yes, no or unknown.

Type: it pays a third party for something, and is no grant, tax or payment to a public body. Feasibility: the need could reasonably be
bought nearby. Lock-in: no contract holds it, or the contract ends by the horizon. Influenceable is all three yes; not influenceable is any no;
the rest is unknown. Lock-in is unknown for an anchor without a list of contracts, and where no horizon is set.
"""

from collections.abc import Mapping
from functools import reduce

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.indicators.expected_spend import POOLED_FIRST, share
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables, with_pooled
from ourplace.parameters import parameter_value

ANSWERS = ("yes", "no", "unknown")


def influenceable(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`) and answer, with the pounds that each test alone rules out."""
    groups = ["anchor_id", "supplier_id", "kind", "need_category_code"]
    each = tables.spend.group_by(groups).agg(amount_gbp=tables.spend.amount_gbp.sum())
    tested = each.mutate(
        by_type=_answers(each.kind, parameter_value("indicators_influenceable_kinds")),
        by_feasibility=_answers(each.need_category_code, parameter_value("feasible_need_categories")),
    )
    tested = _with_lock_in(tested, tables, settings)
    tests = [tested.by_type, tested.by_feasibility, tested.by_lock_in]
    is_no = reduce(lambda one, other: one | other, [test == "no" for test in tests])
    is_yes = reduce(lambda one, other: one & other, [test == "yes" for test in tests])
    answered = with_pooled(tested.mutate(answer=ibis.cases((is_no, "no"), (is_yes, "yes"), else_="unknown")))
    sums = answered.group_by("anchor_id").agg(
        published_gbp=answered.amount_gbp.sum(),
        **{answer: answered.amount_gbp.sum(where=answered.answer == answer) for answer in ANSWERS},
        type_no_gbp=answered.amount_gbp.sum(where=answered.by_type == "no"),
        feasibility_no_gbp=answered.amount_gbp.sum(where=answered.by_feasibility == "no"),
        lock_in_no_gbp=answered.amount_gbp.sum(where=answered.by_lock_in == "no"),
    )
    rows = reduce(Table.union, [_one_answer(sums, answer) for answer in ANSWERS])
    return rows.order_by(POOLED_FIRST, "anchor_id", rows.answer.cases(("yes", 0), ("no", 1), else_=2))


def _answers(value: StringValue, answers: Mapping[str, object]) -> StringValue:
    """Return the answer that a table of answers gives to a value, unknown where it gives none."""
    # YAML reads a bare yes or no as a truth value.
    words = {True: "yes", False: "no"}
    pairs = [(key, words[answer] if isinstance(answer, bool) else str(answer)) for key, answer in answers.items()]
    return value.cases(*pairs, else_="unknown")


def _with_lock_in(tested: Table, tables: StudyTables, settings: Settings) -> Table:
    """Return the rows with the answer of the third test."""
    if settings.horizon_date is None:
        return tested.mutate(by_lock_in=ibis.literal("unknown"))
    horizon = ibis.literal(settings.horizon_date)
    contracts = tables.contracts.mutate(is_long=tables.contracts.end_date > horizon)
    listed = contracts.select("anchor_id").distinct().mutate(is_listed=ibis.literal(True))
    general = contracts.filter(contracts.need_category_code.isnull())
    rows = (
        tested.left_join(listed, "anchor_id")
        .drop("anchor_id_right")
        .left_join(_held(general, ["anchor_id", "supplier_id"], "general"), ["anchor_id", "supplier_id"])
        .drop("anchor_id_right", "supplier_id_right")
    )
    specific = ["anchor_id", "supplier_id", "need_category_code"]
    rows = rows.left_join(_held(contracts, specific, "specific"), specific)
    is_long = ibis.or_(rows.general_is_long.fill_null(False), rows.specific_is_long.fill_null(False))
    is_undated = ibis.or_(rows.general_is_undated.fill_null(False), rows.specific_is_undated.fill_null(False))
    is_unknown = rows.is_listed.isnull() | rows.supplier_id.isnull() | is_undated
    answer = ibis.cases((is_long, "no"), (is_unknown, "unknown"), else_="yes")
    return rows.select(*tested.columns, by_lock_in=answer)


def _held(contracts: Table, keys: list[str], prefix: str) -> Table:
    """Return whether any contract of each group outlasts the horizon, and whether any has no last day."""
    return contracts.group_by(keys).agg(
        **{
            f"{prefix}_is_long": contracts.is_long.any(),
            f"{prefix}_is_undated": contracts.end_date.isnull().any(),
        }
    )


def _one_answer(sums: Table, answer: str) -> Table:
    """Return the rows of one answer; what a test alone rules out stands beside the answer no."""
    ruled_out = {
        name: (sums[name].fill_null(0) if answer == "no" else ibis.literal(0)).cast(MONEY)
        for name in ("type_no_gbp", "feasibility_no_gbp", "lock_in_no_gbp")
    }
    amount = sums[answer].fill_null(0).cast(MONEY)
    return sums.select(
        "anchor_id",
        answer=ibis.literal(answer),
        amount_gbp=amount,
        share=share(amount, sums.published_gbp),
        **ruled_out,
    )
