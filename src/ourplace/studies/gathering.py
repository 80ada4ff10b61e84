"""Bringing the ledgers of all files together: everybody who was paid, and when."""

import datetime as dt
from collections.abc import Mapping, Sequence

import ibis
from ibis.expr.types import Table

from ourplace.studies.ledgers import EVIDENCE


def gather_payees(ledger: Table) -> Table:
    """Return one row per distinct evidence of a payee (name as typed, printed numbers, postcode), over all anchors.

    `kind` and `need_category_code` are those that carry most money; payee_id numbers the rows in the order of the evidence.
    """
    totals = ledger.group_by(list(EVIDENCE)).agg(
        amount_gbp=ledger.amount_gbp.sum().cast("decimal(18,2)"),
        absolute_gbp=ledger.absolute_gbp.sum().cast("decimal(18,2)"),
        payment_count=ledger.payment_count.sum().cast("int64"),
        anchor_ids=ledger.anchor_id.collect(distinct=True).sort(),
        first_date=ledger.first_date.min(),
        last_date=ledger.last_date.max(),
        is_redacted=ledger.is_redacted.any(),
    )
    kinds = most_money(ledger, "kind")
    categories = most_money(ledger, "need_category_code")
    joined = totals.join(kinds, list(EVIDENCE)).join(categories, list(EVIDENCE))
    order = [joined[name] for name in EVIDENCE]
    numbered = joined.mutate(payee_id=ibis.row_number().over(order_by=order).cast("int64"))
    absent = {name: numbered[name].nullif("") for name in (*EVIDENCE[1:], "need_category_code")}
    return numbered.mutate(**absent).order_by("payee_id")


def most_money(ledger: Table, column: str) -> Table:
    """Return one row per payee evidence: the value of `column` that carries most money either way, ties by name."""
    sums = ledger.group_by([*EVIDENCE, column]).agg(weight=ledger.absolute_gbp.sum())
    order = [sums.weight.desc(), sums[column]]
    ranked = sums.mutate(place=ibis.row_number().over(group_by=[sums[name] for name in EVIDENCE], order_by=order))
    return ranked.filter(ranked.place == 0).select(*EVIDENCE, column)


def ledger_with_payees(ledger: Table, payees: Table) -> Table:
    """Return the ledger with the payee_id of each row."""
    keys = payees.select("payee_id", *[payees[name].fill_null("").name(name) for name in EVIDENCE])
    return ledger.join(keys, list(EVIDENCE)).drop(*EVIDENCE)


def months_with_payments(ledger: Table) -> Table:
    """Return one row per anchor and month in which it paid anybody."""
    dated = ledger.filter(ledger.month.notnull())
    return (
        dated.group_by(["anchor_id", "month"])
        .agg(payment_count=dated.payment_count.sum())
        .order_by(["anchor_id", "month"])
    )


def financial_years(months: Sequence[dt.date]) -> list[tuple[str, dt.date, dt.date]]:
    """Return the whole financial years (1 April to 31 March) between the first and the last of `months`.

    Examples:
        >>> financial_years([dt.date(2022, 4, 1), dt.date(2024, 3, 1)])[0]
        ('2022/23', datetime.date(2022, 4, 1), datetime.date(2023, 3, 31))
    """
    if not months:
        return []
    first, last = min(months), max(months)
    years = range(first.year - 1, last.year + 1)
    return [
        (f"{year}/{(year + 1) % 100:02d}", dt.date(year, 4, 1), dt.date(year + 1, 3, 31))
        for year in years
        if dt.date(year, 4, 1) >= first and dt.date(year + 1, 3, 1) <= last
    ]


def anchors_covering(paid: Mapping[str, set[dt.date]], start: dt.date, end: dt.date) -> list[str]:
    """Return the anchors with payments in every month of a period but at most one in twelve.

    Args:
        paid: the first days of the months in which each anchor paid anybody.
        start: the first day of the period.
        end: its last day.
    """
    wanted = months_between(start, end)
    allowed = len(wanted) // 12
    return sorted(anchor for anchor, months in paid.items() if len(wanted - months) <= allowed)


def months_between(start: dt.date, end: dt.date) -> set[dt.date]:
    """Return the first day of every month that a period touches."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return {
        dt.date(start.year + (start.month - 1 + index) // 12, (start.month - 1 + index) % 12 + 1, 1)
        for index in range(count)
    }
