"""The dictionary of the field's column names, and which meanings a header's words can have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from rapidfuzz import fuzz, process

from ourplace.yaml_files import read_yaml

Role = Literal[
    "payee",
    "amount",
    "debit",
    "credit",
    "credit_marker",
    "vat",
    "currency",
    "date",
    "day",
    "month",
    "year",
    "period",
    "category",
    "category_code",
    "description",
    "department",
    "payee_postcode",
    "payee_address",
    "company_number",
    "charity_number",
    "supplier_reference",
    "invoice_reference",
    "merchant_category",
    "stated_kind",
    "card_marker",
]
Holds = Literal["money", "date", "text", "code", "postcode", "any"]

_POUND_SIGNS = re.compile("â£|[£\ufffd]|(?<![^\\W_])[œúł](?![^\\W_])")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERING = re.compile(r"^\d{1,2}[.)]\s+")
_NETT = re.compile(r"\bnett\b")
_PARTS = re.compile(r"[/|\n]")
_SPELT_ALIKE = 90
_SHORTEST_FUZZY = 7
_LONGEST_HEADER = 100


@dataclass(frozen=True)
class Meaning:
    """One thing a column can hold: the role it plays, what its cells look like, and where it stands in the dictionary."""

    meaning_id: str
    role: Role
    holds: Holds
    rank: int
    basis: str = ""


@dataclass(frozen=True)
class NameMatch:
    """A meaning that a header's words can have, or why the column is known to be of no use here."""

    meaning: Meaning | None
    how: Literal["name", "pattern", "spelling", "part"]
    rank: tuple[int, int]
    ignored_because: str = ""


@dataclass(frozen=True)
class Dictionary:
    """The file `columns.yaml`, ready for look-ups."""

    names: Mapping[str, tuple[NameMatch, ...]]
    patterns: tuple[tuple[re.Pattern[str], NameMatch], ...]
    total_labels: tuple[re.Pattern[str], ...]
    receipt_headings: re.Pattern[str]
    not_payments: Mapping[str, str]
    credit_values: frozenset[str]
    debit_values: frozenset[str]
    credit_notes: frozenset[str]
    card_names: re.Pattern[str]
    card_values: str
    card_marks: str
    other_sheets: re.Pattern[str]


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of column names, read once."""
    content = read_yaml(files("ourplace.spend") / "columns.yaml")
    names: dict[str, list[NameMatch]] = {}
    patterns: list[tuple[re.Pattern[str], NameMatch]] = []
    for rank, entry in enumerate(content["meanings"]):
        meaning = Meaning(entry["id"], entry["role"], entry["holds"], rank, entry.get("basis", ""))
        _add_entry(names, patterns, entry, NameMatch(meaning, "name", (rank, 0)))
    for rank, entry in enumerate(content["ignored"], start=len(content["meanings"])):
        _add_entry(names, patterns, entry, NameMatch(None, "name", (rank, 0), entry["reason"]))
    markers = content["credit_markers"]
    return Dictionary(
        names={name: tuple(matches) for name, matches in names.items()},
        patterns=tuple(patterns),
        total_labels=tuple(re.compile(label, re.IGNORECASE) for label in content["total_labels"]),
        receipt_headings=re.compile(content["receipt_headings"], re.IGNORECASE),
        not_payments={value: rule["reason"] for rule in content["not_payments"] for value in rule["values"]},
        credit_values=frozenset(markers["credit"]),
        debit_values=frozenset(markers["debit"]),
        credit_notes=frozenset(content["credit_notes"]),
        card_names=re.compile("|".join(content["card"]["names"]), re.IGNORECASE),
        card_values="(?i)" + "|".join(content["card"]["values"]),
        card_marks="(?i)" + "|".join(content["card"]["marks"]),
        other_sheets=re.compile(content["other_sheets"], re.IGNORECASE),
    )


@lru_cache(maxsize=4096)
def recognise_header(header: str) -> tuple[NameMatch, ...]:
    """Return the meanings that a header can have, likeliest first; none where the dictionary does not know it.

    >>> [match.meaning.meaning_id for match in recognise_header("* SUPPLIER FINAL") if match.meaning]
    ['payee']
    >>> recognise_header("Body Name")[0].ignored_because
    'it names the body that publishes the file'
    """
    if len(header) > _LONGEST_HEADER:
        return ()
    whole, bare = _variants(header), _variants(_BRACKETED.sub(" ", header))
    found = _by_name(whole) or _by_pattern(whole) or _by_name(bare) or _by_pattern(bare)
    return found or _parts(header) or _spelt_alike(whole[0] if whole else "")


def simplify_header(header: str) -> str:
    """Return a header as the dictionary writes it: lower case, single spaces, `£` as `gbp`, no other signs.

    >>> simplify_header("Net Amount(£)"), simplify_header("supplier_name"), simplify_header("PaymentDate")
    ('net amount gbp', 'supplier name', 'payment date')
    """
    text = _NUMBERING.sub("", header.strip())
    if " " not in text:
        text = _CAMEL.sub(" ", text)
    text = (
        _POUND_SIGNS.sub(" gbp ", text.lower())
        .replace("v.a.t", "vat")
        .replace("'", "")
        .replace("\u2019", "")
        .replace("&", " and ")
        .replace("#", " number ")
    )
    return _NETT.sub("net", " ".join(_NOT_WORD.sub(" ", text).split()))


def _by_name(variants: Sequence[str]) -> tuple[NameMatch, ...]:
    known = dictionary().names
    for variant in variants:
        if variant in known:
            return known[variant]
    squeezed = _squeezed_names().get("".join(variants[:1]).replace(" ", ""))
    return known[squeezed] if squeezed else ()


def _by_pattern(variants: Sequence[str]) -> tuple[NameMatch, ...]:
    for variant in variants:
        found = [match for pattern, match in dictionary().patterns if pattern.search(variant)]
        if found:
            return tuple(sorted(found, key=lambda match: match.rank))
    return ()


def _variants(header: str) -> list[str]:
    """Return the header's simplified forms, fullest first: whole, without pounds, without `and`."""
    whole = simplify_header(header)
    forms = [whole, _without_pounds(whole)]
    forms += [form.replace(" and ", " ") for form in forms if " and " in form]
    return list(dict.fromkeys(form for form in forms if form))


