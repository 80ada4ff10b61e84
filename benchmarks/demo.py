"""The bundled example from `ourplace demo`, as somebody meets it on the first day and on the second."""

import shutil
import sys
from pathlib import Path

from measuring import WORK, Measurement, measure_script, print_table, verdict

LONGEST_SECONDS = 20.0


def run(*, repeat: int) -> None:
    """Print the time of the demo on a machine that never ran it, and again with its postcodes prepared."""
    folder, cache = WORK / "demo", WORK / "demo-cache"
    first = _measure("first ever, postcodes not yet prepared", folder, cache, repeat=repeat, forget=(folder, cache))
    later = _measure("postcodes prepared", folder, cache, repeat=repeat, forget=(folder,))
    rows = [
        [run.name, f"{run.median:.2f} s", f"{run.peak_mb:,.0f} MB", verdict(is_met=run.median < LONGEST_SECONDS)]
        for run in (first, later)
    ]
    print_table(
        f"`ourplace demo`, target under 20 s (medians of {repeat})", ["run", "time", "peak memory", "verdict"], rows
    )


def _measure(name: str, folder: Path, cache: Path, *, repeat: int, forget: tuple[Path, ...]) -> Measurement:
    def start_afresh() -> None:
        for path in forget:
            shutil.rmtree(path, ignore_errors=True)

    return measure_script(
        name, "demo.py", folder, repeat=repeat, before=start_afresh, environment={"OURPLACE_CACHE": str(cache)}
    )


if __name__ == "__main__":
    from ourplace.cli import main

    sys.argv = ["ourplace", "demo", "--folder", sys.argv[1], "--quiet"]
    main()
