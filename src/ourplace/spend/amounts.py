"""Which column is the money paid, in what style and unit, with or without VAT; and the amounts themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.columns import Meaning, dictionary
from ourplace.spend.grids import Grid
from ourplace.spend.mapping import Column, candidates, choose_single, settled_reason
from ourplace.spend.money import (
    MONEY_TYPE,
    POINT_STYLE,
    MoneyStyle,
    detect_money_style,
    parse_money,
    parse_money_column,
)
from ourplace.spend.overrides import Overrides, VatBasis
from ourplace.spend.receipt import Choice, Decision

_NEARLY_ALL = 0.95
_HALF = 0.5
_FEW = 2
_STYLE_SAMPLE = 5_000
_THOUSANDS = re.compile(r"(?<![\d,])(?:£|gbp)?\s?'?0{3}'?s?\b|£\s?k\b|\bthousands?\b|\(k\)", re.IGNORECASE)
_MILLIONS = re.compile(r"£\s?m\b|\bmillions?\b", re.IGNORECASE)
_ONLY_POINT_GROUPS = re.compile(r"^[^\d]*\d{1,3}\.\d{3}[^\d]*$")
_NET_WORDS = re.compile(
    r"\b(net of|excl?\.?|excluding|exclusive of|excludes|less|ex) (any |recoverable |the )*(v\.?a\.?t)", re.IGNORECASE
)
_GROSS_WORDS = re.compile(
    r"\b(gross of|incl?\.?|including|inclusive of|includes) (any |recoverable |the )*(v\.?a\.?t)", re.IGNORECASE
)


@dataclass(frozen=True)
class AmountPlan:
    """How the amount of each row is made: from one column, or debit less credit; its style, unit and VAT basis."""

    column: int
    credit_column: int | None = None
    marker_column: int | None = None
    currency_column: int | None = None
    style: MoneyStyle = POINT_STYLE
    scale: int = 1
    vat_basis: VatBasis = "unknown"
    vat_basis_why: str = "the file does not say whether VAT is in the amounts"


@dataclass(frozen=True)
class AmountChoice:
    """The plan, where one could be made, and the questions that stand in its way or beside it."""

    plan: AmountPlan | None
    decisions: tuple[Decision, ...] = ()
    notes: tuple[str, ...] = ()


def choose_amount(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, overrides: Overrides, preamble: str
) -> AmountChoice:
    """Return how to make the amounts, from the columns' meanings and the arithmetic between them."""
    found = candidates(columns, "amount")
    debits, credits_ = candidates(columns, "debit"), candidates(columns, "credit")
    if not found and debits:
        return _debit_and_credit(columns, debits, credits_, rows, overrides, preamble)
    if not found:
        found = _by_content(columns)
    if not found:
        return AmountChoice(None)
    chosen, decision = _settle(found, rows, candidates(columns, "vat"))
    for column in (*debits, *credits_):
        column.settle("ignored", f"{chosen.label} already holds the amount")
    if decision is not None:
        return AmountChoice(None, (decision,))
    basis, why = _vat_basis(chosen, columns, rows, overrides, preamble)
    return _with_style(
        AmountPlan(chosen.index, vat_basis=basis, vat_basis_why=why), chosen, columns, rows, overrides, preamble
    )


def amounts_of(grid: Grid, plan: AmountPlan) -> pa.Array:
    """Return one `DECIMAL(18,2)` of pounds per row, null where the row has none that can be read."""
    amounts = parse_money_column(pc.utf8_trim_whitespace(grid.columns[plan.column]), style=plan.style)
    if plan.credit_column is not None:
        credit = parse_money_column(pc.utf8_trim_whitespace(grid.columns[plan.credit_column]), style=plan.style)
        zero = pa.scalar(Decimal("0.00"), MONEY_TYPE)
        both = _money(pc.subtract(pc.fill_null(amounts, zero), pc.abs(pc.fill_null(credit, zero))))
        is_empty = pc.and_(pc.is_null(amounts), pc.is_null(credit))
        amounts = pc.if_else(is_empty, pa.scalar(None, MONEY_TYPE), both)
    if plan.marker_column is not None:
        markers = pc.utf8_lower(pc.utf8_trim_whitespace(grid.columns[plan.marker_column]))
        is_credit = pc.is_in(markers, pa.array(sorted(dictionary().credit_values)))
        turned = pc.and_(is_credit, pc.fill_null(pc.greater(amounts, pa.scalar(Decimal(0), MONEY_TYPE)), False))
        amounts = pc.if_else(turned, _money(pc.negate(amounts)), amounts)
    if plan.scale != 1:
        amounts = _money(pc.multiply(amounts, pa.scalar(Decimal(plan.scale), pa.decimal128(7, 0))))
    return amounts


