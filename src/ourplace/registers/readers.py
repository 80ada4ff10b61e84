"""Which function reads which register: one line a register."""

from collections.abc import Callable, Mapping

from ibis.expr.types import Table

from ourplace.registers import companies_house, supplier_list
from ourplace.registers.metadata import Register

READERS: Mapping[str, Callable[[Table, Register], Table]] = {
    "companies_house": companies_house.entities,
    "supplier_list": supplier_list.entities,
}
