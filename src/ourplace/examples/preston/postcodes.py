"""Real postcodes for invented suppliers, drawn by local authority from the ONS Postcode Directory."""

import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import brotli
import msgpack

from ourplace.places.postcode_directory import packed_files

# The postcode areas in which the districts of plan.yaml lie; the others need not be unpacked.
LETTERS = "BCFGLMNPRW"


@cache
def postcodes_by_authority(authority_codes: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the postcodes of each local authority, in order, written as people write them (PR1 2RL)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for letter in LETTERS:
        columns = msgpack.unpackb(brotli.decompress(_data_file(letter).read_bytes()))["data"]
        for postcode, authority_code, easting in zip(
            columns["pcd"], columns["laua"], columns["oseast1m"], strict=True
        ):
            if authority_code in authority_codes and easting:
                found[authority_code].append(f"{postcode[:-3].strip()} {postcode[-3:]}")
    return {code: tuple(sorted(postcodes)) for code, postcodes in sorted(found.items())}


def draw_place(
    districts: Mapping[str, tuple[float, str]], *, every_code: Collection[str], chance: random.Random
) -> tuple[str, str]:
    """Return a postcode and post town in one of `districts` (code: weight, post town), by weight."""
    code = chance.choices(list(districts), [weight for weight, _ in districts.values()])[0]
    postcode = chance.choice(postcodes_by_authority(frozenset(every_code))[code])
    return postcode, districts[code][1]


def _data_file(letter: str) -> Path:
    return next(file for file in packed_files() if file.name == f"postcodes_{letter}.msgpack.br")
