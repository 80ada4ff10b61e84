"""The tables of words and patterns that the matching goes by: YAML and CSV beside this file, read once, compiled once."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ourplace.suppliers.exceptions import SupplierRulesError
from ourplace.yaml_files import read_yaml

FOLDER = files("ourplace.suppliers") / "rules"


@cache
def rules(name: str) -> Mapping[str, Any]:
    """Return the rules of `rules/<name>.yaml`.

    Raises:
        SupplierRulesError: the installation lacks the table or it is damaged.
    """
    try:
        return dict(read_yaml(FOLDER / f"{name}.yaml"))
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        raise SupplierRulesError(
            f"The rules '{name}' cannot be read",
            why=str(error).splitlines()[0],
            next_step="install OurPlace again; its own tables are damaged",
        ) from error


@cache
def columns_of(name: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of `rules/<name>.csv`, one mapping a row."""
    text = (FOLDER / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def words_per_million() -> Mapping[str, int]:
    """Return how many of a million organisation names hold each frequent word."""
    return {row["word"]: int(row["per_million"]) for row in columns_of("common_words")}


@cache
def place_words() -> frozenset[str]:
    """Return the words of place names: a shared one does not make two firms the same, a differing one makes them two."""
    return frozenset(row["word"] for row in columns_of("place_words"))


@cache
def firm_words() -> frozenset[str]:
    """Return the words that only a firm's or an organisation's name has."""
    return frozenset(str(word) for word in rules("words")["firm_words"]["words"])


@cache
def ignored_words() -> frozenset[str]:
    """Return the words that say nothing about who is meant: 'the', 'of', 'company'."""
    return frozenset(str(word) for word in rules("words")["ignored"])


@cache
def same_words() -> Mapping[str, str]:
    """Return the spelling that OurPlace uses for each abbreviation or variant of a word."""
    return {str(variant): word for word, variants in rules("words")["same_word"].items() for variant in variants}


@cache
def forenames() -> frozenset[str]:
    """Return common forenames in the United Kingdom, lower case."""
    return frozenset(rules("people")["forenames"])


@cache
def sections_by_division() -> Mapping[str, str]:
    """Return the SIC section (a letter) of each two-digit division."""
    return {
        f"{division:02d}": section
        for section, (first, last) in rules("sic_sections")["sections"].items()
        for division in range(first, last + 1)
    }


@cache
def rules_hash() -> str:
    """Return what changes when any of the tables does: for indexes and caches of what was made by them."""
    digest = hashlib.sha256()
    for entry in sorted(FOLDER.iterdir(), key=lambda one: one.name):
        if entry.name.endswith((".yaml", ".csv")):
            digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()
