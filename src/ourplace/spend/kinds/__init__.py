"""What kind of payment each one is: a purchase, a grant, money passed on, a payment to another public body."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import pyarrow as pa

from ourplace.spend.rulebook import Rulebook, first_rules, read_rulebook, with_columns

KINDS: Final[Mapping[str, str]] = {
    "goods_services": "Goods and services bought",
    "works": "Construction and building work bought",
    "card": "Purchases on a card",
    "unknown": "Payments that cannot be told from purchases",
    "grant": "Grants, donations and support",
    "public_body": "Payments to other public bodies",
    "pass_through": "Money passed on: precepts, business rates, tax, pensions, payroll, benefits, refunds, treasury",
    "redacted": "Payees whose names were withheld",
}
ANALYSED_KINDS: Final = ("goods_services", "works", "card", "unknown")


@cache
def kind_rules() -> Rulebook:
    """Return the ordered rules of `kinds/rules.yaml`."""
    return read_rulebook([files("ourplace.spend.kinds") / "rules.yaml"])


def assign_kinds(payments: pa.Table) -> pa.Table:
    """Return the payments with `kind` and `kind_rule_id`, one row per payment, in the same order.

    The first rule that fits decides (docs/explanation/methods.md, "What kind of payment"). Columns that are absent count
    as empty; columns of these names that are present are replaced.
    """
    book = kind_rules()
    chosen = first_rules(payments, book)
    return with_columns(
        payments,
        kind=pa.array([rule.outcome for rule in book.rules]).take(pa.array(chosen)),
        kind_rule_id=pa.array([rule.id for rule in book.rules]).take(pa.array(chosen)),
    )
