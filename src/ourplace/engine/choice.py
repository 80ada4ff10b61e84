"""Which engine is to do the work, as people say it."""

from dataclasses import dataclass

from ourplace.engine.exceptions import UnknownEngineError

ENGINE_NAMES = ("duckdb", "spark")
LOCAL_MASTER = "local[*]"


@dataclass(frozen=True)
class EngineChoice:
    """The engine that a study is computed with.

    `master` is for Spark alone: the address of the cluster, such as `spark://head:7077`, `yarn` or `local[4]`; every
    processor of this machine if not given.
    """

    name: str = "duckdb"
    master: str = LOCAL_MASTER

    def __post_init__(self) -> None:
        """Check the name.

        Raises:
            UnknownEngineError: it is no engine's.
        """
        if self.name not in ENGINE_NAMES:
            raise UnknownEngineError(
                f"There is no engine '{self.name}'",
                why=f"the engines are {' and '.join(ENGINE_NAMES)}",
                next_step="choose one of these with --engine",
            )
