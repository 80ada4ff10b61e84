"""A plain list of suppliers, as a finance system exports it: names, and whatever else is known of them."""

from ourplace.registers.supplier_list.reader import entities

__all__ = ["entities"]
