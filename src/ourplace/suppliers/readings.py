"""The readings of a payee as typed: one field often holds two names, a site number or a note to the payer."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import pyarrow as pa

from ourplace.suppliers.rules import rules

READINGS_SCHEMA = pa.schema([("name_index", pa.int64()), ("reading_kind", pa.string()), ("reading", pa.string())])
BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
OPEN_BRACKET = re.compile(r"[(\[{][^()\[\]{}]*$")
# Names of these characters hold no mark at which a name could be split; "&" and "'" split none.
PLAIN = re.compile(r"[A-Za-z0-9&'’. ]*")
MARKS = re.compile(r"\s+[-–—|]+\s+|\s*[#;|]\s*|,\s+|\s+/\s+|\s+=\s+")
LEGAL_WORD = re.compile(r"\b(?:ltd|limited|plc|llp|cic|cio)\b\.?", re.IGNORECASE)


class Reading(NamedTuple):
    """One way to read a payee's name: the text, and how it was found (an id in rules/splits.yaml)."""

    text: str
    kind: str


def readings(name: str) -> tuple[Reading, ...]:
    """Return the ways to read `name`, as typed first, each text once; readings without a letter are left out.

    >>> [reading.text for reading in readings("Yasmoor Ltd t/a Bluefern Care")]
    ['Yasmoor Ltd t/a Bluefern Care', 'Yasmoor Ltd', 'Bluefern Care']
    """
    found: dict[str, Reading] = {}
    tidy = _tidy(name)
    if _is_plain(tidy):
        return _plain_readings(tidy)
    for reading in _all_readings(tidy):
        text = _tidy(reading.text)
        if _has_letter(text):
            found.setdefault(text.casefold(), Reading(text, reading.kind))
    return tuple(found.values())


def plain_name(name: str) -> str:
    """Return a name without payer's prefixes, site numbers and closing notes; the name itself where it has none.

    >>> plain_name("DO NOT USE - Moss Haulage#2")
    'Moss Haulage'
    """
    tidy = _tidy(name)
    if _is_plain(tidy):
        return name
    plain = _without_notes(tidy)
    return plain if plain.casefold() != tidy.casefold() and _has_letter(plain) else name


def readings_of(names: Sequence[str]) -> pa.Table:
    """Return the readings of many names, one row per name and reading; `name_index` is the place in `names`."""
    rows = [(index, reading.kind, reading.text) for index, name in enumerate(names) for reading in readings(name)]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    return pa.table([list(column) for column in columns], schema=READINGS_SCHEMA)


def reading_meaning(kind: str) -> str:
    """Return the words for a kind of reading, such as "the name before 'trading as'"."""
    return {row["id"]: str(row["meaning"]) for row in rules("splits")["readings"]}[kind]


@lru_cache(maxsize=200_000)
def _is_plain(name: str) -> bool:
    """Return whether nothing in the name could split it: the quick answer for most names."""
    return bool(
        PLAIN.fullmatch(name)
        and _split_words().isdisjoint(name.lower().split())
        and not _any_prefix().match(name)
        and not _any_note().search(name)
    )


def _plain_readings(name: str) -> tuple[Reading, ...]:
    if not _has_letter(name):
        return ()
    whole, cut = Reading(name, "as_typed"), _tidy(_up_to_legal_form(name))
    return (whole, Reading(cut, "up_to_legal_form")) if cut and len(cut) < len(name) else (whole,)


def _all_readings(name: str) -> Iterator[Reading]:
    yield Reading(name, "as_typed")
    plain = _without_notes(name)
    yield Reading(plain, "without_note")
    before, after = _split_once(plain, _trading_as())
    if after:
        yield Reading(_without_notes(before), "before_trading_as")
        yield Reading(_without_notes(after), "after_trading_as")
        yield Reading(_up_to_legal_form(before), "up_to_legal_form")
        return
    outside, inside = _brackets(plain)
    if inside:
        is_note = plain[-1:] in ")]}" or OPEN_BRACKET.search(plain)
        yield Reading(outside, "without_brackets" if is_note else "without_middle_brackets")
        yield from (Reading(part, "inside_brackets") for part in inside if " " in part)
    parts = [part for part in MARKS.split(outside) if part]
    if len(parts) > 1:
        yield Reading(_without_notes(parts[0]), "before_mark")
        yield from (Reading(part, "after_mark") for part in parts[1:])
    yield Reading(_up_to_legal_form(outside), "up_to_legal_form")


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:-–—*#/=")


def _has_letter(text: str) -> bool:
    return text[:1].isalpha() or any(letter.isalpha() for letter in text)


def _without_notes(text: str) -> str:
    """Return the text without payer's prefixes and closing notes, taking off as many as there are."""
    previous = None
    while previous != text and (_any_prefix().match(text) or _any_note().search(text)):
        previous = text
        for pattern in _note_patterns():
            text = _tidy(pattern.sub("", text))
    return text


@cache
def _note_patterns() -> tuple[re.Pattern[str], ...]:
    splits = rules("splits")
    return tuple(
        re.compile(pattern, re.IGNORECASE) for pattern in (*splits["payer_prefixes"], *splits["closing_notes"])
    )


@cache
def _any_prefix() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in rules("splits")["payer_prefixes"]), re.IGNORECASE)


@cache
def _any_note() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in rules("splits")["closing_notes"]), re.IGNORECASE)


@cache
def _split_words() -> frozenset[str]:
    """Return the words that what stands between two names may begin with."""
    splits = rules("splits")
    return frozenset(phrase.split()[0].lower() for phrase in (*splits["trading_as"], *splits["care_of"]))


@cache
def _trading_as() -> re.Pattern[str]:
    """Return what stands between two names. A bare 'ta' counts only between words, never at an end."""
    splits = rules("splits")
    either = "|".join(
        re.escape(words) for words in sorted((*splits["trading_as"], *splits["care_of"]), key=len, reverse=True)
    )
    return re.compile(rf"(?:^|[\s#(\[,\-])(?:{either})(?:[\s:]+)", re.IGNORECASE)


def _split_once(text: str, separator: re.Pattern[str]) -> tuple[str, str]:
    found = separator.search(text)
    if found is None or not _tidy(text[: found.start()]):
        return text, ""
    return _tidy(text[: found.start()]), _tidy(text[found.end() :].rstrip(")] "))


def _brackets(text: str) -> tuple[str, tuple[str, ...]]:
    inside = tuple(_tidy("".join(groups)) for groups in BRACKETS.findall(text))
    outside = BRACKETS.sub(" ", text)
    cut_off = OPEN_BRACKET.search(outside)
    if cut_off:
        inside = (*inside, _tidy(cut_off.group(0)[1:]))
        outside = outside[: cut_off.start()]
    return _tidy(outside), tuple(part for part in inside if part)


def _up_to_legal_form(text: str) -> str:
    """Return the text up to its first legal form, or '' where it starts with one."""
    found = LEGAL_WORD.search(text)
    return text[: found.end()] if found and _has_letter(text[: found.start()]) else ""