def _without_pounds(text: str) -> str:
    return " ".join(word for word in text.split() if word != "gbp") or text


def _parts(header: str) -> tuple[NameMatch, ...]:
    """Return what the first known part of a header such as `Supplier / Cyflenwr` means."""
    parts = [simplify_header(part) for part in _PARTS.split(header)]
    if len(parts) > 1:
        for part in parts:
            if found := dictionary().names.get(part):
                return tuple(NameMatch(match.meaning, "part", match.rank, match.ignored_because) for match in found)
    return ()


def _spelt_alike(variant: str) -> tuple[NameMatch, ...]:
    """Return what the nearest name means, where only a slip of spelling parts them (`Suplier Name`)."""
    if len(variant) < _SHORTEST_FUZZY:
        return ()
    names = dictionary().names
    best = process.extractOne(variant, _long_names(), scorer=fuzz.ratio, score_cutoff=_SPELT_ALIKE)
    if best is None:
        return ()
    return tuple(NameMatch(match.meaning, "spelling", match.rank, match.ignored_because) for match in names[best[0]])


@cache
def _squeezed_names() -> Mapping[str, str]:
    """Return the names of two words and more by their letters alone: databases write SUPPLIERNAME."""
    return {name.replace(" ", ""): name for name in dictionary().names if " " in name}


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(name for name in dictionary().names if len(name) >= _SHORTEST_FUZZY)


def _add_entry(
    names: dict[str, list[NameMatch]],
    patterns: list[tuple[re.Pattern[str], NameMatch]],
    entry: Mapping[str, Any],
    match: NameMatch,
) -> None:
    """Add the names and patterns of one entry; those further down its lists rank lower."""
    entry_names: Sequence[str] = entry["names"]
    for position, name in enumerate(entry_names):
        names.setdefault(name, []).append(replace(match, rank=(match.rank[0], position)))
    for position, pattern in enumerate(entry.get("patterns", ()), start=len(entry_names)):
        found = replace(match, how="pattern", rank=(match.rank[0], position))
        patterns.append((re.compile(pattern), found))
