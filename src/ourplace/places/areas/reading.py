"""The tables of this folder as areas, each knowing the current local authorities that make it up."""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ourplace.places.exceptions import UnknownAreaError
from ourplace.yaml_files import read_yaml

UNITED_KINGDOM = "K02000001"
KINDS = {
    "unitary_authority": "unitary authority",
    "non_metropolitan_district": "district",
    "metropolitan_borough": "metropolitan borough",
    "london_borough": "London borough",
    "scottish_council_area": "council area",
    "welsh_principal_area": "principal area",
    "northern_ireland_district": "district",
    "county": "county",
    "metropolitan_county": "metropolitan county",
    "combined_authority": "combined authority",
    "region": "region",
    "nation": "nation",
    "country": "country",
}
PARENTS = ("county_code", "combined_authority_code", "region_code", "nation_code")


@dataclass(frozen=True)
class Area:
    """A local authority or a larger area, current or former.

    `local_authority_codes` are the current local authorities that make it up (itself, for a current local authority;
    its successors, for a former area). The parents are codes, None where there is none. `start_date` is the first
    day of the code; `end_date` its last, None while it is in use. `is_same_area` is False for a former area whose
    successors cover more than it did.
    """

    area_code: str
    area_name: str
    area_kind: str
    local_authority_codes: tuple[str, ...]
    county_code: str | None = None
    combined_authority_code: str | None = None
    region_code: str | None = None
    nation_code: str | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    other_names: tuple[str, ...] = ()
    is_same_area: bool = True

    @property
    def label(self) -> str:
        """Return name, kind and code as a person would tell this area from others: `Hyndburn, district (E07000120)`."""
        ended = f", until {self.end_date}" if self.end_date else ""
        return f"{self.area_name}, {KINDS[self.area_kind]}{ended} ({self.area_code})"

    @property
    def within(self) -> str:
        """Return the names of the areas that hold this one, smallest first: `Lancashire, North West, England`."""
        parents = (self.county_code, self.combined_authority_code, self.region_code, self.nation_code)
        return ", ".join(all_areas()[code].area_name for code in parents if code)


@cache
def all_areas() -> Mapping[str, Area]:
    """Return every area by code: local authorities, then larger areas, then former ones."""
    local = {row["lad_code"]: _local_authority(row) for row in _rows("local_authorities.csv")}
    larger = {row["area_code"]: _larger_area(row, local) for row in _rows("larger_areas.csv")}
    return local | larger | _former_areas()


def current_code_of(code: str | None) -> str | None:
    """Return the current code for a local authority code of any date; None where it has no single successor.

    >>> current_code_of("E08000019")
    'E08000039'
    """
    found = all_areas().get(code or "")
    return found.local_authority_codes[0] if found and len(found.local_authority_codes) == 1 else None


def local_authorities_within(code: str) -> tuple[str, ...]:
    """Return the current codes of the local authorities that make up an area, in order.

    Raises:
        UnknownAreaError: no area has that code.
    """
    found = all_areas().get(code)
    if found is None:
        raise UnknownAreaError(
            f"There is no area with the code '{code}'",
            why=f"the tables hold {len(all_areas())} codes as at the end of 2025, current and former",
            next_step="find the code by name with `ourplace places find NAME`",
        )
    return found.local_authority_codes


def bordering_areas(code: str) -> tuple[Area, ...]:
    """Return the counties, unitary authorities and boroughs that border an area and lie outside it, by name.

    A district of a county stands for its county. Whether a unitary authority counts as a bordering county is for
    the user to judge; it is listed, with its kind.
    """
    own = set(local_authorities_within(code))
    neighbours = {beyond for each in own for beyond in _borders()[each]} - own
    upper = {_principal_area(each) for each in neighbours}
    outside = [each for each in upper if not set(each.local_authority_codes) & own]
    return tuple(sorted(outside, key=lambda each: each.area_name))


def sources() -> Mapping[str, Mapping[str, Any]]:
    """Return, for each table of areas, its publisher, licence, reference and date."""
    found: Mapping[str, Mapping[str, Any]] = read_yaml(files("ourplace.places.areas") / "sources.yaml")
    return found


def _principal_area(lad_code: str) -> Area:
    """Return the county of a district, or the authority itself; metropolitan counties have no council of their own."""
    local = all_areas()[lad_code]
    county = all_areas().get(local.county_code or "")
    return county if county and county.area_kind == "county" else local


def _rows(name: str) -> list[dict[str, str]]:
    with (files("ourplace.places.areas") / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def _borders() -> Mapping[str, frozenset[str]]:
    borders = defaultdict(set)
    for row in _rows("borders.csv"):
        borders[row["lad_code"]].add(row["bordering_lad_code"])
        borders[row["bordering_lad_code"]].add(row["lad_code"])
    return defaultdict(frozenset, {code: frozenset(others) for code, others in borders.items()})


def _local_authority(row: dict[str, str]) -> Area:
    return Area(
        area_code=row["lad_code"],
        area_name=row["lad_name"],
        area_kind=row["kind"],
        local_authority_codes=(row["lad_code"],),
        start_date=dt.date.fromisoformat(row["start_date"]),
        other_names=_names(row["other_names"]),
        county_code=row["county_code"] or None,
        combined_authority_code=row["combined_authority_code"] or None,
        region_code=row["region_code"] or None,
        nation_code=row["nation_code"],
    )


def _larger_area(row: dict[str, str], local: Mapping[str, Area]) -> Area:
    code = row["area_code"]
    within = [
        each
        for each in local.values()
        if code == UNITED_KINGDOM or code in {getattr(each, parent) for parent in PARENTS}
    ]
    return Area(
        area_code=code,
        area_name=row["area_name"],
        area_kind=row["kind"],
        local_authority_codes=tuple(each.area_code for each in within),
        start_date=dt.date.fromisoformat(row["start_date"]) if row["start_date"] else None,
        other_names=_names(row["other_names"]),
        region_code=_shared(within, "region_code", below=code),
        nation_code=_shared(within, "nation_code", below=code),
    )


def _shared(within: list[Area], parent: str, *, below: str) -> str | None:
    """Return the parent that all of the local authorities have, None where they differ or it is the area itself."""
    codes = {getattr(each, parent) for each in within}
    only = next(iter(codes)) if len(codes) == 1 else None
    return None if only == below else only


def _former_areas() -> dict[str, Area]:
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows("former_areas.csv"):
        grouped[row["former_code"]].append(row)
    return {
        code: Area(
            area_code=code,
            area_name=rows[0]["former_name"],
            area_kind=rows[0]["kind"],
            local_authority_codes=tuple(row["lad_code"] for row in rows),
            end_date=dt.date.fromisoformat(rows[0]["end_date"]),
            is_same_area=all(row["is_same_area"] == "TRUE" for row in rows),
        )
        for code, rows in grouped.items()
    }


def _names(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|")) if joined else ()
