"""Companies House's free company data product: every company on the register, once a month."""

from ourplace.registers.companies_house.reader import entities

__all__ = ["entities"]
