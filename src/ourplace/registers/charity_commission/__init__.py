"""The Charity Commission's register extract: every charity registered in England and Wales, each night."""

from ourplace.registers.charity_commission.reader import entities

__all__ = ["entities"]
