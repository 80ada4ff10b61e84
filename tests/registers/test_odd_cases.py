"""What publishers' files hold that a tidy example does not."""

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import RegisterFile, add_register, guess_register, open_registers

COMPANY_HEADER = (
    "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, RegAddress.AddressLine2,"
    "RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,CompanyStatus,"
    "CountryOfOrigin,DissolutionDate,IncorporationDate,PreviousName_1.CONDATE, PreviousName_1.CompanyName,"
    "PreviousName_2.CONDATE, PreviousName_2.CompanyName,PreviousName_10.CONDATE, PreviousName_10.CompanyName"
)
CHARITY_HEADER = (
    "date_of_extract\torganisation_number\tregistered_charity_number\tlinked_charity_number\tcharity_name\tcharity_type\t"
    "charity_registration_status\tdate_of_registration\tdate_of_removal\tcharity_contact_postcode\t"
    "charity_company_registration_number\tcharity_insolvent\tcharity_in_administration\tcharity_activities\t"
    "charity_gift_aid\tcharity_has_land"
)
CO_OPERATIVE_HEADER = (
    "CUK Organisation ID,Registered Number,Registrar,Registered Name,Trading Name,Legal Form,Registered Street,"
    "Registered City,Registered State/Province,Registered Postcode,UK Nation,SIC Code,SIC section,SIC code  - level 2,"
    'SIC code  - level 2 description,"Sector - Simplified, High Level",Ownership Classification,Registered Status,'
    "Incorporation Date,Dissolved Date"
)


def added(register_id: str, folder: Path, engine: Engine, *, name: str, text: str) -> RegisterFile:
    source = folder / name
    source.write_text(text, "utf-8")
    assert guess_register(source) == register_id
    return add_register(register_id, source, registers_folder=folder / "registers", engine=engine)


def picked(file: RegisterFile, engine: Engine, *columns: str) -> list[tuple[object, ...]]:
    rows = engine.to_arrow(open_registers([file], engine=engine).select(*columns)).to_pylist()
    return [tuple(row.values()) for row in rows]


def test_companies_at_odd_addresses(tmp_path: Path, engine: Engine) -> None:
    lines = [
        COMPANY_HEADER,
        (
            '"HODDER, WYRE & CO. LIMITED","01234567","","","Unit 1, Mill Yard","","PRESTON","","","pr12rl",'
            '"Private Limited Company","Active","United Kingdom","","05/04/2005","","","","","",""'
        ),
        (
            '"KELVUMERE HOLDINGS B.V.","FC012345","","","Keizersgracht 1","","AMSTERDAM","","NETHERLANDS","1015 CJ",'
            '"Other company type","Active","NETHERLANDS","","","","","","","",""'
        ),
        (
            '"HEVRUMOOR QUAY LTD","OE000001","","","1 The Quay","","ST HELIER","","JERSEY","JE2 3QP",'
            '"Overseas Entity","Registered","JERSEY","","12/10/2022","","","","","",""'
        ),
        (
            '"CALDER LOOM LIMITED","SC012345","","PO BOX 9","","","","","","",'
            '"Private Limited Company","Active - Proposal to Strike off","United Kingdom","","31/12/1931","","","","","",""'
        ),
    ]

    file = added("companies_house", tmp_path, engine, name="companies.csv", text="\n".join(lines) + "\n")

    assert picked(file, engine, "entity_name", "legal_form", "status", "incorporated_date", "postcode") == [
        ("HODDER, WYRE & CO. LIMITED", "private_company", "active", dt.date(2005, 4, 5), "PR1 2RL"),
        ("KELVUMERE HOLDINGS B.V.", "overseas", "active", None, None),
        ("HEVRUMOOR QUAY LTD", "overseas", "active", dt.date(2022, 10, 12), "JE2 3QP"),
        ("CALDER LOOM LIMITED", "private_company", "active", dt.date(1931, 12, 31), None),
    ]


def test_every_previous_name_is_kept_once(tmp_path: Path, engine: Engine) -> None:
    line = (
        '"CALDER LOOM LIMITED","01234567","","","","","","","","","Private Limited Company","Active","","","05/04/2005",'
        '"01/02/2010","CALDER WEAVING, SPINNING LTD","01/02/2008","CALDER LOOM LIMITED","01/02/1999","LUNE LOOM LTD"'
    )

    file = added("companies_house", tmp_path, engine, name="companies.csv", text=f"{COMPANY_HEADER}\n{line}\n")

    [(names,)] = picked(file, engine, "other_names")
    assert names == [
        {"name": "CALDER WEAVING, SPINNING LTD", "kind": "previous"},
        {"name": "LUNE LOOM LTD", "kind": "previous"},
    ]


