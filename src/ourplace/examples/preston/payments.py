"""Splitting what an anchor paid a supplier into a year of invoices, credit notes and honest repeats."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ourplace.examples.preston.amounts import Cell
from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.records import Payment, Supplier
from ourplace.examples.preston.spelling import spell

YEAR_START = dt.date(2012, 4, 1)
YEAR_DAYS = 365
TYPICAL_PAYMENT_PENNIES = 500_000
LARGEST_COUNT = 60
SATURDAY = 5
CREDIT_CHANCE = 0.035
REPEAT_CHANCE = 0.02
SECOND_SPELLING_CHANCE = 0.15
CARD_PENNIES = 900_000
CARD_CHANCE = 0.25


def invent_payments(
    suppliers: Mapping[int, Supplier], amounts: Mapping[Cell, int], *, chance: random.Random
) -> Iterator[Payment]:
    """Yield the payments of every cell; those of one cell add up to it exactly."""
    for (number, anchor_id), pennies in amounts.items():
        yield from _pay(suppliers[number], anchor_id, pennies=pennies, chance=chance)


def working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the Friday before where it falls on a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def split_pennies(total: int, count: int, *, chance: random.Random) -> list[int]:
    """Return `count` uneven positive parts of `total`, in pennies, that add up to it."""
    weights = [chance.random() + 0.3 for _ in range(count)]
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[-1] += total - sum(parts)
    return parts


def days_of_year(count: int, *, chance: random.Random) -> list[dt.date]:
    """Return `count` working days of the study's year in order, spread over it."""
    first = working_day(YEAR_START + dt.timedelta(days=2))
    steps = (min(int((n + chance.random()) * YEAR_DAYS / count), YEAR_DAYS - 1) for n in range(count))
    days = (YEAR_START + dt.timedelta(days=step) for step in steps)
    return [max(first, working_day(day)) for day in days]


def _pay(supplier: Supplier, anchor_id: str, *, pennies: int, chance: random.Random) -> Iterator[Payment]:
    trade = read_content("trades")[supplier.trade_id]
    kind = read_content("plan")["anchors"][anchor_id]["kind"]
    spellings = [spell(supplier.name, anchor_id=anchor_id, chance=chance)]
    if chance.random() < SECOND_SPELLING_CHANCE:
        spellings.append(spell(supplier.name, anchor_id=anchor_id, chance=chance))
    is_card = anchor_id == "preston-city-council" and pennies < CARD_PENNIES and chance.random() < CARD_CHANCE
    department = trade["council_department"] if kind == "council" else _department(kind, chance)
    category = chance.choice(trade["labels"][kind])
    count = _payment_count(pennies, chance)
    for day, part in zip(
        days_of_year(count, chance=chance), split_pennies(pennies, count, chance=chance), strict=True
    ):
        payment = Payment(
            anchor_id=anchor_id,
            supplier_number=supplier.number,
            payee_name=chance.choice(spellings),
            date=day,
            pennies=part,
            category=category,
            description=chance.choice(trade["descriptions"]),
            department=department,
            reference=f"{chance.randrange(1_000_000, 9_999_999)}",
            kind="card" if is_card else "goods",
            postcode=supplier.postcode,
            town=supplier.town,
        )
        yield from _with_habits(payment, chance)


def _department(kind: str, chance: random.Random) -> str:
    return str(chance.choice(read_content("plan")["departments"][kind]))


def _payment_count(pennies: int, chance: random.Random) -> int:
    usual: float = (pennies / TYPICAL_PAYMENT_PENNIES) ** 0.45 * chance.lognormvariate(0, 0.5)
    return min(LARGEST_COUNT, max(1, round(usual)))


def _with_habits(payment: Payment, chance: random.Random) -> Iterator[Payment]:
    roll = chance.random()
    if roll < CREDIT_CHANCE and payment.kind == "goods":
        credit = max(1, int(payment.pennies * chance.uniform(0.05, 0.4)))
        yield replace(payment, pennies=payment.pennies + credit)
        day = min(payment.date + dt.timedelta(days=14), YEAR_START + dt.timedelta(days=YEAR_DAYS - 3))
        yield replace(
            payment,
            pennies=-credit,
            date=working_day(day),
            reference=f"{payment.reference}C",
            description="Credit note",
        )
    elif roll < CREDIT_CHANCE + REPEAT_CHANCE and payment.pennies % 2 == 0:
        yield replace(payment, pennies=payment.pennies // 2)
        yield replace(payment, pennies=payment.pennies // 2)
    else:
        yield payment
