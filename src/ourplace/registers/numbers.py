"""Company, charity and society numbers as people and spreadsheets mangle them, back in the form their registers print.

Each `IdentifierFormat` knows one numbering: what is valid, how a typed number is brought into form, and which
prefix of org-id.guide turns it into an identifier of an organisation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

COMPANY_PREFIXES = frozenset(
    [
        "AC",
        "BR",
        "CE",
        "CS",
        "ES",
        "FC",
        "FE",
        "GE",
        "GN",
        "GS",
        "IC",
        "IP",
        "LP",
        "NA",
        "NC",
        "NF",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NV",
        "NZ",
        "OC",
        "OE",
        "PC",
        "RC",
        "RS",
        "SA",
        "SC",
        "SE",
        "SF",
        "SG",
        "SI",
        "SL",
        "SO",
        "SP",
        "SR",
        "SZ",
        "ZC",
    ]
)
_WIDTH = 8

# Spaces and marks that people put between the characters of a number.
PUNCTUATION = r"[\s.\-_/':#]+"
_JUNK = re.compile(PUNCTUATION)
_WORDS = re.compile(
    r"^(?:REGISTERED|REGISTRATION|REG|COMPANY|CHARITY|CO|CRN|NUMBER|NO|NUM|REGD)\b[\s.:#]*", flags=re.IGNORECASE
)
_FLOAT = re.compile(r"^(\d+)\.0+$")
_NORTHERN_IRISH_SOCIETY = re.compile(r"NO\s?\d{6}")
_ALL_DIGITS = re.compile(r"^\d{1,8}$")
_SERIES = re.compile(r"^([A-Z]{2})(\d{1,6})$")
_SOCIETY_SERIES = re.compile(r"^(IP|NP|RS|SP)(\d{1,5})([A-Z]{1,5})$")
_OLD_NORTHERN_IRELAND = re.compile(r"^R(\d{1,7})$")


@dataclass(frozen=True)
class Normalised:
    """A number in its register's form, and the id of the repair that was needed ('' for none)."""

    number: str
    repair: str


@dataclass(frozen=True)
class IdentifierFormat:
    """One numbering of organisations: its name, its org-id.guide prefix, and how its numbers are read."""

    name: str
    prefix: str
    read: Callable[[str], Normalised | None]

    def normalise(self, text: str | None) -> str | None:
        """Return the number in its register's form, or None where the text cannot be one.

        >>> COMPANY_NUMBER.normalise("sc 12345")
        'SC012345'
        """
        found = self.repair(text)
        return found.number if found else None

    def repair(self, text: str | None) -> Normalised | None:
        """Return the number and what had to be repaired, or None where the text cannot be one.

        >>> COMPANY_NUMBER.repair("1234567.0")
        Normalised(number='01234567', repair='spreadsheet_number')
        """
        return self.read(text) if text else None

    def is_valid(self, text: str) -> bool:
        """Return whether the text is already in the register's form."""
        return self.normalise(text) == text

    def format(self, number: str) -> str:
        """Return the identifier of the organisation that holds this number, such as `GB-COH-01234567`."""
        return f"{self.prefix}-{number}"


def _tidied(text: str) -> tuple[str, str]:
    """Return the text in capitals without words, spaces and punctuation, and the repair that this was."""
    stripped = text.strip()
    whole = _FLOAT.match(stripped)
    if whole:
        return whole[1], "spreadsheet_number"
    wordless = stripped
    if _NORTHERN_IRISH_SOCIETY.fullmatch(stripped.upper()):
        return _JUNK.sub("", stripped).upper(), "" if stripped.isalnum() and stripped.isupper() else "punctuation"
    while (shorter := _WORDS.sub("", wordless)) != wordless:
        wordless = shorter
    tidy = _JUNK.sub("", wordless).upper()
    if wordless != stripped:
        return tidy, "words_removed"
    return tidy, "" if tidy == stripped else "punctuation"


def _read_company_number(text: str) -> Normalised | None:
    tidy, repair = _tidied(text)
    if re.fullmatch(r"O\d{7}", tidy):
        tidy, repair = "0" + tidy[1:], "letter_o"
    padded = _padded_company_number(tidy)
    if padded is None or not re.search(r"[1-9]", padded):
        return None
    return Normalised(padded, repair or ("leading_zeros" if padded != tidy else ""))


def _padded_company_number(tidy: str) -> str | None:
    """Return eight characters: the zeros that spreadsheets and typists drop come back after the prefix."""
    if _ALL_DIGITS.match(tidy):
        return tidy.zfill(8)
    if old := _OLD_NORTHERN_IRELAND.match(tidy):
        return "R" + old[1].zfill(7)
    if society := _SOCIETY_SERIES.match(tidy):
        padded = society[1] + society[2].zfill(6 - len(society[3])) + society[3]
        return padded if len(padded) == _WIDTH else None
    series = _SERIES.match(tidy)
    return series[1] + series[2].zfill(6) if series and series[1] in COMPANY_PREFIXES else None


def _read_charity_number(text: str) -> Normalised | None:
    tidy, repair = _tidied(text)
    if scottish := re.fullmatch(r"SC0?(\d{5})", tidy):
        number = "SC0" + scottish[1]
        return Normalised(number, repair or ("leading_zeros" if number != tidy else ""))
    if re.fullmatch(r"NIC1\d{5}", tidy) or re.fullmatch(r"[1-9]\d{5,6}", tidy):
        return Normalised(tidy, repair)
    return None


def _read_mutual_number(text: str) -> Normalised | None:
    tidy, repair = _tidied(text)
    short = tidy.lstrip("0")
    if re.fullmatch(r"(?:IP|SP|NP|RS)?\d{1,6}[A-Z]{0,5}", short) and re.search(r"[1-9]", short):
        return Normalised(short, repair or ("leading_zeros" if short != tidy else ""))
    return None


COMPANY_NUMBER = IdentifierFormat("company number", "GB-COH", _read_company_number)
CHARITY_NUMBER = IdentifierFormat("charity number", "GB-CHC", _read_charity_number)
MUTUAL_NUMBER = IdentifierFormat("society number", "GB-MPR", _read_mutual_number)


def charity_id(number: str) -> str:
    """Return the identifier of a charity: the prefix says which nation's regulator gave the number.

    >>> charity_id("SC012345")
    'GB-SC-SC012345'
    """
    if number.startswith("NIC"):
        return f"GB-NIC-{number.removeprefix('NIC')}"
    return f"GB-SC-{number}" if number.startswith("SC") else CHARITY_NUMBER.format(number)