def test_a_dissolved_company_in_a_list_of_one_s_own_keeps_its_day(tmp_path: Path, engine: Engine) -> None:
    text = (
        "CompanyName,CompanyNumber,CompanyStatus,DissolutionDate\nCALDER LOOM LIMITED,1234567,Dissolved,03/04/2019\n"
    )

    file = added("companies_house", tmp_path, engine, name="companies.csv", text=text)

    assert picked(file, engine, "company_number", "status", "dissolved_date") == [
        ("01234567", "dissolved", dt.date(2019, 4, 3))
    ]


def charity_line(number: str, linked: str, name: str, **said: str) -> str:
    given = {
        "date_of_extract": "2026-11-01 00:00:00",
        "registered_charity_number": number,
        "linked_charity_number": linked,
        "charity_name": name,
        "charity_registration_status": "Registered",
        "date_of_registration": "1994-01-12 00:00:00",
        "charity_insolvent": "False",
        "charity_in_administration": "False",
        "charity_activities": "Kites.",
    } | said
    return "\t".join(given.get(header, "") for header in CHARITY_HEADER.split("\t"))


def test_charities_as_text(tmp_path: Path, engine: Engine) -> None:
    lines = [
        CHARITY_HEADER,
        charity_line("1999901", "0", "PENDLE KITES", charity_contact_postcode="BB9 7LG"),
        charity_line("1999901", "2", "PENDLE KITE BURSARY", charity_registration_status="Removed",
                     date_of_removal="2010-06-30 00:00:00"),
        charity_line("299902", "0", "LUNE GARDENS", charity_in_administration="True",
                     charity_company_registration_number="CE012345"),
        charity_line("299903", "0", "WYRE SHELTER", charity_contact_postcode="75008"),
    ]  # fmt: skip

    file = added(
        "charity_commission", tmp_path, engine, name="publicextract.charity.txt", text="\n".join(lines) + "\n"
    )

    assert picked(file, engine, "entity_id", "status", "dissolved_date", "company_number", "postcode") == [
        ("GB-CHC-1999901", "active", None, None, "BB9 7LG"),
        ("GB-CHC-1999901-2", "closed", dt.date(2010, 6, 30), None, None),
        ("GB-CHC-299902", "insolvent", None, "CE012345", None),
        ("GB-CHC-299903", "active", None, None, None),
    ]


def test_a_line_break_in_a_charity_s_activities_costs_no_charity(tmp_path: Path, engine: Engine) -> None:
    lines = [
        CHARITY_HEADER,
        charity_line("1999901", "0", "PENDLE KITES", charity_activities="Kites for all,\nand string."),
        charity_line("299902", "0", "LUNE GARDENS"),
    ]

    file = added(
        "charity_commission", tmp_path, engine, name="publicextract.charity.txt", text="\n".join(lines) + "\n"
    )

    assert sorted(picked(file, engine, "entity_id", "entity_name", "status")) == [
        ("GB-CHC-1999901", "PENDLE KITES", "active"),
        ("GB-CHC-299902", "LUNE GARDENS", "active"),
    ]
    assert (file.receipt.rows_read, sum(file.receipt.rejected.values())) == (3, 1)


def test_a_value_that_the_first_charity_lacks_is_read_from_the_others(tmp_path: Path, engine: Engine) -> None:
    first = {
        "registered_charity_number": 1999901,
        "charity_name": "KITES",
        "charity_registration_status": "Registered",
    }
    second = first | {"registered_charity_number": 299902, "charity_contact_postcode": "LA1 1PJ"}
    archive = tmp_path / "publicextract.charity.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("publicextract.charity.json", "\ufeff" + json.dumps([first, second]))

    file = add_register("charity_commission", archive, registers_folder=tmp_path / "registers", engine=engine)

    assert picked(file, engine, "charity_number", "postcode") == [("1999901", None), ("299902", "LA1 1PJ")]


