"""What sort of organisation a supplier is: from the register first, from its name second, always with the source."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.records import CleanName, clean_names
from ourplace.suppliers.rules import rules


class BusinessType(NamedTuple):
    """A business type, and where it comes from: a register, a rule about names, or a judgement."""

    business_type: str
    source: str


UNKNOWN = BusinessType("unknown", "unknown")


def type_from_name(name: str) -> BusinessType:
    """Return what the name alone says: `unknown` where no rule of rules/business_type_names.yaml fits.

    >>> type_from_name("Greenmoor Primary School").business_type
    'school_or_college'
    """
    return type_from_clean(clean_names([name])[name])


@lru_cache(maxsize=200_000)
def type_from_clean(name: CleanName) -> BusinessType:
    """Return what a cleaned name says about the sort of organisation, in the order of the rules."""
    if _any_before_legal_form().search(name.full):
        for rule in _rules():
            if rule["before_legal_form"] and _fits(rule["id"], name.full):
                return BusinessType(str(rule["business_type"]), f"name, rule {rule['id']}")
    if name.legal_form:
        return BusinessType(_forms()[name.legal_form], f"name, ends in {name.legal_form.upper()}")
    for rule in _rules():
        if not rule["before_legal_form"] and _fits(rule["id"], name.full):
            return BusinessType(str(rule["business_type"]), f"name, rule {rule['id']}")
    if is_person_shaped(name.text):
        return BusinessType("sole_trader_or_individual", "name, shaped like a person's")
    return UNKNOWN


def type_from_register(legal_form: str, register_id: str) -> BusinessType:
    """Return the type that a register states, `unknown` where it does not."""
    return UNKNOWN if legal_form == "unknown" else BusinessType(legal_form, f"register {register_id}")


def type_from_kind(kind: str | None) -> BusinessType:
    """Return what the kind of payment says: a payment to a public body was to a public body."""
    return BusinessType("public_body", "kind of payment") if kind == "public_body" else UNKNOWN


@cache
def _rules() -> tuple[dict[str, object], ...]:
    return tuple(rules("business_type_names")["rules"])


@cache
def _any_before_legal_form() -> re.Pattern[str]:
    """Return one pattern for all rules that come before the legal form, so that most names are looked at once."""
    return re.compile("|".join(f"(?:{rule['pattern']})" for rule in _rules() if rule["before_legal_form"]))


@cache
def _forms() -> dict[str, str]:
    return {form["id"]: form["business_type"] for form in rules("legal_forms")["forms"]}


@cache
def _patterns(rule_id: object) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    rule = next(rule for rule in _rules() if rule["id"] == rule_id)
    unless = rule.get("unless")
    return re.compile(str(rule["pattern"])), re.compile(str(unless)) if unless else None


def _fits(rule_id: object, text: str) -> bool:
    pattern, unless = _patterns(rule_id)
    return bool(pattern.search(text)) and not (unless and unless.search(text))
