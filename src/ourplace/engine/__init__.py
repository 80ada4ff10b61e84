"""Where tables are computed: the only package that knows which database, or which cluster, does the work."""

from ourplace.engine.choosing import ENGINE_NAMES, LOCAL_MASTER, EngineChoice, kept_between_stages, open_chosen
from ourplace.engine.duckdb import DuckDBEngine, open_engine
from ourplace.engine.exceptions import EngineError, UnknownEngineError, WorkerError
from ourplace.engine.statements import sql_of
from ourplace.engine.verbs import Engine

__all__ = [
    "ENGINE_NAMES",
    "LOCAL_MASTER",
    "DuckDBEngine",
    "Engine",
    "EngineChoice",
    "EngineError",
    "UnknownEngineError",
    "WorkerError",
    "kept_between_stages",
    "open_chosen",
    "open_engine",
    "sql_of",
]
