"""UK postcodes as people type them, read into one form, with what had to be repaired."""

import csv
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

# Royal Mail uses these letters after the first digit of a district (W1A, EC1V) and in the last two places.
DISTRICT_LETTERS = "ABCDEFGHJKMNPRSTUVWXY"
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
SHAPE = re.compile(
    rf"([A-Z]{{1,2}})(?:[1-9][0-9]?|0|[1-9][{DISTRICT_LETTERS}])[0-9][{UNIT_LETTERS}]{{2}}"
    rf"|(GIR)0AA|(NPT)[0-9][{UNIT_LETTERS}]{{2}}"
)
IN_ADDRESS = re.compile(
    rf"(?<![A-Z0-9])([A-Z]{{1,2}}[0-9][0-9{DISTRICT_LETTERS}]?)\s*([0-9]\s?[{UNIT_LETTERS}]{{2}})(?![A-Z0-9])"
)
LAST_WORDS = re.compile(r"(?<![A-Z0-9])([A-Z0-9]{2,4})[\s.-]+([A-Z0-9]{3})\W*$")
TWO_WORDS = re.compile("[A-Za-z]{2,4} [A-Za-z]{3}")
ZERO_WIDTH_SPACE = "\u200b"

# What a key or an eye mistakes for what, by what the place in the postcode calls for.
DIGIT_FOR = {"O": "0", "I": "1", "L": "1", "S": "5"}
LETTERS_FOR = {"0": "O", "1": "IL", "5": "S"}
MOST_SLIPS = 2
SHORTEST, LONGEST = 5, 7


@dataclass(frozen=True)
class ParsedPostcode:
    """A postcode in its one form, such as `PR1 2RL`, and what was repaired to get there.

    `repair` is None where the text was already in that form; otherwise the repairs in order, joined by `; `:
    `case`, `spacing`, `punctuation`, `found in a longer text`, and `O read as 0` for each character changed.
    """

    postcode: str
    repair: str | None


def parse_postcode(text: str | None) -> ParsedPostcode | None:
    """Return the postcode that `text` is or contains, or None where there is none.

    A slip (O for 0, I or l for 1, S for 5, and the reverse) is mended only where the place in the postcode
    calls for the other kind of character, at most two are mended, and two equally good readings give None. A text
    without any digit holds no postcode (it is a town), unless it is two words of a postcode's lengths.

    >>> parse_postcode("pr1 2rl").postcode
    'PR1 2RL'
    >>> parse_postcode("PRI 2RL")
    ParsedPostcode(postcode='PR1 2RL', repair='I read as 1')
    >>> parse_postcode("Town Hall, Lancaster Road, Preston PR12RL.").postcode
    'PR1 2RL'
    >>> parse_postcode("not known") is None
    True
    """
    if text is None:
        return None
    if text[-4:-3] == " " and _formatted(text.replace(" ", "", 1)) == text:
        return ParsedPostcode(text, None)
    typed = unicodedata.normalize("NFKC", text).replace(ZERO_WIDTH_SPACE, "")
    squeezed = re.sub(r"[^A-Za-z0-9]", "", typed)
    if not (re.search("[0-9]", squeezed) or TWO_WORDS.fullmatch(typed.strip())):
        return None
    if SHORTEST <= len(squeezed) <= LONGEST:
        read = _read_slips(squeezed.upper())
        return read and _parsed(read, typed, squeezed)
    return _find_in_address(typed)


