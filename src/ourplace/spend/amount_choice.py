"""Which column is the money paid, and in what style and unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ourplace.spend.amounts import AmountPlan, scale_of
from ourplace.spend.columns import Meaning, dictionary, simplify_header
from ourplace.spend.mapping import Column, candidates, choose_single, settled_reason, trust_name
from ourplace.spend.money import POINT_STYLE, MoneyStyle, detect_money_style
from ourplace.spend.overrides import Overrides
from ourplace.spend.receipt import Choice, Decision
from ourplace.spend.vat_evidence import Rows, gross_of, holds_same, net_column, part_column, vat_basis

_MARKS_CREDITS = "its cells say which amounts are credits; those are made negative"
_HALF = 0.5
_FEW = 2
_STYLE_SAMPLE = 5_000
_UNITS = {"pounds": 1, "thousands": 1_000, "millions": 1_000_000}
_ONLY_POINT_GROUPS = re.compile(r"^[^\d]*\d{1,3}\.\d{3}[^\d]*$")
_SAYS_POUNDS = re.compile(r"\b(gbp|lc|local|sterling|pounds|base|functional|home)\b")
# What a column without a known name must look like to be taken for the amount.
_CLEARLY_MONEY, _HARDLY_DATES, _SHOWS_PENCE = 0.9, 0.1, 0.2


@dataclass(frozen=True)
class AmountChoice:
    """The plan, where one could be made, the questions that stand in its way, and what else to tell."""

    plan: AmountPlan | None
    decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AmountEvidence:
    """What the choice rests on: the columns, a sample of rows, a person's settings, the lines above the header.

    `first_rows` are neighbours: the first rows as they stand in the file.
    """

    columns: Sequence[Column]
    rows: Rows
    overrides: Overrides
    preamble: str
    first_rows: Rows = ()


def choose_amount(evidence: AmountEvidence) -> AmountChoice:
    """Return how to make the amounts, from the columns' meanings and the arithmetic between them."""
    columns = evidence.columns
    found = candidates(columns, "amount")
    debits, credits_ = candidates(columns, "debit"), candidates(columns, "credit")
    if not found and debits:
        return _debit_and_credit(evidence, debits, credits_)
    named = None if found else trust_name(columns, "amount")
    found = found or _by_content(columns) or ([named] if named else [])
    if not found:
        return AmountChoice(None)
    chosen, decision = _settle(found, evidence)
    credit = next((column for column in credits_ if _fills_gaps(column, chosen, evidence.rows)), None)
    for column in (*debits, *credits_):
        if column is credit:
            column.settle("used", f"the amount is {chosen.label} less {column.label}: no row has both")
        else:
            column.settle("ignored", f"{chosen.label} already holds the amount")
    if decision is not None:
        return AmountChoice(None, (decision,))
    return _with_style(AmountPlan(chosen.index, credit.index if credit else None), chosen, evidence)


def _fills_gaps(credit: Column, chosen: Column, rows: Rows) -> bool:
    """Say whether a column named as credits has amounts on the rows that lack one, and on no others."""
    words = simplify_header(credit.header).split()
    if not {"credit", "credits", "cr"} & set(words):
        return False
    credited = [row for row in rows if row[credit.index].strip()]
    return bool(credited) and not any(row[chosen.index].strip() for row in credited)


def _settle(found: Sequence[Column], evidence: AmountEvidence) -> tuple[Column, Decision | None]:
    """Return the amount's column, and the question where another of equal standing holds other figures."""
    best = found[0]
    if not best.is_named_by_person:
        best = next((column for column in found if column.evidence.filled_share >= _HALF), best)
        proven = net_column(best, found, candidates(evidence.columns, "vat"), evidence.rows)
        proven = proven or part_column(best, found, evidence.first_rows)
        best = proven or best
        rivals = [] if proven else [column for column in found if _is_rival(column, best, evidence.rows)]
        if rivals:
            for column in (best, *rivals):
                column.settle("unknown", "it may be the amount: a decision is needed")
            return best, _which_amount([best, *rivals])
    for column in found:
        if column is best:
            column.settle("used", settled_reason(column))
        else:
            column.settle("ignored", f"it could also be the amount; {best.label} is used")
    return best, None


def _is_rival(column: Column, best: Column, rows: Rows) -> bool:
    """Say whether a column has as good a claim to be the amount, and other figures."""
    if column is best or column.meaning is None or best.meaning is None:
        return False
    if column.meaning.meaning_id != best.meaning.meaning_id or column.evidence.filled_share < _HALF:
        return False
    return not holds_same(best, column, rows)


def _which_amount(rivals: Sequence[Column]) -> Decision:
    labels = ", ".join(column.label for column in rivals)
    return Decision(
        question=f"Which column is the amount paid: {labels}?",
        evidence="their names fit equally well and their figures differ",
        choices=tuple(
            Choice(
                answer=column.header or column.label,
                evidence=f"{column.evidence.filled_share:.0%} of rows have it, {column.evidence.pence_share:.0%} of those show pence",
                setting=f'columns.amount = "{column.header or f"column {column.index + 1}"}"',
            )
            for column in rivals
        ),
    )


def _debit_and_credit(evidence: AmountEvidence, debits: Sequence[Column], credits_: Sequence[Column]) -> AmountChoice:
    debit = debits[0]
    credit = credits_[0] if credits_ else None
    reason = f"the amount is {debit.label} less {credit.label}" if credit else "it is the only column of money"
    for column in (debit, credit):
        if column is not None:
            column.settle("used", reason)
    return _with_style(AmountPlan(debit.index, credit.index if credit else None), debit, evidence)


