"""The queries behind figures, each worked out once in a process: studies differ in their tables, not in what is asked."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine, sql_of
from ourplace.indicators.expected_spend import RING_CHANCES, ring_chances
from ourplace.indicators.tables import SCHEMAS, StudyTables

PREFIX = "asked_"
UNASKED = ("month", "need_category_tier")
"""Columns of the spend that no indicator reads; without them it is far shorter."""

COLUMNS = {
    name: {column: kind for column, kind in schema.items() if name != "spend" or column not in UNASKED}
    for name, schema in SCHEMAS.items()
}
WORKED_OUT = {"compared_spend": COLUMNS["spend"], "ring_chances": RING_CHANCES}
"""The tables that follow from those of a study, with their columns."""


@dataclass(frozen=True)
class Query:
    """What to ask a database in which a study's tables go by the names that `name_tables` gives them."""

    sql: str
    schema: pa.Schema


def name_tables(engine: Engine, tables: StudyTables) -> None:
    """Give the tables of a study the names that queries use; a study named before loses them."""
    for name, columns in COLUMNS.items():
        engine.view(getattr(tables, name).select(*columns), name=PREFIX + name)
    compared = tables.spend if tables.compared_spend is None else tables.compared_spend
    worked_out = {"compared_spend": compared, "ring_chances": ring_chances(tables, None)}
    for name, columns in WORKED_OUT.items():
        engine.view(worked_out[name].select(*columns), name=PREFIX + name)


def rows_of(engine: Engine, function: Callable[..., Table], *arguments: Hashable) -> pa.Table:
    """Return the rows of `function(tables, *arguments)` over the study that was named last."""
    query = query_of(engine.dialect, function, *arguments)
    return engine.sql(query.sql).cast(query.schema)


@cache
def query_of(dialect: str, function: Callable[..., Table], *arguments: Hashable) -> Query:
    """Return the query that a function of a study's tables stands for in one engine's SQL; working it out takes longer than most answers."""
    named = {**COLUMNS, **WORKED_OUT}
    tables = StudyTables(**{name: ibis.table(columns, name=PREFIX + name) for name, columns in named.items()})
    expression = function(tables, *arguments)
    return Query(sql_of(expression, dialect=dialect), expression.schema().to_pyarrow())