def parse_postcodes(texts: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return one row per text, in order: `postcode` and `repair`, both null where there is no postcode.

    Each distinct text is read once.
    """
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    encoded = pc.cast(array, pa.string()).dictionary_encode()
    distinct = encoded.dictionary
    tidy = pc.match_substring_regex(distinct, _canonical_pattern())
    parsed = iter([parse_postcode(text) for text in distinct.filter(pc.invert(tidy)).to_pylist()])
    read = [
        (text, None) if is_tidy else _pair(next(parsed))
        for text, is_tidy in zip(distinct.to_pylist(), tidy.to_pylist(), strict=True)
    ]
    postcodes, repairs = (pa.array([pair[column] for pair in read], pa.string()) for column in (0, 1))
    return pa.table({"postcode": postcodes.take(encoded.indices), "repair": repairs.take(encoded.indices)})


@cache
def postcode_areas() -> dict[str, str]:
    """Return the name of each postcode area by its letters: `{"PR": "Preston", …}`."""
    table = files("ourplace.places.areas") / "postcode_areas.csv"
    with table.open(encoding="utf-8") as lines:
        return {row["postcode_area_code"]: row["postcode_area_name"] for row in csv.DictReader(lines)}


def _pair(parsed: ParsedPostcode | None) -> tuple[str | None, str | None]:
    return (parsed.postcode, parsed.repair) if parsed else (None, None)


@cache
def _canonical_pattern() -> str:
    """Return an expression that most postcodes match as they stand, for passing over them quickly."""
    areas = "|".join(letters for letters in postcode_areas() if len(letters) <= 2)  # noqa: PLR2004 - GIR and NPT are special
    return rf"^(?:{areas})(?:[1-9][0-9]?|0|[1-9][{DISTRICT_LETTERS}]) [0-9][{UNIT_LETTERS}]{{2}}$"


def _formatted(squeezed: str) -> str | None:
    """Return the postcode with its space where the characters are one as they stand, else None."""
    match = SHAPE.fullmatch(squeezed)
    if match is None:
        return None
    area = next(letters for letters in match.groups() if letters)
    return f"{squeezed[:-3]} {squeezed[-3:]}" if area in postcode_areas() else None


def _read_slips(squeezed: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the one reading of fewest slips and the slips mended, or None where there is none or a tie."""
    if as_typed := _formatted(squeezed):
        return as_typed, ()
    for slip_count in range(1, MOST_SLIPS + 1):
        readings = dict(_readings(squeezed, slip_count))
        if len(readings) > 1:
            return None
        if readings:
            return next(iter(readings.items()))
    return None


def _readings(squeezed: str, slip_count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each valid postcode that differs from `squeezed` by exactly `slip_count` slips."""
    for places in itertools.combinations(range(len(squeezed)), slip_count):
        choices = [DIGIT_FOR.get(squeezed[place], "") + LETTERS_FOR.get(squeezed[place], "") for place in places]
        for changes in itertools.product(*choices):
            characters = list(squeezed)
            for place, change in zip(places, changes, strict=True):
                characters[place] = change
            if postcode := _formatted("".join(characters)):
                slips = (f"{squeezed[p]} read as {c}" for p, c in zip(places, changes, strict=True))
                yield postcode, tuple(slips)


def _parsed(read: tuple[str, tuple[str, ...]], typed: str, squeezed: str) -> ParsedPostcode:
    """Return the reading with every way in which `typed` differed from it."""
    postcode, slips = read
    repairs = []
    if squeezed != squeezed.upper():
        repairs.append("case")
    bare = re.sub(r"[^A-Za-z0-9\s]", "", typed)
    if bare != typed:
        repairs.append("punctuation")
    if re.findall(r"\s", bare) != [" "] or bare.find(" ") != postcode.find(" "):
        repairs.append("spacing")
    return ParsedPostcode(postcode, "; ".join([*repairs, *slips]) or None)


def _find_in_address(text: str) -> ParsedPostcode | None:
    """Return the last postcode in a longer text; slips are mended only in its last two words."""
    upper = text.upper()
    for match in reversed(list(IN_ADDRESS.finditer(upper))):
        if postcode := _formatted("".join(match.groups()).replace(" ", "")):
            return ParsedPostcode(postcode, "found in a longer text")
    last = LAST_WORDS.search(upper)
    read = _read_slips("".join(last.groups())) if last else None
    if read is None:
        return None
    return ParsedPostcode(read[0], "; ".join(["found in a longer text", *read[1]]))
