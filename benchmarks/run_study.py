"""One run of a study in a process of its own, as the benchmarks time it: prints the seconds of each step as JSON."""

import json
import sys
import time
from pathlib import Path

from ourplace.studies import load_study, run_study


class Stopwatch:
    """A progress display that keeps the time spent in each step instead of showing it."""

    def __init__(self) -> None:
        """Start timing."""
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()
        self._step = "Starting"

    def __call__(self, step: str, _done: int, _total: int | None) -> None:
        """Count the time since the last report to the step that was under way."""
        now = time.perf_counter()
        self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._last
        self._last, self._step = now, step


def main(folder: Path) -> None:
    """Run the study of a folder and print its steps."""
    stopwatch = Stopwatch()
    result = run_study(load_study(folder), progress=stopwatch)
    stopwatch("Ending", 0, None)
    reports = {name: path.stat().st_size for name, path in result.reports.items()}
    print(json.dumps({"steps": stopwatch.seconds, "reports": reports, "analysed_gbp": result.headline.analysed_gbp}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
