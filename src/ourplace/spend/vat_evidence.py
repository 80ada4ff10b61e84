"""Whether VAT is in the amounts: stated in a name or a title, or proven by the arithmetic between columns."""

import itertools
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ourplace.spend.mapping import Column, candidates
from ourplace.spend.money import parse_money
from ourplace.spend.overrides import VatBasis

Rows = Sequence[Sequence[str]]

_NEARLY_ALL = 0.95
_MANY = 0.2
_FEW = 2
_FULL_RATE = 20
_RATES = (0, 5, _FULL_RATE)
_ROUNDING = Decimal("0.02")
_NET_WORDS = re.compile(
    r"\b(net of|excl?\.?|excluding|exclusive of|excludes|less|ex) (any |recoverable |the )*v\.?a\.?t", re.IGNORECASE
)
_GROSS_WORDS = re.compile(
    r"\b(gross of|incl?\.?|including|inclusive of|includes) (any |recoverable |the )*v\.?a\.?t", re.IGNORECASE
)
_STATED: dict[str, VatBasis] = {
    "net": "net",
    "gross": "gross",
    "net_with_irrecoverable_vat": "net_with_irrecoverable_vat",
}
_NET_BECAUSE = "net of VAT, because "


def net_column(best: Column, found: Sequence[Column], taxes: Sequence[Column], rows: Rows) -> Column | None:
    """Return the column of two that is net of VAT, where the figures prove it, with the proof as its reason."""
    for net in found:
        for gross in found:
            if net is gross or is_gross(net):
                continue
            tax = next((tax for tax in taxes if _adds_up(rows, net, tax, gross)), None)
            if tax is not None:
                net.reason = f"{_NET_BECAUSE}it and {tax.label} make {gross.label} on nearly every row"
                return net
            if (net is best or gross is best) and _differs_by_rates(rows, net, gross):
                net.reason = f"{_NET_BECAUSE}{gross.label} is more than it by 20 %, 5 % or nothing on nearly every row"
                return net
    return None


def gross_of(net: Column, tax: Column | None, columns: Sequence[Column], rows: Rows) -> Column | None:
    """Return the column that the net amounts and their VAT are proven to make."""
    others = [column for column in columns if column is not net and column is not tax and column.evidence.is_money]
    return next((other for other in others if tax is not None and _adds_up(rows, net, tax, other)), None)


def part_column(total: Column, found: Sequence[Column], rows: Rows) -> Column | None:
    """Return the column whose amounts, over neighbouring rows that repeat one total, make that total; with the proof.

    `rows` are neighbours as they stand in the file.
    """
    if all(part is total for part in found):
        return None
    runs = [list(run) for _, run in itertools.groupby(rows, key=lambda row: _value(row, total))]
    runs = [run for run in runs if _value(run[0], total) is not None]
    if sum(len(run) > 1 for run in runs) < _FEW:
        return None
    for part in found:
        values = [[_value(row, part) or Decimal(0) for row in run] for run in runs]
        sums = zip(runs, values, strict=True)
        if part is not total and _mostly(sum(parts) == _value(run[0], total) for run, parts in sums):
            part.reason = f"{total.label} repeats on neighbouring rows the total of what it gives for each"
            return part
    return None


def vat_basis(chosen: Column, columns: Sequence[Column], rows: Rows, preamble: str) -> tuple[VatBasis, str]:
    """Return what the file says about VAT in its amounts, and where it says so."""
    stated = chosen.meaning.basis if chosen.meaning else ""
    if stated in _STATED:
        return _STATED[stated], f"the header {chosen.label} says so"
    if chosen.reason.startswith(_NET_BECAUSE):
        return "net", chosen.reason.removeprefix(_NET_BECAUSE)
    for tax in candidates(columns, "vat"):
        for other in filter(is_gross, columns):
            if _adds_up(rows, chosen, tax, other):
                return "net", f"it and {tax.label} make {other.label}"
    if _NET_WORDS.search(preamble):
        return "net", "the lines above the header say that VAT is left out"
    if _GROSS_WORDS.search(preamble):
        return "gross", "the lines above the header say that VAT is included"
    return "unknown", "the file does not say whether VAT is in the amounts"


def is_gross(column: Column) -> bool:
    """Say whether a column's name says that VAT is included."""
    return column.meaning is not None and column.meaning.basis == "gross"


def holds_same(first: Column, second: Column, rows: Rows) -> bool:
    """Say whether two columns hold the same amounts on nearly every row."""
    return _mostly(_value(row, first) == _value(row, second) for row in rows)


def _adds_up(rows: Rows, net: Column, tax: Column, gross: Column) -> bool:
    taxed = [row for row in rows if _value(row, tax)]
    return len(taxed) > _FEW and _mostly(_sum(row, net, tax) == _value(row, gross) for row in taxed)


def _differs_by_rates(rows: Rows, net: Column, gross: Column) -> bool:
    pairs = [(_value(row, net), _value(row, gross)) for row in rows]
    rates = [_rate(low, high) for low, high in pairs if low and high is not None]
    is_by_rates = len(rates) > _FEW and _mostly(rate is not None for rate in rates)
    return is_by_rates and rates.count(_FULL_RATE) >= _MANY * len(rates)


def _rate(net: Decimal, gross: Decimal) -> int | None:
    """Return the rate of VAT between two amounts, to the penny or two that rounding leaves."""
    return next((rate for rate in _RATES if abs(net * (100 + rate) / 100 - gross) <= _ROUNDING), None)


def _sum(row: Sequence[str], net: Column, tax: Column) -> Decimal | None:
    first, second = _value(row, net), _value(row, tax)
    return None if first is None or second is None else first + second


def _mostly(results: Iterable[bool]) -> bool:
    answers = list(results)
    return bool(answers) and sum(answers) >= _NEARLY_ALL * len(answers)


def _value(row: Sequence[str], column: Column) -> Decimal | None:
    return parse_money(row[column.index].strip()) if column.index < len(row) else None
