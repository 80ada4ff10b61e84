"""Timing programs side by side: each run in a process of its own, medians, peak memory, and the machine described."""

import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
PROC = Path("/proc")
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Measurement:
    """The runs of one program: seconds of wall clock each, and the most memory any of them held, in MB.

    Memory is what the program and its workers hold together, pages that they share counted once, looked at five times a
    second.
    """

    name: str
    seconds: tuple[float, ...]
    peak_mb: float
    outputs: tuple[str, ...]

    @property
    def median(self) -> float:
        """Return the median run in seconds."""
        return statistics.median(self.seconds)

    def ratio_to(self, other: "Measurement") -> str:
        """Return this median as a multiple of another's, for a table."""
        return f"{self.median / other.median:.2f}"


def measure_script(
    name: str,
    script: str,
    *arguments: str | Path,
    repeat: int,
    before: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Measurement:
    """Return the measurement of one of this folder's scripts; `before` runs ahead of each run and is not timed."""
    command = [sys.executable, str(HERE / script), *(str(argument) for argument in arguments)]
    runs = []
    for _ in range(repeat):
        if before is not None:
            before()
        runs.append(_run_once(command, {**os.environ, **(environment or {})}))
    return Measurement(
        name=name,
        seconds=tuple(seconds for seconds, _, _ in runs),
        peak_mb=max(peak for _, peak, _ in runs),
        outputs=tuple(output for _, _, output in runs),
    )


def describe_machine() -> str:
    """Return one line about the machine and the versions, for the head of every table."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    versions = ", ".join(f"{package} {version(package)}" for package in ("ourplace", "duckdb", "pyarrow"))
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB of memory; "
        f"Python {platform.python_version()}, {versions}"
    )


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table, which reads as well on a screen."""
    widths = [max(len(row[n]) for row in [header, *rows]) for n in range(len(header))]
    print(f"\n{title}\n")
    for row in [header, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |", flush=True)


def verdict(*, is_met: bool) -> str:
    """Return how a table says whether a target is met."""
    return "met" if is_met else "NOT MET"


def _run_once(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float, str]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    watch = _MemoryWatch(process.pid)
    watch.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    watch.stop()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with exit code {process.returncode}")
    return seconds, watch.peak_mb, output


class _MemoryWatch(threading.Thread):
    """Sums the memory of all processes of one session until told to stop."""

    def __init__(self, session_id: int) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._session_id = session_id
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            self.peak_mb = max(self.peak_mb, _session_megabytes(self._session_id))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _session_megabytes(session_id: int) -> float:
    kilobytes = 0
    for folder in PROC.glob("[0-9]*"):
        try:
            # The name in brackets may hold spaces; the session is the 4th field after it.
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session_id:
                kilobytes += _kilobytes(folder)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return kilobytes / 1024


def _kilobytes(folder: Path) -> int:
    """Return what a process holds of memory; a page that several share counts a part for each."""
    lines = (folder / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
