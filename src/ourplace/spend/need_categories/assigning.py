"""Giving each payment its need category: by a stated code where there is one, else by the rules on its words."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.need_categories.classifications import cpv_divisions
from ourplace.spend.rulebook import Rulebook, first_rules, read_rulebook, with_columns

TIERS: Final[Mapping[str, str]] = {
    "stated_code": "The publisher printed a code of a procurement classification",
    "known_classification": "A heading of a classification of spending in common use",
    "keywords": "Words of the description, the payee's name or the department",
    "supplier_industry": "The supplier's industry in a register (added when suppliers are matched)",
    "unknown": "Nothing tells what was needed",
}
CPV_RULE = "stated_cpv_code"
PROCLASS_RULE = "stated_proclass_code"
# Ledgers use six figures too: a column is ProClass only if nearly all of its codes are ProClass codes.
PROCLASS_SHARE = 0.9
PROCLASS_CODES = 3

_CPV_PATTERN = r"^\d{8}(-\d)?$"
_CODE_LENGTH = 2


@cache
def need_category_rules() -> Rulebook:
    """Return the ordered rules of `classifications.yaml` and `keywords.yaml`, which follow the stated codes."""
    folder = files("ourplace.spend.need_categories")
    return read_rulebook([folder / "classifications.yaml", folder / "keywords.yaml"])


def assign_need_categories(payments: pa.Table) -> pa.Table:
    """Return the payments with `need_category_code` (CPV division), `need_category_tier` and `need_category_rule_id`.

    One row per payment, in the same order (docs/explanation/methods.md, "Need categories and sectors"). A stated code wins; then the
    first rule that fits; where none does, the code and the rule are null and the tier is `unknown`. The `kind` column is
    used if it is there: works are construction unless something says otherwise.
    """
    book = need_category_rules()
    chosen = pa.array(first_rules(payments, book))
    is_known = [rule.tier != "unknown" for rule in book.rules]
    codes = _taken([rule.outcome for rule in book.rules], is_known, chosen)
    rules = _taken([rule.id for rule in book.rules], is_known, chosen)
    tiers = pa.array([rule.tier for rule in book.rules]).take(chosen)
    stated, stated_rules = _stated_codes(payments)
    is_stated = pc.is_valid(stated)
    return with_columns(
        payments,
        need_category_code=pc.coalesce(stated, codes),
        need_category_tier=pc.if_else(is_stated, "stated_code", tiers),
        need_category_rule_id=pc.coalesce(stated_rules, rules),
    )


def _taken(values: list[str], is_known: list[bool], chosen: pa.Array) -> pa.Array:
    known = [value if known else None for value, known in zip(values, is_known, strict=True)]
    return pa.array(known, pa.string()).take(chosen)


def _stated_codes(payments: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return the CPV division that a printed code names, and which sort of code it was; null where there is none."""
    nothing = pa.nulls(payments.num_rows, pa.string())
    if "category_code" not in payments.column_names or payments["category_code"].null_count == payments.num_rows:
        return nothing, nothing
    encoded = payments["category_code"].combine_chunks().cast(pa.string()).dictionary_encode()
    texts = [text.strip() for text in encoded.dictionary.to_pylist()]
    proclass = _proclass_in(texts)
    is_cpv = pc.match_substring_regex(pa.array(texts, pa.string()), _CPV_PATTERN).to_pylist()
    found = [
        (text[:_CODE_LENGTH], CPV_RULE) if cpv and text[:_CODE_LENGTH] in cpv_divisions()
        else (proclass[text], PROCLASS_RULE) if text in proclass
        else (None, None)
        for text, cpv in zip(texts, is_cpv, strict=True)
    ]  # fmt: skip
    divisions, rules = (pa.array([pair[part] for pair in found], pa.string()) for part in (0, 1))
    return divisions.take(encoded.indices), rules.take(encoded.indices)


def _proclass_in(codes: list[str]) -> Mapping[str, str]:
    """Return the codes of the column that are ProClass codes, if so many are that it must be a ProClass column."""
    table = _proclass_table()
    known = {code: table[code] for code in codes if code in table}
    enough = len(known) >= PROCLASS_CODES and len(known) >= PROCLASS_SHARE * np.count_nonzero(codes)
    return known if enough else {}


@cache
def _proclass_table() -> Mapping[str, str]:
    text = (files("ourplace.spend.need_categories") / "proclass.csv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["proclass_code"]: row["need_category_code"] for row in csv.DictReader(lines)}
