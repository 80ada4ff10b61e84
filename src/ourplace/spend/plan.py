"""How one sheet is to be read: the header, the columns' parts, and the questions that only a person can answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa

from ourplace.exceptions import Where
from ourplace.spend.amount_choice import AmountChoice, AmountEvidence, choose_amount
from ourplace.spend.amounts import AmountPlan
from ourplace.spend.columns import Meaning, Role, dictionary
from ourplace.spend.date_order import OrderEvidence, Period, months_named
from ourplace.spend.grids import Grid
from ourplace.spend.headers import Header
from ourplace.spend.mapping import (
    Column,
    Layout,
    apply_layout,
    apply_person_choices,
    candidates,
    choose_several,
    choose_single,
    describe_columns,
    match_names,
    trust_empty,
    trust_name,
)
from ourplace.spend.overrides import Overrides
from ourplace.spend.payment_dates import DatePlan, choose_dates
from ourplace.spend.receipt import Choice, Decision

SAMPLE_ROWS = 2_000
TEXT_ROLES: tuple[Role, ...] = (
    "category",
    "category_code",
    "description",
    "department",
    "payee_postcode",
    "company_number",
    "charity_number",
    "supplier_reference",
    "invoice_reference",
    "merchant_category",
    "stated_kind",
    "card_marker",
)
_TEXT_SHARE = 0.6
_RIVAL_SHARE = 0.9
_SHORT_NAME = 4
_FEW_BODIES = 5
_LEAST_PAYEE_SCORE = 0.4
_HARDLY = 0.05
_FEW_ROWS = 5
_NEIGHBOURS = 500


@dataclass(frozen=True)
class Context:
    """What is known about a sheet from outside it."""

    where: Where
    overrides: Overrides
    evidence: OrderEvidence
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True)
class SheetPlan:
    """Everything that reading the rows of a sheet needs; positions are column positions from 0."""

    columns: tuple[Column, ...]
    width: int
    payee: int | None
    amount: AmountPlan | None
    dates: DatePlan
    texts: dict[Role, int]
    addresses: tuple[int, ...]
    text_columns: frozenset[int]
    spare_columns: frozenset[int]
    money_columns: frozenset[int]
    header_rows: tuple[tuple[str, ...], ...]
    is_card: bool
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...] = ()
    named_span: Period | None = None

    @property
    def is_payments(self) -> bool:
        """Whether the sheet has what a payment needs, or would have once a person has answered."""
        return self.amount is not None or any(decision.is_blocking for decision in self.decisions)

    @property
    def is_blocked(self) -> bool:
        """Whether no row can be used before a person has answered a question."""
        return any(decision.is_blocking for decision in self.decisions)

    @property
    def layout_key(self) -> tuple[Role | None, ...]:
        """The role of every column in order, for reading files without names by the same layout."""
        return tuple(
            column.meaning.role if column.use == "used" and column.meaning else None for column in self.columns
        )


def plan_sheet(grid: Grid, header: Header, preamble: str, context: Context) -> SheetPlan:
    """Return how to read a sheet whose rows (without header and preamble) begin with `grid`."""
    rows = _sample(grid)
    columns = describe_columns(header.names, rows, max(grid.width, len(header.names)))
    apply_person_choices(columns, context.overrides, context.where)
    match_names(columns)
    if header.is_missing:
        apply_layout(columns, context.layouts)
    amount = choose_amount(AmountEvidence(columns, rows, context.overrides, preamble, grid.rows(0, _NEIGHBOURS)))
    dates = choose_dates(columns, grid, overrides=context.overrides, evidence=context.evidence)
    payee, payee_decision = _choose_payee(columns)
    if amount.plan is None and not amount.decisions and len(rows) <= _FEW_ROWS:
        amount, payee = _nothing_paid(columns, payee) or (amount, payee)
        payee_decision = None if payee else payee_decision
    texts = {role: found.index for role in TEXT_ROLES if (found := choose_single(columns, role)) is not None}
    addresses = choose_several(columns, "payee_address")
    decisions = (*amount.decisions, dates.decision, payee_decision)
    has_money = amount.plan is not None or bool(amount.decisions)
    plan = SheetPlan(
        columns=tuple(columns),
        width=len(columns),
        payee=payee.index if payee else None,
        amount=amount.plan,
        dates=dates.plan,
        texts=texts,
        addresses=tuple(column.index for column in addresses),
        text_columns=frozenset(
            c.index for c in columns if c.evidence.letters_share >= _TEXT_SHARE and not c.evidence.is_date
        ),
        spare_columns=frozenset(
            c.index for c in columns if not c.header and c.evidence.filled_share < 1 - _RIVAL_SHARE
        ),
        money_columns=frozenset(c.index for c in columns if c.header and c.evidence.pence_share >= _RIVAL_SHARE),
        header_rows=(),
        is_card=_is_card(context.evidence.names, columns),
        decisions=tuple(decision for decision in decisions if decision) if has_money else (),
        notes=amount.notes,
        named_span=next((span for name in context.evidence.names if (span := months_named(name))), None),
    )
    return _with_missing_payee(plan) if has_money and payee is None and payee_decision is None else plan


def continued(plan: SheetPlan, where: Literal["sheet"] = "sheet") -> SheetPlan:
    """Return the plan of the sheet before, for a sheet that goes on in the same layout without naming its columns."""
    columns = tuple(replace(column, reason=f"as in the {where} before") for column in plan.columns)
    return replace(plan, columns=columns, header_rows=plan.header_rows)


def _sample(grid: Grid) -> list[list[str]]:
    """Return up to two thousand filled rows, spread evenly."""
    step = max(1, len(grid) // SAMPLE_ROWS)
    picked = range(0, len(grid), step)
    columns = [column.take(pa.array(picked, pa.int64())).to_pylist() for column in grid.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return [row for row in rows if any(cell.strip() for cell in row)]


def _choose_payee(columns: Sequence[Column]) -> tuple[Column | None, Decision | None]:
    chosen = choose_single(columns, "payee") or trust_name(columns, "payee")
    if chosen is not None:
        return chosen, None
    unknown = [
        column
        for column in columns
        if column.meaning is None
        and (column.use == "unknown" or _names_several_bodies(column))
        and column.evidence.is_text
        and column.evidence.mean_length > _SHORT_NAME
    ]
    unknown = [column for column in unknown if not column.evidence.is_date and column.evidence.distinct_count > 1]
    ranked = sorted(unknown, key=_payee_score, reverse=True)
    if not ranked or _payee_score(ranked[0]) < _LEAST_PAYEE_SCORE:
        return None, _which_payee(ranked) if ranked else None
    best = ranked[0]
    if len(ranked) > 1 and _payee_score(ranked[1]) > 0.7 * _payee_score(best):
        return None, _which_payee(ranked)
    share = f"{best.evidence.organisation_share:.0%} of its cells hold words that organisations' names have"
    best.settle("used", share, Meaning("payee_by_content", "payee", "text", 0))
    return best, None


def _nothing_paid(columns: Sequence[Column], payee: Column | None) -> tuple[AmountChoice, Column] | None:
    """Return the choice of a sheet that names payee and amount and lists nothing: it says that nothing was paid."""
    amount = trust_empty(columns, "amount")
    payee = payee or trust_empty(columns, "payee")
    return (AmountChoice(AmountPlan(amount.index)), payee) if amount and payee else None


def _names_several_bodies(column: Column) -> bool:
    """Say whether a column named like the publisher's own name holds many: then they are who was paid."""
    return (
        column.use == "ignored"
        and "body that publishes" in column.reason
        and column.evidence.distinct_count > _FEW_BODIES
    )