def _by_content(columns: Sequence[Column]) -> list[Column]:
    """Return the unnamed or unknown columns that look like amounts, the likeliest first; only clear cases."""
    money = [column for column in columns if column.use == "unknown" and not column.meaning and _looks_paid(column)]
    money.sort(key=lambda column: -column.evidence.pence_share * column.evidence.filled_share)
    for column in money:
        evidence = column.evidence
        column.meaning = Meaning("amount_by_content", "amount", "money", 0, "unknown")
        column.reason = f"{evidence.money_share:.0%} of its cells are amounts, {evidence.pence_share:.0%} with pence"
    return money


def _looks_paid(column: Column) -> bool:
    evidence = column.evidence
    return (
        evidence.money_share >= _CLEARLY_MONEY
        and evidence.date_share < _HARDLY_DATES
        and evidence.pence_share >= _SHOWS_PENCE
    )


def _with_style(plan: AmountPlan, chosen: Column, evidence: AmountEvidence) -> AmountChoice:
    """Return the plan with the VAT basis, style, unit, credit marker and currency added."""
    columns, rows, overrides = evidence.columns, evidence.rows, evidence.overrides
    basis, why = vat_basis(chosen, columns, rows, evidence.preamble)
    if overrides.vat_basis is not None:
        basis, why = overrides.vat_basis, "the study file says so"
    scale = _scale(chosen, evidence)
    style, decision = _style([row[chosen.index].strip() for row in rows], overrides)
    marker, currency = _marker_column(columns, chosen, rows), _currency_column(columns, chosen)
    tax = choose_single(columns, "vat")
    gross = gross_of(chosen, tax, columns, rows) if basis == "net" else None
    full = replace(
        plan,
        marker_column=marker.index if marker else None,
        currency_column=currency.index if currency else None,
        vat_column=tax.index if tax else None,
        gross_column=gross.index if gross else None,
        style=style,
        scale=scale,
        vat_basis=basis,
        vat_basis_why=why,
    )
    notes = (f"amounts are stated in units of £{scale:,} and were multiplied",) if scale != 1 else ()
    return AmountChoice(full, (decision,) if decision else (), notes)


def _scale(chosen: Column, evidence: AmountEvidence) -> int:
    """Return the unit of the amounts: as a person said, as the header says, or as the title says where no pence show."""
    if evidence.overrides.amounts_in is not None:
        return _UNITS[evidence.overrides.amounts_in]
    scale = scale_of(chosen.header)
    return scale_of(evidence.preamble) if scale == 1 and chosen.evidence.pence_share < _SHOWS_PENCE else scale


def _style(texts: Sequence[str], overrides: Overrides) -> tuple[MoneyStyle, Decision | None]:
    if overrides.decimal_mark is not None:
        return MoneyStyle(overrides.decimal_mark, "the study file says so"), None
    step = max(1, len(texts) // _STYLE_SAMPLE)
    style = detect_money_style(texts[::step])
    if style is not None:
        return style, None
    doubtful = [text for text in texts if _ONLY_POINT_GROUPS.match(text)]
    if len(doubtful) > _FEW and all(_ONLY_POINT_GROUPS.match(text) for text in texts if "." in text):
        return POINT_STYLE, _which_mark(len(doubtful))
    return MoneyStyle(".", "no amount shows otherwise, and Britain writes a point before the pence"), None


def _which_mark(doubtful: int) -> Decision:
    return Decision(
        question="Is the point in amounts such as 1.234 a decimal point or a thousands mark?",
        evidence=f"{doubtful} amounts have exactly three figures after a point and none shows which it is",
        choices=(
            Choice(answer="a decimal point", evidence="as usual in Britain", setting='decimal_mark = "."'),
            Choice(answer="a thousands mark", evidence="three figures each time", setting='decimal_mark = ","'),
        ),
    )


def _currency_column(columns: Sequence[Column], chosen: Column) -> Column | None:
    """Return the column that says which rows are not in pounds, unless the amount's own name says that all are."""
    if _SAYS_POUNDS.search(simplify_header(chosen.header)):
        for column in candidates(columns, "currency"):
            column.settle("ignored", f"{chosen.label} is in pounds whatever the currency of the invoice")
    return choose_single(columns, "currency")


def _marker_column(columns: Sequence[Column], chosen: Column, rows: Rows) -> Column | None:
    """Return the column that says credit or debit, where every one of its values is known."""
    known = dictionary().credit_values | dictionary().debit_values
    for column in candidates(columns, "credit_marker"):
        values = _values(column, rows)
        if values & dictionary().credit_values and values <= known:
            column.settle("used", _MARKS_CREDITS)
            return column
        column.settle("ignored", "its cells do not say which amounts are credits")
    return next((column for column in columns if _marks_credits(column, chosen, rows)), None)


def _marks_credits(column: Column, chosen: Column, rows: Rows) -> bool:
    """Settle a column of unknown name as the one that marks credits, and say whether it is.

    It holds nothing but `CR` and `DR`, or stands nameless beside the amounts with `CR` or a minus on some rows.
    """
    if column.use != "unknown" or column.meaning is not None:
        return False
    values = _values(column, rows) - {""}
    is_beside = not column.header and abs(column.index - chosen.index) == 1
    is_minus = is_beside and column.index < chosen.index and values == {"-"}
    if values != {"cr", "dr"} and not (is_beside and values == {"cr"}) and not is_minus:
        return False
    column.settle("used", _MARKS_CREDITS, Meaning("credit_marker_by_content", "credit_marker", "any", 0))
    return True


def _values(column: Column, rows: Rows) -> set[str]:
    return {row[column.index].strip().lower() for row in rows}
