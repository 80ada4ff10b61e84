"""How clerks type a supplier's name: short forms, ampersands, capitals, truncation, trading names and slips."""

import random
import re

from ourplace.examples.preston.names import invent_stem

SHORT_FORMS = {
    "COMMUNITY INTEREST COMPANY": ("CIC", "C.I.C.", "Community Interest Company"),
    "LIMITED": ("Ltd", "Limited", "LTD."),
    "PLC": ("plc", "PLC"),
    "LLP": ("LLP",),
}
INITIALS_LENGTH = 2
TRUNCATED_LENGTH = 30
TRADING_NAME_CHANCE = 0.01
BRACKET_CHANCE = 0.02
SLIP_CHANCE = 0.015
AND_CHANCE = 0.4
DROPPED_FORM_CHANCE = 0.12


def spell(name: str, *, anchor_id: str, chance: random.Random) -> str:
    """Return `name` as one anchor's ledger holds it; the anchor's own habits come last."""
    form = next((form for form in SHORT_FORMS if name.endswith(f" {form}")), "")
    typed = " ".join(_capitalise(word) for word in name.removesuffix(form).split())
    if form:
        typed = f"{typed} {_spell_form(form, chance)}".strip()
    if " & " in typed and chance.random() < AND_CHANCE:
        typed = typed.replace(" & ", " and ")
    typed = _trade_as(typed, chance)
    if chance.random() < SLIP_CHANCE:
        typed = _slip(typed, chance)
    return _house_habit(typed, anchor_id=anchor_id, chance=chance)


def _capitalise(word: str) -> str:
    return word if len(word) <= INITIALS_LENGTH else word.capitalize()


def _spell_form(form: str, chance: random.Random) -> str:
    if form == "LIMITED" and chance.random() < DROPPED_FORM_CHANCE:
        return ""
    return chance.choice(SHORT_FORMS[form])


def _trade_as(typed: str, chance: random.Random) -> str:
    if chance.random() < TRADING_NAME_CHANCE:
        return f"{typed} T/A {invent_stem(chance)}"
    return typed


def _slip(typed: str, chance: random.Random) -> str:
    place = chance.randrange(2, max(3, len(typed) - 4))
    swapped = typed[place : place + 2][::-1]
    return f"{typed[:place]}{swapped}{typed[place + 2 :]}"


def _house_habit(typed: str, *, anchor_id: str, chance: random.Random) -> str:
    if anchor_id == "lancashire-county-council":
        return typed.upper()[:TRUNCATED_LENGTH].strip()
    if anchor_id == "lancashire-constabulary":
        bracket = f" [{typed.split(maxsplit=1)[0].upper()}]" if chance.random() < BRACKET_CHANCE else ""
        return f"{typed.upper()}{bracket}"
    if anchor_id == "cardinal-newman-college":
        return re.sub(r"\bServices\b", "Svcs", typed)
    return typed
