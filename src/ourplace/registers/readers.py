"""Which function reads which register: one line a register."""

from collections.abc import Callable, Mapping

from ibis.expr.types import Table

from ourplace.registers import (
    charity_commission,
    co_operatives_uk,
    companies_house,
    food_premises,
    gender_pay_gap,
    identifier_links,
    mutuals,
    public_bodies,
    supplier_list,
)
from ourplace.registers.metadata import Register

READERS: Mapping[str, Callable[[Table, Register], Table]] = {
    "charity_commission": charity_commission.entities,
    "co_operatives_uk": co_operatives_uk.entities,
    "companies_house": companies_house.entities,
    "food_premises": food_premises.entities,
    "gender_pay_gap": gender_pay_gap.entities,
    "identifier_links": identifier_links.links,
    "mutuals": mutuals.entities,
    "public_bodies": public_bodies.entities,
    "supplier_list": supplier_list.entities,
}
