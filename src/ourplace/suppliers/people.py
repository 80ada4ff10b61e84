"""Which payees look like a person: they are kept apart from firms and never looked up in a register of companies."""

import re
from functools import cache, lru_cache

from ourplace.suppliers.readings import plain_name
from ourplace.suppliers.rules import firm_words, forenames, place_words, rules

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
MOST_WORDS = 4
MOST_INITIALS = 3
# A surname of two letters beside initials is too short to be sure; a forename alone may be a firm.
TWO = 2
# Payees write 'T/A', 'T/As', 'T A', 'TA' and 'trading as'.
_TRADING_AS = re.compile(r"\s*,?\s*(?:\bt\s*[/\\.]\s*as?\b|\bt\s+a\b|\bta\b|\btrading\s+as\b)", re.IGNORECASE)
_TITLED = re.compile(r"(?:mrs?|ms|miss|dr|prof(?:essor)?|rev(?:d|erend)?|cllr|councillor)\b\.?\s+\w", re.IGNORECASE)
# 'Arthur Moor (UK)' is a firm's branch, 'Arthur Moor (plasterer)' is not.
_BRACKET = re.compile(
    r"\((?!\s*(?:uk|gb|holdings|group|north|south|midlands|england|wales|scotland|ireland)\b)", re.IGNORECASE
)
_COUNCIL = re.compile(r"(?P<place>[^\W\d_]+) (?:c\.c|b\.c|m\.b\.c|d\.c|t\.c|p\.c)\.?", re.IGNORECASE)
_COMPANY = re.compile(r"\b(?:ltd|limited|plc|llp|cic)\W*$", re.IGNORECASE)


@lru_cache(maxsize=200_000)
def is_person_shaped(name: str) -> bool:
    """Return whether the name is shaped like a person's and holds no word that only a firm has.

    Careful on the side of privacy: a sole trader called by initials and surname counts as a person.

    >>> is_person_shaped("Smithmoor, J A"), is_person_shaped("J Smithmoor & Sons")
    (True, False)
    """
    plain = plain_name(name)
    if not firm_words().isdisjoint(plain.casefold().split()):
        return False
    if re.search(r"\d", plain) or _is_council(plain):
        return False
    words = [word.replace("’", "'") for word in WORD.findall(_without_couple(plain))]
    if _is_firm(plain, words):
        return False
    titled = len(words) > 1 and words[0].casefold() in _titles()
    rest = [word for word in words if word.casefold() not in _titles()] if titled else words
    return titled or _has_initials(rest) or _has_forename(rest)


def names_a_person(name: str) -> bool:
    """Return whether a name that no register explains is, or begins with, a person's.

    Careful on the side of privacy: a title is enough, and so is a person before 'T/A' or before a bracket.

    >>> names_a_person("MRS A MOOR T/A MOOR CAKES"), names_a_person("John Moor (plasterer)"), names_a_person("Moor Cakes T/A Moor")
    (True, True, False)
    """
    if _TITLED.match(name.strip()):
        return True
    before = _TRADING_AS.split(name, maxsplit=1)[0]
    if before == name and not _COMPANY.search(name):
        before = _BRACKET.split(name, maxsplit=1)[0]
    return before.strip() not in {"", name.strip()} and is_person_shaped(before.strip())


def _without_couple(name: str) -> str:
    """Return "Mr & Mrs Smith" as "Mr Mrs Smith", so that the 'and' of a couple is not a firm's."""
    return _couple().sub(r"\1 \2", name)


def _is_firm(plain: str, words: list[str]) -> bool:
    too_long = len([word for word in words if word.casefold() not in _titles()]) > MOST_WORDS
    held = any(word.casefold() in firm_words() for word in words)
    return not words or too_long or held or bool(re.search(r"[&@+/#]", _without_couple(plain)))


def _is_council(plain: str) -> bool:
    """Return whether the name is a place with the dotted letters of its council: 'Preston C.C.' is one."""
    found = _COUNCIL.fullmatch(plain.strip())
    return found is not None and found["place"].casefold() in place_words()


def _has_initials(words: list[str]) -> bool:
    """Return whether the name is one to three initials beside one long word, in either order."""
    initials = [word for word in words if len(word) == 1]
    surnames = [word for word in words if len(word) > 1]
    if 1 <= len(initials) <= MOST_INITIALS and len(surnames) == 1:
        return len(surnames[0]) > TWO and (len(words[0]) == 1 or len(words[-1]) == 1)
    ends_in_initials = len(words) == TWO and len(words[1]) == TWO and words[1].isupper() and not words[0].isupper()
    return ends_in_initials and words[0][:1].isupper() and words[0].casefold() not in forenames()


def _has_forename(words: list[str]) -> bool:
    """Return whether a common forename and at least one other word make up the whole name."""
    if not TWO <= len(words) <= MOST_WORDS:
        return False
    lower = [word.casefold() for word in words]
    return lower[0] in forenames() or (len(words) == TWO and lower[1] in forenames() and lower[0] not in forenames())


@cache
def _titles() -> frozenset[str]:
    return frozenset(rules("people")["titles"])


@cache
def _couple() -> re.Pattern[str]:
    titles = "|".join(sorted(_titles(), key=len, reverse=True))
    return re.compile(rf"\b({titles})\.?\s*(?:&|and)\s*({titles})\b", re.IGNORECASE)
