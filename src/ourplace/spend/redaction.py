"""Payees whose names were withheld: one bucket in every total, never a supplier."""

from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict

from ourplace.yaml_files import read_yaml


class RedactionRule(BaseModel):
    """One way in which publishers withhold a name, with names that it must and must not catch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    description: str
    pattern: str
    unless: str | None = None
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@cache
def redaction_rules() -> tuple[RedactionRule, ...]:
    """Return the rules of `redaction.yaml` in their order."""
    return tuple(RedactionRule.model_validate(rule) for rule in read_yaml(files("ourplace.spend") / "redaction.yaml"))


def is_redacted_column(values: pa.Array | pa.ChunkedArray) -> pa.BooleanArray:
    """Return one truth per payee name: whether the publisher withheld it. A missing name is not a withheld one."""
    texts = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_null(texts.type):
        return pa.array([False] * len(texts), pa.bool_())
    may_be = pc.fill_null(pc.match_substring_regex(texts, _any_pattern(), ignore_case=True), False)
    if not pc.any(may_be, min_count=0).as_py():
        return may_be
    hits = texts.filter(may_be)
    is_redacted = pa.array([False] * len(hits), pa.bool_())
    for rule in redaction_rules():
        is_redacted = pc.or_(is_redacted, _caught_by(hits, rule))
    return pc.replace_with_mask(may_be, may_be, is_redacted)


def _caught_by(texts: pa.Array, rule: RedactionRule) -> pa.BooleanArray:
    caught = pc.match_substring_regex(texts, rule.pattern, ignore_case=True)
    if rule.unless is None:
        return caught
    return pc.and_not(caught, pc.match_substring_regex(texts, rule.unless, ignore_case=True))


@cache
def _any_pattern() -> str:
    return "|".join(f"(?:{rule.pattern})" for rule in redaction_rules())
