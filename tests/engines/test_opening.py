"""What stands in Spark's way is said before anything is computed, with what to do next."""

import importlib.util
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ourplace.cli import app
from ourplace.engine import Engine, EngineChoice, EngineError, UnknownEngineError, WorkerError, open_chosen
from ourplace.engine import spark as spark_module
from ourplace.engine.spark import check_answers, check_java, open_spark, worker_error


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EngineError, match="Spark needs Java, and none was found") as raised:
        open_spark("local[1]")

    assert "install Java 17" in raised.value.next_step


def test_java_is_found_where_java_home_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "home" / "bin").mkdir(parents=True)
    (tmp_path / "home" / "bin" / "java").touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))

    check_java()


def test_without_pyspark_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_module, "check_java", lambda: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(EngineError, match="Spark is not installed") as raised:
        open_spark("local[1]")

    assert "pip install 'ourplace[spark]'" in raised.value.next_step


def test_a_cluster_that_does_not_answer_is_named_at_once() -> None:
    with pytest.raises(EngineError, match="cannot be reached") as raised:
        check_answers(f"spark://127.0.0.1:{unused_port()}")

    assert "does not answer" in raised.value.why


def test_one_of_several_masters_is_enough() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        check_answers(f"spark://127.0.0.1:{unused_port()},127.0.0.1:{server.getsockname()[1]}")


def test_an_engine_that_there_is_not() -> None:
    with pytest.raises(UnknownEngineError, match="no engine 'oracle'"):
        EngineChoice("oracle")


def test_a_worker_without_ourplace_says_so() -> None:
    error = worker_error(
        "Traceback (most recent call last):\n  File x\nModuleNotFoundError: No module named 'ourplace'\n"
    )

    assert isinstance(error, WorkerError)
    assert error.why.endswith("No module named 'ourplace'")
    assert "PYSPARK_PYTHON" in error.next_step


def test_the_command_stops_with_2_and_the_reason(
    two_anchors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the cluster does not answer: the same way out as for every other refusal."""
    from ourplace.cli import main  # noqa: PLC0415

    monkeypatch.setattr(spark_module, "check_java", lambda: None)
    address = f"spark://127.0.0.1:{unused_port()}"
    monkeypatch.setattr(
        sys, "argv", ["ourplace", "run", str(two_anchors), "--quiet", "--engine", "spark", "--master", address]
    )
    finders = list(sys.meta_path)

    with pytest.raises(SystemExit) as stopped:
        main()

    sys.meta_path[:] = finders
    assert stopped.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"The cluster at {address} cannot be reached" in said
    assert "What to do check the address" in said


def test_no_engine_of_another_name_is_taken() -> None:
    done = CliRunner().invoke(app, ["run", "anywhere", "--engine", "oracle"])

    assert done.exit_code == 2


@pytest.mark.spark
def test_an_address_that_spark_cannot_read(spark: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark's own words are kept where it is Spark that refuses."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    def refuse(_: Any) -> None:
        raise ValueError("Could not parse Master URL: 'nowhere'")

    monkeypatch.setattr(SparkSession.Builder, "getOrCreate", refuse)
    with (
        pytest.raises(EngineError, match="Could not parse Master URL"),
        open_chosen(EngineChoice("spark", "nowhere"), temporary_folder=Path()),
    ):
        pass


def unused_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
