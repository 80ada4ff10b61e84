"""Where tables are computed: the only package that knows which database does the work."""

from ourplace.engine.duckdb import Engine, open_engine

__all__ = ["Engine", "open_engine"]
