"""Co-operatives UK's open data: the co-operative economy, whatever legal form each business took."""

from ourplace.registers.co_operatives_uk.reader import entities

__all__ = ["entities"]
