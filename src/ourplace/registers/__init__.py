"""Who exists: registers of companies, charities, societies and public bodies, each read into one shape."""

from ourplace.registers.adding import add_register
from ourplace.registers.claims import COVERAGE_KINDS, claimed_coverage
from ourplace.registers.download import Downloaded, download
from ourplace.registers.entities import BUSINESS_TYPES, ENTITY_SCHEMA, LINK_SCHEMA
from ourplace.registers.fetching import download_register
from ourplace.registers.guessing import guess_register
from ourplace.registers.metadata import Coverage, Register, known_registers, register_named
from ourplace.registers.numbers import CHARITY_NUMBER, COMPANY_NUMBER, MUTUAL_NUMBER, IdentifierFormat, charity_id
from ourplace.registers.stored import (
    Receipt,
    RegisterFile,
    list_registers,
    names_in_use,
    open_links,
    open_register,
    open_registers,
    with_coverage,
)

__all__ = [
    "BUSINESS_TYPES",
    "CHARITY_NUMBER",
    "COMPANY_NUMBER",
    "COVERAGE_KINDS",
    "ENTITY_SCHEMA",
    "LINK_SCHEMA",
    "MUTUAL_NUMBER",
    "Coverage",
    "Downloaded",
    "IdentifierFormat",
    "Receipt",
    "Register",
    "RegisterFile",
    "add_register",
    "charity_id",
    "claimed_coverage",
    "download",
    "download_register",
    "guess_register",
    "known_registers",
    "list_registers",
    "names_in_use",
    "open_links",
    "open_register",
    "open_registers",
    "register_named",
    "with_coverage",
]
