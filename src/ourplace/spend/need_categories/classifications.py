"""The published classifications of needs (CPV 2008) and of industries (SIC 2007), and the link between them."""

from collections.abc import Mapping
from functools import cache

from ourplace.parameters import parameter_value

_DIVISION_LENGTH = 2


@cache
def cpv_divisions() -> Mapping[str, str]:
    """Return the names of the CPV 2008 divisions by their two figures.

    >>> cpv_divisions()["45"]
    'Construction work'
    """
    return dict(parameter_value("cpv_divisions"))


@cache
def sic_sections() -> Mapping[str, str]:
    """Return the names of the SIC 2007 sections by their letter.

    >>> sic_sections()["F"]
    'Construction'
    """
    return {code: section["name"] for code, section in parameter_value("sic_sections").items()}


def section_of_sic(code: str) -> str | None:
    """Return the letter of the section that a SIC 2007 code belongs to, None where there is none.

    >>> section_of_sic("43290"), section_of_sic("00000")
    ('F', None)
    """
    division = code.strip()[:_DIVISION_LENGTH]
    for letter, section in parameter_value("sic_sections").items():
        if division.isdigit() and section["first_division"] <= division <= section["last_division"]:
            return str(letter)
    return None


def cpv_division_for_sic(sic_code: str) -> str | None:
    """Return the CPV division that firms of this SIC 2007 code mostly sell, None where the industry does not tell.

    The longest beginning of the code that the parameter `cpv_division_to_sic` lists decides.

    >>> cpv_division_for_sic("43290"), cpv_division_for_sic("46730"), cpv_division_for_sic("47110")
    ('45', '44', None)
    """
    divisions = _division_by_sic_beginning()
    bare = sic_code.strip()
    beginnings = (bare[:length] for length in range(len(bare), _DIVISION_LENGTH - 1, -1))
    return next((divisions[beginning] for beginning in beginnings if beginning in divisions), None)


@cache
def _division_by_sic_beginning() -> Mapping[str, str]:
    link: Mapping[str, list[str]] = parameter_value("cpv_division_to_sic")
    return {beginning: division for division, beginnings in link.items() for beginning in beginnings}
