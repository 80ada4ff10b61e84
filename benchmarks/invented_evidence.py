"""What registers and spend files say beside the name, invented: postcodes, numbers, days and industries of companies and their payments.

How often a ledger's figure agrees with the register's is stated here and nowhere measured: it shows what a kind of evidence is worth
where it is there and mostly right, not how often that is.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value

AREAS = (
    "PR",
    "BB",
    "LA",
    "FY",
    "M",
    "BL",
    "OL",
    "WN",
    "L",
    "S",
    "LS",
    "BD",
    "NG",
    "B",
    "CV",
    "BS",
    "EX",
    "PL",
    "NE",
    "CF",
)
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
# Of the companies that payees are: paid at the registered office, elsewhere in its district, anywhere.
SAME_POSTCODE, SAME_DISTRICT = 0.60, 0.15
RIGHT_NUMBER = 0.95
RIGHT_CATEGORY = 0.70
FIRST_DAY, LAST_DAY = np.datetime64("1985-01-01"), np.datetime64("2025-06-30")
PAID_FROM, PAID_TO = np.datetime64("2019-04-01"), np.datetime64("2024-03-31")
Chance = np.random.Generator
Days = npt.NDArray[np.datetime64]


def with_evidence(companies: pa.Table, chance: Chance) -> pa.Table:
    """Return companies with an office, the day they began and an industry each."""
    count = len(companies)
    span = int((LAST_DAY - FIRST_DAY).astype(int))
    # Half of all companies are under eight years old.
    begun = LAST_DAY - (span * chance.random(count) ** 2.3).astype("timedelta64[D]")
    divisions = np.array(sorted({code for codes in _industries().values() for code in codes}))
    sic = np.char.add(divisions[chance.integers(0, len(divisions), count)], _digits(chance, count, 3))
    said: dict[str, Any] = {
        "postcode": postcodes(chance, count),
        "incorporated_date": begun,
        "sic_codes": [[code] for code in sic.tolist()],
    }
    for name, values in said.items():
        place = companies.schema.get_field_index(name)
        companies = companies.set_column(place, name, pa.array(values, companies.schema.field(name).type))
    return companies


def paid_evidence(companies: pa.Table, is_nobody: npt.NDArray[np.bool_], chance: Chance) -> dict[str, pa.Array]:
    """Return what the payments say of each payee: of the company in the same row, or of somebody unknown."""
    return {
        "postcode": _paid_postcodes(companies["postcode"], is_nobody, chance),
        "company_number": _printed_numbers(companies["company_number"], is_nobody, chance),
        "last_date": _last_days(companies["incorporated_date"], is_nobody, chance),
        "need_category_code": _bought(companies["sic_codes"], is_nobody, chance),
    }


def postcodes(chance: Chance, count: int) -> npt.NDArray[np.str_]:
    """Return so many postcodes at random."""
    districts = np.char.add(
        np.array(AREAS)[chance.integers(0, len(AREAS), count)], chance.integers(1, 21, count).astype(str)
    )
    return np.char.add(np.char.add(districts, " "), _units(chance, count))


def _units(chance: Chance, count: int) -> npt.NDArray[np.str_]:
    letters = np.array(list(UNIT_LETTERS))
    first, second = (letters[chance.integers(0, len(letters), count)] for _ in range(2))
    return np.char.add(chance.integers(1, 10, count).astype(str), np.char.add(first, second))


def _digits(chance: Chance, count: int, length: int) -> npt.NDArray[np.str_]:
    return np.char.zfill(chance.integers(0, 10**length, count).astype(str), length)


def _industries() -> dict[str, list[str]]:
    return dict(parameter_value("indicators_need_category_industries"))


def _paid_postcodes(offices: pa.ChunkedArray, is_nobody: npt.NDArray[np.bool_], chance: Chance) -> pa.Array:
    count = len(offices)
    registered = np.array(offices.to_pylist())
    near = np.char.add(np.char.add(np.char.partition(registered, " ")[:, 0], " "), _units(chance, count))
    drawn = chance.random(count)
    paid = np.where(
        drawn < SAME_POSTCODE,
        registered,
        np.where(drawn < SAME_POSTCODE + SAME_DISTRICT, near, postcodes(chance, count)),
    )
    return pa.array(np.where(is_nobody, postcodes(chance, count), paid), pa.string())


def _printed_numbers(numbers: pa.ChunkedArray, is_nobody: npt.NDArray[np.bool_], chance: Chance) -> pa.Array:
    """Return numbers, some another company's; somebody unknown has one that no company of the register has."""
    registered = np.array(numbers.to_pylist())
    printed = np.where(chance.random(len(numbers)) < RIGHT_NUMBER, registered, chance.permutation(registered))
    return pa.array(np.where(is_nobody, np.char.add("9", _digits(chance, len(numbers), 7)), printed), pa.string())


def _last_days(begun: pa.ChunkedArray, is_nobody: npt.NDArray[np.bool_], chance: Chance) -> pa.Array:
    """Return the day of the last payment, which comes after the company began."""
    span = int((PAID_TO - PAID_FROM).astype(int))
    paid = PAID_FROM + chance.integers(0, span, len(begun)).astype("timedelta64[D]")
    after = np.maximum(paid, begun.to_numpy().astype("datetime64[D]") + np.timedelta64(30, "D"))
    return pa.array(np.where(is_nobody, paid, after), pa.date32())


def _bought(sic_codes: pa.ChunkedArray, is_nobody: npt.NDArray[np.bool_], chance: Chance) -> pa.Array:
    industries = _industries()
    by_division: dict[str, list[str]] = {}
    for category, codes in industries.items():
        for code in codes:
            by_division.setdefault(code, []).append(category)
    every = sorted(industries)
    is_usual = (chance.random(len(sic_codes)) < RIGHT_CATEGORY) & ~is_nobody
    divisions = pc.utf8_slice_codeunits(pc.list_element(sic_codes, 0), 0, 2).to_pylist()
    chosen = [
        by_division[division] if usual else every for division, usual in zip(divisions, is_usual.tolist(), strict=True)
    ]
    drawn = chance.random(len(chosen)).tolist()
    return pa.array([codes[int(part * len(codes))] for codes, part in zip(chosen, drawn, strict=True)], pa.string())
