"""The cases every reader of real ledgers meets sooner or later, put into the example on purpose."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ourplace.examples.preston.records import Payment, Supplier

# One supplier, three ledgers, three names.
THREE_NAMES: Mapping[str, str] = {
    "preston-city-council": "Hevrumoor Grounds Maintenance Ltd",
    "lancashire-county-council": "HEVRUMOOR GROUNDS MAINT",
    "community-gateway": "Hevrumoor Group t/a Hevrumoor Grounds Maintenance",
}
# Serial numbers start at one, so that nobody has this one.
PERSONAL_NUMBER = "AA000000A"


def with_shared_supplier(suppliers: tuple[Supplier, ...]) -> tuple[Supplier, ...]:
    """Return the suppliers, the first grounds company being the one that three anchors know by three names."""
    place = next(n for n, s in enumerate(suppliers) if s.trade_id == "grounds" and s.sort == "company")
    shared = replace(
        suppliers[place],
        name="HEVRUMOOR GROUNDS MAINTENANCE LIMITED",
        legal_form="Limited",
        anchor_ids=tuple(THREE_NAMES),
    )
    return (*suppliers[:place], shared, *suppliers[place + 1 :])


def with_curiosities(payments: Iterable[Payment], suppliers: Mapping[int, Supplier]) -> Iterator[Payment]:
    """Yield the payments with three names for one supplier and, once each, the payees that break careless readers."""
    waiting = {
        "community-gateway": "N/A",
        "prestons-college": '=HYPERLINK("http://example.com/pay","Remittance")',
        "cardinal-newman-college": "<b>{}</b>",
    }
    has_personal_number = False
    for payment in payments:
        supplier = suppliers.get(payment.supplier_number) if payment.supplier_number is not None else None
        changed = payment
        if supplier is not None and supplier.name.startswith("HEVRUMOOR GROUNDS"):
            changed = replace(payment, payee_name=THREE_NAMES[payment.anchor_id])
        elif supplier is not None and supplier.sort == "off_register" and payment.anchor_id in waiting:
            changed = replace(payment, payee_name=waiting.pop(payment.anchor_id).format(payment.payee_name))
        elif payment.anchor_id == "lancashire-county-council" and not has_personal_number:
            has_personal_number = True
            changed = replace(payment, description=f"{payment.description} ref {PERSONAL_NUMBER}")
        yield changed
