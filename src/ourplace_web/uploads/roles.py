"""What people call the parts that columns play."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ROLES: Mapping[str, Any] = {
    "payee": _("Who was paid"),
    "amount": _("Amount"),
    "date": _("Date"),
    "debit": _("Amount paid out (debit)"),
    "credit": _("Amount taken back (credit)"),
    "credit_marker": _("Mark for credits"),
    "vat": _("VAT"),
    "currency": _("Currency"),
    "day": _("Day"),
    "month": _("Month"),
    "year": _("Year"),
    "period": _("Period"),
    "category": _("What it was for"),
    "category_code": _("Code of what it was for"),
    "description": _("Description"),
    "department": _("Department"),
    "payee_postcode": _("Postcode of who was paid"),
    "payee_address": _("Address of who was paid"),
    "company_number": _("Company number"),
    "charity_number": _("Charity number"),
    "supplier_reference": _("Supplier’s reference"),
    "invoice_reference": _("Invoice reference"),
    "merchant_category": _("Merchant category"),
    "stated_kind": _("Capital or revenue"),
    "card_marker": _("Mark for card payments"),
}


def role_words(role: str) -> Any:
    """Return what people call a role; the code itself, tidied, where the library has a newer one."""
    return ROLES.get(role, role.replace("_", " ").capitalize())
