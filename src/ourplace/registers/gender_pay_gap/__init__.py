"""The gender pay gap service's yearly file: every employer of 250 people or more, with its size band."""

from ourplace.registers.gender_pay_gap.reader import entities

__all__ = ["entities"]
