"""Opening the engine that was chosen, and keeping what it starts between one stage and the next."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ourplace.engine.choice import EngineChoice
from ourplace.engine.duckdb import open_engine
from ourplace.engine.verbs import Engine


@contextmanager
def kept_between_stages(choice: EngineChoice) -> Iterator[None]:
    """Keep what takes long to start between one engine and the next, and stop it at the end.

    Raises:
        EngineError: what the engine needs is missing, or its cluster does not answer: said before any work is done.
    """
    if choice.name == "spark":
        from ourplace.engine.spark import check_spark  # noqa: PLC0415

        check_spark(choice.master)
    try:
        yield
    finally:
        if choice.name == "spark" and "pyspark" in sys.modules:
            from ourplace.engine.spark import stop_spark  # noqa: PLC0415

            stop_spark()


@contextmanager
def open_chosen(choice: EngineChoice, *, temporary_folder: Path) -> Iterator[Engine]:
    """Give the engine that was chosen, closed afterwards; DuckDB spills into `temporary_folder`.

    Raises:
        EngineError: it cannot be opened.
    """
    engine: Engine
    if choice.name == "spark":
        from ourplace.engine.spark import open_spark  # noqa: PLC0415  (Spark is an extra, and slow to import)

        engine = open_spark(choice.master)
    else:
        engine = open_engine(temporary_folder=temporary_folder)
    try:
        yield engine
    finally:
        engine.close()
