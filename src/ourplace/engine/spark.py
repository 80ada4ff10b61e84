"""Spark, on this machine or a cluster: the engine for a country, behind the same verbs as DuckDB.

Spark and Java are imported and started only when this engine is opened.
"""

import importlib.util
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine.exceptions import EngineError, WorkerError
from ourplace.engine.statements import sql_of
from ourplace.engine.verbs import OnBatch
from ourplace.exceptions import OurPlaceError, Where
from ourplace.loading import let_pandas_in

SECONDS_TO_ANSWER = 10.0
ROWS_PER_PARTITION = 20_000
STARTED_HERE = "spark.ourplace.started"
SAID_BY_WORKER = "ourplace-worker-said:"
# What results depend on, whatever the cluster's own settings are.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # The postcode directory has columns in an encoding that Spark's faster reader does not know.
    "spark.sql.parquet.enableVectorizedReader": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
}
# Spark's own defaults are for a cluster: on one machine they make far too many partitions, with too little memory, and Java spends
# more time on compiling the queries of one place to the last degree than on running them.
LOCAL_SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "4g",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@dataclass(frozen=True)
class SparkEngine:
    """One Spark session: the verbs of `ourplace.engine.verbs.Engine`."""

    session: Any
    backend: Any
    names: set[str] = field(default_factory=set)
    kept: list[Any] = field(default_factory=list)
    dialect: ClassVar[str] = "pyspark"
    is_spread: ClassVar[bool] = True

    def table(self, data: pa.Table, *, name: str) -> Table:
        """Return `data` as a table of this engine, replacing any table of that name."""
        return self._named(self._sent(data), name)

    def computed(self, expression: Table, *, name: str) -> Table:
        """Return the rows of `expression` under a name, computed once however often they are read."""
        frame = self._frame(expression).persist()
        self.kept.append(frame)
        return self._named(frame, name)

    def read_parquet(self, paths: Path | Sequence[Path], *, name: str) -> Table:
        """Return a view named `name` over one or many Parquet files, or folders of them, of one schema; nothing is loaded yet."""
        given = [paths] if isinstance(paths, Path) else paths
        return self._named(self.session.read.parquet(*(path.absolute().as_uri() for path in given)), name)

    def view(self, expression: Table, *, name: str) -> None:
        """Give `expression` a name that queries may use, replacing any view of that name; nothing is computed yet."""
        self._named(self._frame(expression), name)

    def write_parquet(self, expression: Table, path: Path) -> None:
        """Write the rows of `expression` as a folder of compressed Parquet files, one for each partition."""
        self._frame(expression).write.mode("overwrite").parquet(path.absolute().as_uri())

    def to_arrow(self, expression: Table) -> pa.Table:
        """Return the rows of `expression` in memory. Tables that it reads were made by this engine."""
        return self._frame(expression).toArrow().cast(expression.schema().to_pyarrow())

    def sql(self, query: str) -> pa.Table:
        """Return the rows of a query written in Spark's SQL."""
        return self.session.sql(query).toArrow()

    def map_batches(self, data: pa.Table, on_batch: OnBatch, *, schema: pa.Schema) -> pa.Table:
        """Return what `on_batch` makes of `data` on the partitions of a cluster, in no certain order.

        Raises:
            WorkerError: it failed there.
        """
        from pyspark.errors import PythonException  # noqa: PLC0415
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

        least = self.session.sparkContext.defaultParallelism
        partitions = max(least, -(-data.num_rows // ROWS_PER_PARTITION))
        frame = self._sent(data).repartition(partitions)
        mapped = frame.mapInArrow(partial(on_partition, on_batch, schema=schema), from_arrow_schema(schema))
        try:
            return mapped.toArrow().cast(schema)
        except PythonException as error:
            raise worker_error(str(error)) from error

    def close(self) -> None:
        """Forget the tables. The session stays for the next engine, until `stop_spark`: starting one takes ten seconds."""
        for name in self.names:
            self.session.catalog.dropTempView(name)
        for frame in self.kept:
            frame.unpersist()

    def _sent(self, data: pa.Table) -> Any:
        # Spark 4.0 stops reading where two parts without rows follow one another, and drops the rest in silence.
        return self.session.createDataFrame(data.combine_chunks())

    def _frame(self, expression: Table) -> Any:
        """Return the expression as Spark's own table, whole numbers as long as Ibis says: Spark counts and ranks in shorter ones."""
        frame = self.session.sql(sql_of(expression, dialect=self.dialect))
        kinds = expression.schema().items()
        return frame.select(*(frame[name].cast("long") if kind.is_int64() else frame[name] for name, kind in kinds))

    def _named(self, frame: Any, name: str) -> Table:
        frame.createOrReplaceTempView(name)
        self.names.add(name)
        return self.backend.table(name)


def open_spark(master: str, *, settings: dict[str, str] | None = None) -> SparkEngine:
    """Return an engine on a cluster, or on this machine (`local[N]`).

    Settings of the cluster come from where Spark looks for them (`SPARK_CONF_DIR`, `spark-defaults.conf`); a session that this
    process has open already is used as it is. Workers run the Python at `PYSPARK_PYTHON`, or where this one is.

    Args:
        master: the address of the cluster, as Spark writes it.
        settings: Spark's settings by name, over those that OurPlace makes.

    Raises:
        EngineError: Spark or Java is not installed, or the cluster does not answer.
    """
    check_spark(master)
    let_pandas_in()
    from pyspark.sql import SparkSession  # noqa: PLC0415

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    started = {} if SparkSession.getActiveSession() else {STARTED_HERE: "true"}
    own = {**SETTINGS, **(LOCAL_SETTINGS if master.startswith("local") else {}), **started, **(settings or {})}
    builder = SparkSession.builder.appName("OurPlace").master(master)
    for name, value in own.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # Spark's own, and those of the JVM, share no other base.
        raise EngineError(
            f"Spark could not be started on {master}",
            why=first_line(error),
            next_step="check the address of the cluster, and that Spark's own shell starts on it from this machine",
        ) from error
    return SparkEngine(session, ibis.pyspark.connect(session))


def stop_spark() -> None:
    """Stop Spark if OurPlace started it in this process."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    session = SparkSession.getActiveSession()
    if session and session.conf.get(STARTED_HERE, "") == "true":
        session.stop()


def on_partition(
    on_batch: OnBatch, batches: Iterator[pa.RecordBatch], *, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Yield what `on_batch` makes of the batches of one partition: what a worker runs.

    Raises:
        RuntimeError: OurPlace refused something there; the message holds the parts of its error for `worker_error`.
    """
    for batch in batches:
        try:
            made = on_batch(pa.Table.from_batches([batch]))
        except OurPlaceError as error:
            parts = {
                "what": error.what,
                "why": error.why,
                "next_step": error.next_step,
                "where": str(error.where or ""),
            }
            raise RuntimeError(f"{SAID_BY_WORKER}{json.dumps(parts)}") from None
        yield from made.cast(schema).to_batches()


def worker_error(said: str) -> WorkerError:
    r"""Return the error that a worker's traceback stands for, in OurPlace's words where OurPlace refused something there.

    Examples:
        >>> worker_error("Traceback\n  ...\nModuleNotFoundError: No module named 'ourplace'\n").why
        "it said: ModuleNotFoundError: No module named 'ourplace'"
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for line in lines:
        _, mark, parts = line.partition(SAID_BY_WORKER)
        if mark:
            told = json.loads(parts)
            where = Where(told["where"]) if told["where"] else None
            return WorkerError(
                f"{told['what']}, on a worker",
                why=told["why"],
                next_step=f"{told['next_step']}; a cluster's workers need the study's cache at the same path as here",
                where=where,
            )
    raised = [line for line in lines if line.partition(":")[0].endswith(("Error", "Exception", "Interrupt"))]
    return WorkerError(
        "A worker could not do its part",
        why=f"it said: {(raised or lines or ['nothing'])[-1]}",
        next_step="see that every worker has this version of OurPlace in the Python that PYSPARK_PYTHON names, and memory enough",
    )


def check_spark(master: str) -> None:
    """Check what can be checked before Spark is started.

    Raises:
        EngineError: Java or PySpark is missing, or the cluster does not answer.
    """
    check_java()
    if importlib.util.find_spec("pyspark") is None:
        raise EngineError(
            "Spark is not installed",
            why="PySpark is not among the installed packages",
            next_step="install it: pip install 'ourplace[spark]'; or leave out --engine spark",
        )
    check_answers(master)


def check_java() -> None:
    """Check that there is a Java to run Spark with.

    Raises:
        EngineError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise EngineError(
            "Spark needs Java, and none was found",
            why="there is no `java` on the PATH, and JAVA_HOME names no folder that holds one",
            next_step="install Java 17 or 21, or set JAVA_HOME; or leave out --engine spark",
        )


def check_answers(master: str) -> None:
    """Check that a cluster of Spark's own kind answers, which Spark itself would try for a minute.

    Raises:
        EngineError: nothing answers at any of its addresses.
    """
    if not master.startswith("spark://"):
        return
    refused = ""
    for address in master.removeprefix("spark://").split(","):
        place = urlsplit(f"//{address}")
        try:
            socket.create_connection((place.hostname or "", place.port or 7077), SECONDS_TO_ANSWER).close()
        except (OSError, ValueError) as error:
            refused = f"{address} does not answer ({error})"
        else:
            return
    raise EngineError(
        f"The cluster at {master} cannot be reached",
        why=refused,
        next_step="check the address, that the cluster is running, and that this machine may connect to it",
    )


def first_line(error: Exception) -> str:
    """Return the first line of an error that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "Exception:" in line]
    return (told or lines or [type(error).__name__])[0]