def test_societies_with_their_number_in_two_columns(tmp_path: Path, engine: Engine) -> None:
    text = (
        "Society Number,Society Suffix,Full Registration Number,Society Name,Registered As,Society Address,"
        "Registration Date,Deregistration Date,Registration Act,Standard Industrial Classification Code (SIC),"
        "Reporting Classification,Society Status\n"
        '99901,R,,"Ormskirk Looms, Spindles and Wool Limited",Community Benefit Society,"The Mill, 1 Church Street\n'
        'Ormskirk\nL39 2DF",31/12/1962,,Co-operative Act,94990 - Other membership organisations,Housing,Registered\n'
        "4999,,4999,Wyre Angling Limited,Co-operative Society,Lille France 59000,01/05/2015,30/06/2020,Act,,,Deregistered\n"
    )

    file = added("mutuals", tmp_path, engine, name="SocietyList.csv", text=text)

    assert picked(
        file, engine, "entity_id", "entity_name", "incorporated_date", "dissolved_date", "sic_codes", "postcode"
    ) == [
        (
            "GB-MPR-99901R",
            "Ormskirk Looms, Spindles and Wool Limited",
            dt.date(1962, 12, 31),
            None,
            ["94990"],
            "L39 2DF",
        ),
        ("GB-MPR-4999", "Wyre Angling Limited", dt.date(2015, 5, 1), dt.date(2020, 6, 30), [], None),
    ]
    assert (file.receipt.unknown_columns, file.receipt.missing_columns) == ((), ())


def test_co_operatives_in_the_publisher_s_own_layout(tmp_path: Path, engine: Engine) -> None:
    lines = [
        CO_OPERATIVE_HEADER,
        (
            "R999901,SC12345,Companies House,HODDER WOOL GROWERS LIMITED,Hodder Wool,Limited Company,Mill Lane,Clitheroe,"
            "Lancashire,BB7 2RA,England,1450,Agriculture,01,Crops,Agriculture,Producers,Active,14/04/2005,"
        ),
        (
            "R999902,99902R,Financial Conduct Authority,Calder Wheel Limited,Calder Wheel Limited,Registered Society,"
            "1 High Street,Burnley,,,England,47640,Retail,47,Retail,Retail,Workers,Deregistered,01/05/1962,30/06/2020"
        ),
        (
            "R999903,IP99903R,Mutuals Public Register,Lune Bakers Limited,,Registered Society,"
            "1 High Street,Lancaster,,LA1 1PJ,England,,,,,,Workers,Registered,01/05/1990,"
        ),
    ]

    file = added(
        "co_operatives_uk", tmp_path, engine, name="open_data_organisations.csv", text="\n".join(lines) + "\n"
    )

    columns = ("entity_id", "company_number", "status", "sic_codes", "postcode", "incorporated_date", "dissolved_date")
    assert picked(file, engine, *columns) == [
        ("GB-COP-R999901", "SC012345", "active", ["01450"], "BB7 2RA", dt.date(2005, 4, 14), None),
        ("GB-COP-R999902", None, "closed", ["47640"], None, dt.date(1962, 5, 1), dt.date(2020, 6, 30)),
        ("GB-COP-R999903", "IP99903R", "active", [], "LA1 1PJ", dt.date(1990, 5, 1), None),
    ]
    assert picked(file, engine, "other_names")[0] == ([{"name": "Hodder Wool", "kind": "trading"}],)
    assert (file.receipt.unknown_columns, dict(file.receipt.unknown_values)) == ((), {})


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("pr12rl", "PR1 2RL"),
        (" PR1  2RL. ", "PR1 2RL"),
        ("Mill Road, Preston PR1 2RL, UK", "PR1 2RL"),
        ("", None),
        ("N/A", None),
        ("75008 Paris", None),
        ("D02 X285", None),
        ("1015 CJ", None),
    ],
)
def test_postcodes_in_a_list_of_suppliers(tmp_path: Path, engine: Engine, typed: str, postcode: str | None) -> None:
    text = f'Supplier Name,Post Code,Incorporated\n"Alder, Birch & Sons","{typed}",05/04/2005\n'

    file = added("supplier_list", tmp_path, engine, name="suppliers.csv", text=text)

    assert picked(file, engine, "entity_name", "postcode", "incorporated_date") == [
        ("Alder, Birch & Sons", postcode, dt.date(2005, 4, 5))
    ]
