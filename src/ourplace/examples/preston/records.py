"""What the example is made of before it is written down: suppliers, payments and the truth about both."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

ANALYSED_KINDS = frozenset({"goods", "card"})


@dataclass(frozen=True, slots=True)
class Supplier:
    """One invented supplier: where it really is, where its registered office is, and who buys from it.

    `sort` is company, sole_trader, overseas or off_register; only companies are in the example's register.
    """

    number: int
    name: str
    trade_id: str
    sort: str
    legal_form: str
    company_number: str
    band: str
    postcode: str
    town: str
    office_band: str
    office_postcode: str
    office_town: str
    anchor_ids: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of an anchor's ledger, in pennies, before any anchor's habits have touched it.

    `kind` is goods, card, grant, pass_through, public_body, redacted or outside_period.
    """

    anchor_id: str
    supplier_number: int | None
    payee_name: str
    date: dt.date
    pennies: int
    category: str
    description: str
    department: str
    reference: str
    kind: str
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True)
class InventedStudy:
    """Everything of one seed: what a perfect reader of the files would know."""

    suppliers: tuple[Supplier, ...]
    payments: tuple[Payment, ...]

    def analysed_gbp(self, *, bands: frozenset[str] | None = None, by_office: bool = False) -> Decimal:
        """Return the analysed spend with suppliers of `bands` (all where None), by premises or registered office."""
        band_of = {s.number: s.office_band if by_office else s.band for s in self.suppliers}
        return pounds(
            sum(
                payment.pennies
                for payment in self.payments
                if payment.kind in ANALYSED_KINDS
                and payment.supplier_number is not None
                and (bands is None or band_of[payment.supplier_number] in bands)
            )
        )


def pounds(pennies: int) -> Decimal:
    """Return pennies as pounds with two places.

    >>> pounds(-123456)
    Decimal('-1234.56')
    """
    return (Decimal(pennies) / 100).quantize(Decimal("0.01"))
