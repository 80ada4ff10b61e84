"""Where tables are computed: the only package that knows which database, or which cluster, does the work."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand

if TYPE_CHECKING:
    from ourplace.engine.choice import ENGINE_NAMES, LOCAL_MASTER, EngineChoice
    from ourplace.engine.duckdb import DuckDBEngine, open_engine
    from ourplace.engine.exceptions import EngineError, UnknownEngineError, WorkerError
    from ourplace.engine.opening import kept_between_stages, open_chosen
    from ourplace.engine.statements import sql_of
    from ourplace.engine.verbs import Engine
else:
    __getattr__ = exported_on_demand(
        __name__,
        {
            "choice": ["ENGINE_NAMES", "LOCAL_MASTER", "EngineChoice"],
            "opening": ["kept_between_stages", "open_chosen"],
            "duckdb": ["DuckDBEngine", "open_engine"],
            "exceptions": ["EngineError", "UnknownEngineError", "WorkerError"],
            "statements": ["sql_of"],
            "verbs": ["Engine"],
        },
    )

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
