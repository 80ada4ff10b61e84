"""Finding an area by its code or by its name as people write it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from ourplace.places.areas.reading import Area, all_areas
from ourplace.places.exceptions import AmbiguousAreaError, UnknownAreaError

CODE = re.compile(r"[EKNSW][0-9]{8}")
# "Hyndburn Borough Council" and "London Borough of Hackney" name the area that the council serves.
BEFORE = re.compile(r"^(the )?((royal |london |metropolitan )*(borough|district|county|city) of |council of )(the )?")
AFTER = re.compile(r"( (metropolitan|city|county|borough|district|unitary|london|council|authority|mbc|bc|dc|cc))+$")
NEAREST = 70


def area(code_or_name: str) -> Area:
    """Return the one area that has this code or name, an area in use before a former one.

    A whole name outranks the beginning of one, so `York` is York and `Lancashire` is the county. A combined
    authority answers to its whole name only.

    Raises:
        AmbiguousAreaError: several areas have that name; they are listed.
        UnknownAreaError: none has; names like it are listed.
    """
    if CODE.fullmatch(code_or_name.strip().upper()):
        code = code_or_name.strip().upper()
        if code in all_areas():
            return all_areas()[code]
        raise _unknown(code_or_name, ())
    matches = _best_matches(code_or_name)
    if not matches:
        raise _unknown(code_or_name, _similar(code_or_name))
    if len(matches) > 1:
        raise AmbiguousAreaError(
            f"'{code_or_name}' names {len(matches)} areas",
            why="they are " + "; ".join(each.label for each in matches),
            next_step="write the code of the one you mean",
        )
    return matches[0]


def find_areas(text: str) -> tuple[Area, ...]:
    """Return every area whose code or name holds `text`, best first: whole name, beginning, anywhere, then similar.

    Within each group areas in use come before former ones, then by name.
    """
    code = text.strip().upper()
    if code in all_areas():
        return (all_areas()[code],)
    sought = plain_name(text)
    ranked = sorted(
        (
            (min(ranks), each.end_date is not None, each.area_name, code)
            for code, each in all_areas().items()
            if (ranks := [rank for name in _plain_names(each) if (rank := _rank(sought, name)) is not None])
        )
    )
    return tuple(all_areas()[code] for *_, code in ranked) or _similar(text)


def plain_name(text: str) -> str:
    """Return a name without case, accents, punctuation and the council's style, for comparing.

    >>> plain_name("St. Helens Metropolitan Borough Council")
    'st helens'
    """
    whole = _whole(text)
    return AFTER.sub("", BEFORE.sub("", whole)) or whole


@cache
def _areas_by_name() -> Mapping[str, tuple[Area, ...]]:
    return _by(lambda each: {_whole(name) for name in (each.area_name, *each.other_names)})


@cache
def _areas_by_plain_name() -> Mapping[str, tuple[Area, ...]]:
    return _by(_plain_names)


def _by(names_of: Callable[[Area], set[str]]) -> Mapping[str, tuple[Area, ...]]:
    grouped: dict[str, list[Area]] = defaultdict(list)
    for each in all_areas().values():
        for name in names_of(each):
            grouped[name].append(each)
    return {name: tuple(found) for name, found in grouped.items()}


def _plain_names(each: Area) -> set[str]:
    """Return the area's names for looser comparing; a combined authority's are kept whole."""
    shorten = _whole if each.area_kind == "combined_authority" else plain_name
    return {shorten(name) for name in (each.area_name, *each.other_names)}


def _whole(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("'", ""))
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", letters.encode("ascii", "ignore").decode()).split())


def _best_matches(text: str) -> tuple[Area, ...]:
    """Return the areas of the first step of the ladder that has any, former ones only where none is in use."""
    names, sought = _areas_by_plain_name(), plain_name(text)
    beginnings = [each for name, found in names.items() if name.startswith(f"{sought} ") for each in found]
    for matches in (_areas_by_name().get(_whole(text), ()), names.get(sought, ()), beginnings):
        if matches:
            return _distinct(matches)
    return ()


def _distinct(matches: Iterable[Area]) -> tuple[Area, ...]:
    unique = {each.area_code: each for each in matches}.values()
    current = [each for each in unique if each.end_date is None]
    return tuple(current or unique)


def _rank(sought: str, name: str) -> int | None:
    if name == sought:
        return 0
    if name.startswith(sought):
        return 1
    return 2 if sought in name else None


def _similar(text: str) -> tuple[Area, ...]:
    names = _areas_by_plain_name()
    close = process.extract(plain_name(text), names.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=NEAREST)
    return _distinct(each for name, *_ in close for each in names[name])


def _unknown(text: str, similar: tuple[Area, ...]) -> UnknownAreaError:
    like = "; the nearest are " + "; ".join(each.label for each in similar) if similar else ""
    return UnknownAreaError(
        f"There is no area called '{text}'",
        why=f"no local authority, county, combined authority, region or nation has that code or name{like}",
        next_step="look for it with `ourplace places find NAME` and write its name or code",
    )
