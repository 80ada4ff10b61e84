"""Bringing the payments of all files together: a ledger for each file, then everybody who was paid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import ibis
from ibis.expr.types import Table

from ourplace.engine import Engine

EVIDENCE = ("payee_name", "company_number", "charity_number", "payee_postcode")
GROUPS = (*EVIDENCE, "is_redacted", "month", "kind", "need_category_code", "need_category_tier")


def write_ledger(payments_path: Path, *, anchor_id: str, minimum_gbp: float, engine: Engine, path: Path) -> None:
    """Write the ledger of one file: one row per payee, month, kind and need category, with pounds and counts.

    Absent text is '' here, so that rows meet again in joins. Payments smaller than `minimum_gbp` either way are left out.
    """
    payments = engine.read_parquet(payments_path, name="payments")
    amount = payments.amount_gbp
    kept = (
        payments.filter(amount.abs() >= ibis.literal(minimum_gbp).cast("decimal(18,2)")) if minimum_gbp else payments
    )
    texts = {name: kept[name].fill_null("") for name in (*EVIDENCE, "need_category_code")}
    engine.write_parquet(
        kept.mutate(month=ibis.date(kept.payment_date.year(), kept.payment_date.month(), 1), **texts)
        .group_by(list(GROUPS))
        .agg(
            amount_gbp=lambda t: t.amount_gbp.sum().cast("decimal(18,2)"),
            absolute_gbp=lambda t: t.amount_gbp.abs().sum().cast("decimal(18,2)"),
            negative_gbp=lambda t: t.amount_gbp.sum(where=t.amount_gbp < 0).fill_null(0).cast("decimal(18,2)"),
            payment_count=lambda t: t.count(),
            first_date=lambda t: t.payment_date.min(),
            last_date=lambda t: t.payment_date.max(),
        )
        .mutate(anchor_id=ibis.literal(anchor_id)),
        path,
    )


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
