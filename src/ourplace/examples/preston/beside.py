"""The money beside the analysed spend: precepts, pensions, other public bodies, grants, redactions, late invoices."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.names import invent_stem
from ourplace.examples.preston.payments import YEAR_DAYS, YEAR_START, days_of_year, split_pennies
from ourplace.examples.preston.records import Payment

GRANT_COUNT = 70
LATE_COUNT = 6


@dataclass(frozen=True, slots=True)
class Line:
    """What one standing payment is for."""

    anchor_id: str
    payee_name: str
    category: str
    description: str
    kind: str


def invent_money_beside(chance: random.Random) -> Iterator[Payment]:
    """Yield every payment that must stay out of the analysed spend."""
    for anchor_id, payee_name, category, description, gbp, count, kind in read_content("beside"):
        line = Line(anchor_id, payee_name, category, description, kind)
        days = days_of_year(count, chance=chance)
        for day, pennies in zip(days, split_pennies(gbp * 100, count, chance=chance), strict=True):
            yield _pay(line, day, pennies=pennies, chance=chance)
    yield from _invent_grants(chance)
    yield from _invent_late_invoices(chance)


def _invent_grants(chance: random.Random) -> Iterator[Payment]:
    groups = read_content("words")["community_groups"]
    for day in days_of_year(GRANT_COUNT, chance=chance):
        anchor_id = chance.choice(["preston-city-council", "lancashire-county-council"])
        name = f"{invent_stem(chance)} {chance.choice(groups)}"
        line = Line(anchor_id, name, "Grants to Voluntary Organisations", "Grant award", "grant")
        yield _pay(line, day, pennies=chance.randrange(5, 250) * 10_000, chance=chance)


def _invent_late_invoices(chance: random.Random) -> Iterator[Payment]:
    """Yield invoices dated just after the year that were published with its last quarter."""
    after = YEAR_START + dt.timedelta(days=YEAR_DAYS)
    for n in range(LATE_COUNT):
        name = f"{invent_stem(chance)} Builders Ltd"
        line = Line("preston-city-council", name, "Building Works", "Stage payment", "outside_period")
        yield _pay(line, after + dt.timedelta(days=n % 3), pennies=chance.randrange(60_000, 900_000), chance=chance)


def _pay(line: Line, day: dt.date, *, pennies: int, chance: random.Random) -> Payment:
    anchor_kind = read_content("plan")["anchors"][line.anchor_id]["kind"]
    return Payment(
        anchor_id=line.anchor_id,
        supplier_number=None,
        payee_name=line.payee_name,
        date=day,
        pennies=pennies,
        category=line.category,
        description=line.description,
        department=read_content("plan")["departments"][anchor_kind][-1],
        reference=f"{chance.randrange(1_000_000, 9_999_999)}",
        kind=line.kind,
    )