def _payee_score(column: Column) -> float:
    """Return how much a column looks like names of suppliers: words such as Ltd, and neither one name nor all different."""
    evidence = column.evidence
    return (
        evidence.organisation_share
        + 0.2 * (_HARDLY < evidence.distinct_share < 1 - _HARDLY)
        + 0.1 * evidence.letters_share
    )


def _which_payee(ranked: Sequence[Column]) -> Decision:
    return Decision(
        question="Which column says who was paid?",
        evidence="no column is named as the payee, and the cells alone do not tell",
        choices=tuple(
            Choice(
                answer=column.label,
                evidence=f"{column.evidence.organisation_share:.0%} of its cells hold words that organisations' names have",
                setting=f'columns.payee = "{column.header or f"column {column.index + 1}"}"',
            )
            for column in ranked[:6]
        ),
    )


def _with_missing_payee(plan: SheetPlan) -> SheetPlan:
    decision = Decision(
        question="Which column says who was paid?",
        evidence="the file has amounts, but no column looks like names",
        choices=(),
    )
    return replace(plan, decisions=(*plan.decisions, decision))


def _is_card(names: Sequence[str], columns: Sequence[Column]) -> bool:
    """Say whether the whole sheet lists card payments: by the file's or sheet's name, or by a merchant as the payee."""
    if any(dictionary().card_names.search(name) for name in names):
        return True
    payees = candidates(columns, "payee")
    return any("merchant" in column.header.lower() for column in payees if column.use == "used")
