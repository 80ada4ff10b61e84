"""Inventing the whole study from one seed: suppliers, what they are paid, and the money beside."""

import random

from ourplace.examples.preston.amounts import fit_amounts
from ourplace.examples.preston.beside import invent_money_beside
from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.curiosities import with_curiosities, with_shared_supplier
from ourplace.examples.preston.payments import invent_payments
from ourplace.examples.preston.records import InventedStudy
from ourplace.examples.preston.suppliers import invent_suppliers, with_offices_elsewhere


def invent_preston(seed: int | None = None) -> InventedStudy:
    """Return the invented study of a seed (the plan's own where None): the same seed gives the same study."""
    chance = random.Random(read_content("plan")["seed"] if seed is None else seed)  # noqa: S311 - invention, not secrecy
    suppliers = with_shared_supplier(invent_suppliers(chance))
    suppliers = with_offices_elsewhere(suppliers, chance=chance)
    by_number = {supplier.number: supplier for supplier in suppliers}
    paid = invent_payments(by_number, fit_amounts(suppliers), chance=chance)
    payments = (*with_curiosities(paid, by_number), *invent_money_beside(chance))
    return InventedStudy(suppliers=suppliers, payments=tuple(sorted(payments, key=lambda p: (p.date, p.reference))))
