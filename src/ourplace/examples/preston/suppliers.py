"""The invented suppliers: their trade, their place, their anchors and how large they are."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.layouts.finance_export import OLD_SUPPLIER_EVERY
from ourplace.examples.preston.names import OVERSEAS_FORMS, invent_base_name, invent_person, with_form, without_form
from ourplace.examples.preston.postcodes import draw_place
from ourplace.examples.preston.records import Supplier

# Numbers from 99000000 on have never been issued by Companies House.
FIRST_COMPANY_NUMBER = 99_000_001
SECOND_ANCHOR_CHANCE = 0.10
SOLE_TRADER_SIZE = 0.1
SOLE_TRADER_NEAR = (0.3, 0.5)
TRADING_NAME_CHANCE = 0.5
# Where a registered office is when it is not at the premises: mostly a national firm's head office.
OFFICE_WEIGHTS = {"preston": 1, "lancashire": 2, "north-west": 3, "uk": 8}
SPREAD = 1.45


def invent_suppliers(chance: random.Random) -> tuple[Supplier, ...]:
    """Return the suppliers, each with a name of its own; sole traders are smaller and nearer than companies."""
    names: set[str] = set()
    return tuple(_invent_supplier(number, names=names, chance=chance) for number in range(_plan()["supplier_count"]))


def with_offices_elsewhere(suppliers: tuple[Supplier, ...], *, chance: random.Random) -> tuple[Supplier, ...]:
    """Return the suppliers with some registered offices moved away from the premises.

    Only those whose premises an anchor's own records show (the city council's supplier list, the housing
    association's export): premises that no document gives could not be found by anybody.
    """
    return tuple(
        _move_office(supplier, chance=chance)
        if supplier.sort == "company"
        and shows_premises(supplier)
        and chance.random() < _plan()["elsewhere_office_share"]
        else supplier
        for supplier in suppliers
    )


def shows_premises(supplier: Supplier) -> bool:
    """Return whether the city council's supplier list or the housing association's export prints its postcode."""
    is_exported = "community-gateway" in supplier.anchor_ids and supplier.number % OLD_SUPPLIER_EVERY != 0
    return is_exported or "preston-city-council" in supplier.anchor_ids


def company_number(number: int, *, legal_form: str) -> str:
    """Return an identifier in a range never issued: 99000001 on, OC999… for partnerships.

    >>> company_number(0, legal_form="Limited"), company_number(7, legal_form="LLP")
    ('99000001', 'OC900008')
    """
    if legal_form == "LLP":
        return f"OC{900_001 + number:06d}"
    return str(FIRST_COMPANY_NUMBER + number)


def draw_band(near: tuple[float, float], *, chance: random.Random) -> str:
    """Return a band at the trade's own chances of being in Preston and in the rest of the county."""
    roll = chance.random()
    if roll < near[0]:
        return "preston"
    if roll < near[0] + near[1]:
        return "lancashire"
    return "north-west" if chance.random() < _plan()["north_west_chance"] else "uk"


def draw_address(band: str, *, chance: random.Random) -> tuple[str, str]:
    """Return a real postcode and its post town in a band."""
    bands = _plan()["bands"]
    codes = [code for districts in bands.values() for code in districts]
    return draw_place(bands[band], every_code=codes, chance=chance)


def _invent_supplier(number: int, *, names: set[str], chance: random.Random) -> Supplier:
    trade_id, trade = chance.choice(list(read_content("trades").items()))
    sort = _draw_sort(chance)
    near = SOLE_TRADER_NEAR if sort == "sole_trader" else tuple(trade["near"])
    band = "overseas" if sort == "overseas" else draw_band(near, chance=chance)
    postcode, town = draw_address(band, chance=chance) if band != "overseas" else ("", "")
    forms: Mapping[str, float] = _plan()["forms"]
    legal_form = chance.choices(list(forms), list(forms.values()))[0]
    invented = _names(trade, sort=sort, legal_form=legal_form, chance=chance)
    name = next(name for name in invented if without_form(name) not in names)
    names.add(without_form(name))
    size = trade["size"] * (SOLE_TRADER_SIZE if sort == "sole_trader" else 1)
    return Supplier(
        number=number,
        name=name,
        trade_id=trade_id,
        sort=sort,
        legal_form=legal_form if sort in {"company", "off_register"} else "",
        company_number=company_number(number, legal_form=legal_form) if sort == "company" else "",
        band=band,
        postcode=postcode,
        town=town,
        office_band=band,
        office_postcode=postcode,
        office_town=town,
        anchor_ids=_draw_anchors(trade, chance=chance),
        weight=size * chance.lognormvariate(0, SPREAD),
    )


def _names(trade: Any, *, sort: str, legal_form: str, chance: random.Random) -> Iterator[str]:
    while True:
        base_name = invent_base_name(trade, chance=chance)
        if sort == "sole_trader":
            person = invent_person(chance)
            yield f"{person} T/A {base_name}" if chance.random() < TRADING_NAME_CHANCE else person
        elif sort == "overseas":
            yield f"{base_name} {chance.choice(OVERSEAS_FORMS)}".upper()
        else:
            yield with_form(base_name, legal_form)


def _draw_sort(chance: random.Random) -> str:
    plan = _plan()
    shares = {sort: plan[f"{sort}_share"] for sort in ("sole_trader", "overseas", "off_register")}
    return chance.choices([*shares, "company"], [*shares.values(), 1 - sum(shares.values())])[0]


def _draw_anchors(trade: Any, *, chance: random.Random) -> tuple[str, ...]:
    buyers = {
        anchor_id: anchor["supplier_share"]
        for anchor_id, anchor in _plan()["anchors"].items()
        if anchor["kind"] in trade["labels"]
    }
    first = chance.choices(list(buyers), list(buyers.values()))[0]
    return tuple(buyer for buyer in buyers if buyer == first or chance.random() < SECOND_ANCHOR_CHANCE)


def _move_office(supplier: Supplier, *, chance: random.Random) -> Supplier:
    others = {band: weight for band, weight in OFFICE_WEIGHTS.items() if band != supplier.band}
    band = chance.choices(list(others), list(others.values()))[0]
    postcode, town = draw_address(band, chance=chance)
    return replace(supplier, office_band=band, office_postcode=postcode, office_town=town)


def _plan() -> Any:
    return read_content("plan")
