"""Company and charity numbers as publishers print them, put back into the form the registers use."""

import re

COMPANY = re.compile(r"^(?:[0-9]{8}|[A-Z]{2}[0-9]{6}|(?:IP|SP|NP|RS|NO|SI)[0-9]{5}[A-Z0-9])$")
PREFIXED = re.compile(r"^([A-Z]{2})([0-9]{1,5})$")
CHARITY = re.compile(r"^(?:[0-9]{6,7}|SC0[0-9]{5}|NIC[0-9]{6})$")
COMPANY_DIGITS = 8
LEAST_COMPANY_DIGITS = 5
PREFIXED_DIGITS = 6


def company_number(text: str | None) -> str | None:
    """Return a company number as Companies House writes it, or null where the text cannot be one.

    Spaces go, zeros that a spreadsheet dropped come back, a number read as a decimal loses its ".0".

    >>> company_number(" 8923055.0"), company_number("sc 16876"), company_number("N/A")
    ('08923055', 'SC016876', None)
    """
    if not text:
        return None
    squeezed = re.sub(r"[\s\-/.]", "", re.sub(r"\.0+$", "", text.strip())).upper()
    if squeezed.isascii() and squeezed.isdigit() and LEAST_COMPANY_DIGITS <= len(squeezed) <= COMPANY_DIGITS:
        squeezed = squeezed.zfill(COMPANY_DIGITS)
    elif prefixed := PREFIXED.match(squeezed):
        squeezed = prefixed[1] + prefixed[2].zfill(PREFIXED_DIGITS)
    is_number = COMPANY.match(squeezed) and squeezed.strip("0")
    return squeezed if is_number else None


def charity_number(text: str | None) -> str | None:
    """Return a charity number without spaces, prefix words and a sub-charity's suffix, or null where it cannot be one.

    >>> charity_number("RCN 1097940"), charity_number("1097940-1"), charity_number("none")
    ('1097940', '1097940', None)
    """
    if not text:
        return None
    squeezed = re.sub(r"\.0+$", "", text.strip()).upper()
    squeezed = re.sub(r"^(?:RCN|REG(?:ISTERED)?|CHARITY|NO|NUMBER|CHC|GB-CHC-|[\s.:\-])*", "", squeezed)
    squeezed = re.sub(r"-\d{1,3}$", "", squeezed).replace(" ", "")
    return squeezed if CHARITY.match(squeezed) else None