def scale_of(text: str) -> int:
    """Return the unit that a header or a title states: 1000 for `£000` or `£k`, a million for `£m`, else 1.

    >>> scale_of("Amount (£000)"), scale_of("Payments over £25,000"), scale_of("Amount £m")
    (1000, 1, 1000000)
    """
    if _THOUSANDS.search(text):
        return 1_000
    return 1_000_000 if _MILLIONS.search(text) else 1


def _money(amounts: pa.Array) -> pa.Array:
    return amounts.cast(MONEY_TYPE)


def _settle(
    found: Sequence[Column], rows: Sequence[Sequence[str]], taxes: Sequence[Column]
) -> tuple[Column, Decision | None]:
    """Return the amount's column, and the question where another of equal standing holds other figures."""
    best = found[0]
    if not best.is_named_by_person:
        best = next((column for column in found if column.evidence.filled_share >= _HALF), best)
        proven = _net_of_pair(found, taxes, rows)
        best = proven or best
        rivals = [] if proven else [column for column in found if _is_rival(column, best, rows)]
        if rivals:
            return best, _which_amount([best, *rivals])
    for column in found:
        if column is best:
            column.settle("used", settled_reason(column))
        else:
            column.settle("ignored", f"it could also be the amount; {best.label} is used")
    return best, None


