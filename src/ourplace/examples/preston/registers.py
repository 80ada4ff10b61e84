"""The example's two registers: every company of an invented nation, and the city council's own list of its suppliers."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.layouts.csv_files import Cells, write_delimited
from ourplace.examples.preston.names import CATEGORY_OF_FORM, invent_base_name, invent_stem, with_form, without_form
from ourplace.examples.preston.records import Supplier
from ourplace.examples.preston.suppliers import company_number, draw_address

# The columns of the Companies House bulk product in its order, with the leading spaces it prints.
COMPANY_HEADER = (
    "CompanyName",
    " CompanyNumber",
    "RegAddress.CareOf",
    "RegAddress.POBox",
    "RegAddress.AddressLine1",
    " RegAddress.AddressLine2",
    "RegAddress.PostTown",
    "RegAddress.County",
    "RegAddress.Country",
    "RegAddress.PostCode",
    "CompanyCategory",
    "CompanyStatus",
    "CountryOfOrigin",
    "DissolutionDate",
    "IncorporationDate",
    "Accounts.AccountRefDay",
    "Accounts.AccountRefMonth",
    "Accounts.NextDueDate",
    "Accounts.LastMadeUpDate",
    "Accounts.AccountCategory",
    "Returns.NextDueDate",
    "Returns.LastMadeUpDate",
    "Mortgages.NumMortCharges",
    "Mortgages.NumMortOutstanding",
    "Mortgages.NumMortPartSatisfied",
    "Mortgages.NumMortSatisfied",
    "SICCode.SicText_1",
    "SICCode.SicText_2",
    "SICCode.SicText_3",
    "SICCode.SicText_4",
    "LimitedPartnerships.NumGenPartners",
    "LimitedPartnerships.NumLimPartners",
    "URI",
    "PreviousName_1.CONDATE",
    " PreviousName_1.CompanyName",
    *(f" PreviousName_{n}.{part}" for n in range(2, 11) for part in ("CONDATE", "CompanyName")),
    "ConfStmtNextDueDate",
    " ConfStmtLastMadeUpDate",
)
LIST_HEADER = ("Supplier Number", "Supplier Name", "Address Line 1", "Town", "Postcode", "Company Number")
LIST_ANCHOR = "preston-city-council"
TWIN_CHANCE = 0.25
RENAMED_CHANCE = 0.06
SAME_TRADES_CHANCE = 0.5
OTHER_BANDS = {"preston": 4, "lancashire": 20, "north-west": 25, "uk": 51}
PRINTED_NUMBER_EVERY = 3


@dataclass(frozen=True, slots=True)
class Other:
    """A company of the register that none of the anchors pays."""

    name: str
    legal_form: str
    sic: str


def write_company_register(path: Path, suppliers: Sequence[Supplier], *, chance: random.Random) -> None:
    """Write the suppliers that are companies, near twins of some of them, and thousands of others, by name."""
    rows = [_supplier_row(supplier, chance) for supplier in suppliers if supplier.sort == "company"]
    taken = {without_form(supplier.name) for supplier in suppliers}
    count = read_content("plan")["register_count"]
    names = _other_names(suppliers, taken=taken, chance=chance)
    rows += [_other_row(number, next(names), chance) for number in range(len(suppliers), len(suppliers) + count)]
    write_delimited(path, [COMPANY_HEADER, *sorted(rows, key=lambda row: str(row[0]))], ending="\n")


def write_supplier_list(path: Path, suppliers: Sequence[Supplier]) -> None:
    """Write the city council's suppliers with the address of the premises each serves it from."""
    rows = (
        (
            f"{100_000 + supplier.number}",
            supplier.name.title(),
            f"{supplier.number % 180 + 1} {read_content('words')['streets'][supplier.number % 16]}",
            supplier.town,
            supplier.postcode,
            supplier.company_number if supplier.number % PRINTED_NUMBER_EVERY == 0 else "",
        )
        for supplier in suppliers
        if LIST_ANCHOR in supplier.anchor_ids
    )
    write_delimited(path, [LIST_HEADER, *rows])


def _supplier_row(supplier: Supplier, chance: random.Random) -> Cells:
    sic = read_content("trades")[supplier.trade_id]["sic"]
    place = (supplier.office_postcode, supplier.office_town)
    return _row(supplier.name, supplier.company_number, place=place, form=supplier.legal_form, sic=sic, chance=chance)


def _other_row(number: int, other: Other, chance: random.Random) -> Cells:
    band = chance.choices(list(OTHER_BANDS), list(OTHER_BANDS.values()))[0]
    place = draw_address(band, chance=chance)
    identifier = company_number(number, legal_form=other.legal_form)
    return _row(other.name, identifier, place=place, form=other.legal_form, sic=other.sic, chance=chance)


def _other_names(suppliers: Sequence[Supplier], *, taken: set[str], chance: random.Random) -> Iterator[Other]:
    """Yield companies whose names are not taken: first near twins of suppliers, then invented strangers."""
    for other in chain(_twins(suppliers, chance), _strangers(chance)):
        if without_form(other.name) not in taken:
            taken.add(without_form(other.name))
            yield other


def _twins(suppliers: Sequence[Supplier], chance: random.Random) -> Iterator[Other]:
    for supplier in suppliers:
        if supplier.sort == "company" and chance.random() < TWIN_CHANCE:
            base_name = without_form(supplier.name)
            word = chance.choice(read_content("words")["twin_words"])
            sic = read_content("trades")[supplier.trade_id]["sic"]
            yield Other(with_form(f"{base_name} {word}", "Limited"), "Limited", sic)


def _strangers(chance: random.Random) -> Iterator[Other]:
    forms = read_content("plan")["forms"]
    trades = list(read_content("trades").values())
    while True:
        trade = chance.choice(trades)
        if chance.random() < SAME_TRADES_CHANCE:
            base_name = invent_base_name(trade, chance=chance)
        else:
            base_name = f"{invent_stem(chance)} {chance.choice(read_content('words')['register_trades'])}"
        form = chance.choices(list(forms), list(forms.values()))[0]
        yield Other(with_form(base_name, form), form, trade["sic"])


def _row(name: str, number: str, *, place: tuple[str, str], form: str, sic: str, chance: random.Random) -> Cells:
    postcode, town = place
    street = chance.choice(read_content("words")["streets"])
    born = dt.date(chance.randrange(1965, 2012), chance.randrange(1, 13), chance.randrange(1, 29))
    cells = dict.fromkeys(COMPANY_HEADER, "") | {
        "CompanyName": name,
        " CompanyNumber": number,
        "RegAddress.AddressLine1": f"{chance.randrange(1, 200)} {street}".upper(),
        "RegAddress.PostTown": town,
        "RegAddress.Country": "UNITED KINGDOM",
        "RegAddress.PostCode": postcode,
        "CompanyCategory": CATEGORY_OF_FORM[form],
        "CompanyStatus": "Active",
        "CountryOfOrigin": "United Kingdom",
        "IncorporationDate": f"{born:%d/%m/%Y}",
        "Accounts.AccountRefDay": "31",
        "Accounts.AccountRefMonth": "3",
        "Accounts.AccountCategory": "TOTAL EXEMPTION SMALL",
        "Mortgages.NumMortCharges": "0",
        "SICCode.SicText_1": sic,
    }
    if chance.random() < RENAMED_CHANCE:
        cells["PreviousName_1.CONDATE"] = "01/06/2008"
        cells[" PreviousName_1.CompanyName"] = f"{invent_stem(chance)} TRADING LIMITED".upper()
    return list(cells.values())
