"""Invented names: a made-up stem, a trade and a legal form, so that no real firm is ever named."""

import random
from typing import Any

from ourplace.examples.preston.content import read_content

CATEGORY_OF_FORM = {
    "Limited": "Private Limited Company",
    "PLC": "Public Limited Company",
    "LLP": "Limited Liability Partnership",
    "Community Interest Company": "Community Interest Company",
    "guarantee": "PRI/LTD BY GUAR/NSC (Private, limited by guarantee, no share capital)",
}
# One name in twelve has two partners, as on any high street, and one in sixteen starts with initials.
PARTNERS_CHANCE = 0.08
INITIALS_CHANCE = 0.06
# Not M: "HM" begins the names of government bodies.
INITIALS = "ABCDEGHJKLPRST"
OVERSEAS_FORMS = ("GmbH", "BV", "Inc", "SAS")


def invent_stem(chance: random.Random) -> str:
    """Return a made-up proper name such as `Kelvumere`."""
    words = read_content("words")
    return f"{chance.choice(words['stem_starts'])}{chance.choice(words['stem_ends'])}"


def invent_base_name(trade: Any, *, chance: random.Random) -> str:
    """Return a firm's name without its legal form: mostly one stem and a trade, sometimes two partners or initials."""
    stem = invent_stem(chance)
    roll = chance.random()
    if roll < PARTNERS_CHANCE:
        stem = f"{stem} & {invent_stem(chance)}"
    elif roll < PARTNERS_CHANCE + INITIALS_CHANCE:
        stem = f"{chance.choice(INITIALS)}{chance.choice(INITIALS)} {stem}"
    return f"{stem} {chance.choice(trade['names'])}"


def invent_person(chance: random.Random) -> str:
    """Return a sole trader's name such as `Mrs U Kelvumere`."""
    words = read_content("words")
    return f"{chance.choice(words['titles'])} {chance.choice(words['forenames'])[0]} {invent_stem(chance)}"


def with_form(base_name: str, legal_form: str) -> str:
    """Return the name as a register writes it.

    >>> with_form("Kelvumere Joinery", "guarantee")
    'KELVUMERE JOINERY LIMITED'
    """
    form = "Limited" if legal_form == "guarantee" else legal_form
    return f"{base_name} {form}".upper()


def without_form(name: str) -> str:
    """Return a registered name without its legal form: no two companies of a register may share what is left.

    >>> without_form("KELVUMERE JOINERY LIMITED")
    'KELVUMERE JOINERY'
    """
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


_ENDINGS = tuple(with_form("", form) for form in CATEGORY_OF_FORM)