def _is_rival(column: Column, best: Column, rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a column has as good a claim to be the amount, and other figures."""
    if column is best or column.meaning is None or best.meaning is None:
        return False
    if column.meaning.meaning_id != best.meaning.meaning_id or column.evidence.filled_share < _HALF:
        return False
    return not _mostly(_value(row, best) == _value(row, column) for row in rows)


def _net_of_pair(found: Sequence[Column], taxes: Sequence[Column], rows: Sequence[Sequence[str]]) -> Column | None:
    """Return the column that plus VAT makes another: the net one of the two, proven by the figures."""
    for tax in taxes:
        for net in found:
            for gross in found:
                if net is gross or _is_gross(net):
                    continue
                if _adds_up(rows, net, tax, gross):
                    net.reason = f"net of VAT, because it and {tax.label} make {gross.label} on nearly every row"
                    return net
    return None


def _adds_up(rows: Sequence[Sequence[str]], net: Column, tax: Column, gross: Column) -> bool:
    taxed = [row for row in rows if _value(row, tax)]
    return len(taxed) > _FEW and _mostly(_sum(row, net, tax) == _value(row, gross) for row in taxed)


def _sum(row: Sequence[str], net: Column, tax: Column) -> Decimal | None:
    first, second = _value(row, net), _value(row, tax)
    return None if first is None or second is None else first + second


def _is_gross(column: Column) -> bool:
    return column.meaning is not None and column.meaning.basis == "gross"


def _mostly(results: Iterable[bool]) -> bool:
    answers = list(results)
    return bool(answers) and sum(answers) >= _NEARLY_ALL * len(answers)


def _value(row: Sequence[str], column: Column) -> Decimal | None:
    return parse_money(row[column.index].strip()) if column.index < len(row) else None


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


def _debit_and_credit(
    columns: Sequence[Column],
    debits: Sequence[Column],
    credits_: Sequence[Column],
    rows: Sequence[Sequence[str]],
    overrides: Overrides,
    preamble: str,
) -> AmountChoice:
    debit = debits[0]
    credit = credits_[0] if credits_ else None
    reason = f"the amount is {debit.label} less {credit.label}" if credit else "it is the only column of money"
    for column in (debit, credit):
        if column is not None:
            column.settle("used", reason)
    basis, why = _vat_basis(debit, columns, rows, overrides, preamble)
    plan = AmountPlan(debit.index, credit.index if credit else None, vat_basis=basis, vat_basis_why=why)
    return _with_style(plan, debit, columns, rows, overrides, preamble)


def _by_content(columns: Sequence[Column]) -> list[Column]:
    """Return the unnamed or unknown columns that look like amounts, the likeliest first; only clear cases."""
    money = [
        column
        for column in columns
        if column.use == "unknown"
        and column.meaning is None
        and column.evidence.money_share >= 0.9
        and column.evidence.date_share < 0.1
        and column.evidence.pence_share >= 0.2
    ]
    if not money:
        return []
    money.sort(key=lambda column: -column.evidence.pence_share * column.evidence.filled_share)
    for rank, column in enumerate(money):
        column.meaning = Meaning("amount_by_content", "amount", "money", rank, "unknown")
        column.rank = (rank, column.index)
        column.reason = (
            f"{column.evidence.money_share:.0%} of its cells are amounts, {column.evidence.pence_share:.0%} with pence"
        )
    return money


def _vat_basis(
    chosen: Column, columns: Sequence[Column], rows: Sequence[Sequence[str]], overrides: Overrides, preamble: str
) -> tuple[VatBasis, str]:
    if overrides.vat_basis is not None:
        return overrides.vat_basis, "the study file says so"
    stated = chosen.meaning.basis if chosen.meaning else ""
    if stated in {"net", "gross", "net_with_irrecoverable_vat"}:
        return stated, f"the header {chosen.label} says so"  # type: ignore[return-value]
    if chosen.reason.startswith("net of VAT"):
        return "net", chosen.reason
    for tax in candidates(columns, "vat"):
        for other in columns:
            if _is_gross(other) and _adds_up(rows, chosen, tax, other):
                return "net", f"it and {tax.label} make {other.label}"
    if _NET_WORDS.search(preamble):
        return "net", "the lines above the header say that VAT is left out"
    if _GROSS_WORDS.search(preamble):
        return "gross", "the lines above the header say that VAT is included"
    return "unknown", "the file does not say whether VAT is in the amounts"


def _with_style(
    plan: AmountPlan,
    chosen: Column,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    overrides: Overrides,
    preamble: str,
) -> AmountChoice:
    """Return the plan with the style, unit, credit marker and currency added."""
    notes: list[str] = []
    scale = {"pounds": 1, "thousands": 1_000, "millions": 1_000_000, None: scale_of(chosen.header)}[
        overrides.amounts_in
    ]
    if scale == 1 and overrides.amounts_in is None and not chosen.evidence.pence_share:
        scale = scale_of(preamble)
    if scale != 1:
        notes.append(f"amounts are stated in units of £{scale:,} and were multiplied")
    texts = [row[chosen.index].strip() for row in rows]
    style, decision = _style(texts, overrides)
    marker = _marker_column(columns, rows)
    currency = choose_single(columns, "currency")
    plan = AmountPlan(
        plan.column,
        plan.credit_column,
        marker.index if marker else None,
        currency.index if currency else None,
        style,
        scale,
        plan.vat_basis,
        plan.vat_basis_why,
    )
    choose_single(columns, "vat")
    return AmountChoice(plan, (decision,) if decision else (), tuple(notes))


def _style(texts: Sequence[str], overrides: Overrides) -> tuple[MoneyStyle, Decision | None]:
    if overrides.decimal_mark is not None:
        return MoneyStyle(overrides.decimal_mark, "the study file says so"), None
    step = max(1, len(texts) // _STYLE_SAMPLE)
    style = detect_money_style(texts[::step])
    if style is not None:
        return style, None
    doubtful = [text for text in texts if _ONLY_POINT_GROUPS.match(text)]
    if len(doubtful) > _FEW and all(_ONLY_POINT_GROUPS.match(text) for text in texts if "." in text):
        return POINT_STYLE, Decision(
            question="Is the point in amounts such as 1.234 a decimal point or a thousands mark?",
            evidence=f"{len(doubtful)} amounts have exactly three figures after a point and none shows which it is",
            choices=(
                Choice(answer="a decimal point", evidence="as usual in Britain", setting='decimal_mark = "."'),
                Choice(answer="a thousands mark", evidence="three figures each time", setting='decimal_mark = ","'),
            ),
        )
    return MoneyStyle(".", "no amount shows otherwise, and Britain writes a point before the pence"), None


def _marker_column(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Column | None:
    """Return the column that says credit or debit, where every one of its values is known."""
    for column in candidates(columns, "credit_marker"):
        values = {row[column.index].strip().lower() for row in rows}
        if values & dictionary().credit_values and values <= dictionary().credit_values | dictionary().debit_values:
            column.settle("used", "its cells say which amounts are credits; those are made negative")
            return column
        column.settle("ignored", "its cells do not say which amounts are credits")
    return None
