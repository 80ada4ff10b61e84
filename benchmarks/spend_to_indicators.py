"""From ten million published payments to indicators, suppliers already known, beside DuckDB alone on the same files."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from council_files import LAYOUTS, council_files
from measuring import WORK, Measurement, measure_script, print_table, verdict
from studies import generated_study

LARGEST_RATIO = 3.0
LARGEST_MEMORY_MB = 4096
LONGEST_REPEAT_SECONDS = 2.0
LARGEST_CHANGED_SHARE = 0.15
# What a run knows about suppliers is kept; everything made from the spend files is made again.
KEPT_STAGES = frozenset({"resolved", "registers", "indexes", "matches"})
REPORTS = "Writing reports"


def run(*, repeat: int, rows: int) -> None:
    """Print the measurements and whether each target is met."""
    data = WORK / f"council-files-{rows}"
    files = council_files(data, rows=rows)
    folder = generated_study(WORK / f"study-{rows}", data, rows=rows)
    shutil.rmtree(folder / ".ourplace", ignore_errors=True)
    first = measure_script("first run, suppliers unknown", "run_study.py", folder, repeat=1)
    duckdb = measure_script("DuckDB alone", "duckdb_alone.py", data, str(rows), repeat=repeat)
    known = measure_script(
        "files to reports, suppliers known",
        "run_study.py",
        folder,
        repeat=repeat,
        before=lambda: _forget_spend(folder),
    )
    again = measure_script("nothing changed", "run_study.py", folder, repeat=repeat)
    changed = _measure_changed(folder, files[LAYOUTS[0].council_id][0], repeat=repeat)
    size = sum(path.stat().st_size for paths in files.values() for path in paths)
    title = f"{rows:,} payments, {size / 1e9:.2f} GB in 100 files (medians of {repeat})"
    indicators = _to_indicators(known)
    _print_runs(title, [duckdb, indicators, known, first, again, changed], duckdb)
    _print_steps("with suppliers known", known)
    _print_steps("after one file changed", changed)
    _print_targets(duckdb, indicators, again=again, changed=changed, full=first)


def _forget_spend(folder: Path) -> None:
    for stage in (folder / ".ourplace").iterdir():
        if stage.is_dir() and stage.name not in KEPT_STAGES:
            shutil.rmtree(stage)


def _measure_changed(folder: Path, path: Path, *, repeat: int) -> Measurement:
    """Return the measurement of runs after each of which one more payment is put into one file, then restore it."""
    before = path.read_bytes()
    line = before.splitlines(keepends=True)[-1]

    def add_a_payment() -> None:
        with path.open("ab") as file:
            file.write(line)

    try:
        return measure_script("one of 100 files changed", "run_study.py", folder, repeat=repeat, before=add_a_payment)
    finally:
        path.write_bytes(before)


def _to_indicators(known: Measurement) -> Measurement:
    """Return the same runs up to the indicators: without the writing of the reports, which a run does last."""
    reports = [json.loads(output)["steps"].get(REPORTS, 0.0) for output in known.outputs]
    seconds = tuple(whole - last for whole, last in zip(known.seconds, reports, strict=True))
    return replace(known, name="files to indicators, suppliers known", seconds=seconds)


def _print_runs(title: str, runs: list[Measurement], base: Measurement) -> None:
    rows = [[run.name, f"{run.median:.2f} s", run.ratio_to(base), f"{run.peak_mb:,.0f} MB"] for run in runs]
    print_table(title, ["run", "time", f"ratio to {base.name}", "peak memory"], rows)


def _print_steps(name: str, run: Measurement) -> None:
    steps = json.loads(run.outputs[-1])["steps"]
    rows = [[step, f"{seconds:.2f} s"] for step, seconds in steps.items()]
    print_table(f"Steps of the last run {name}", ["step", "time"], rows)


def _print_targets(
    duckdb: Measurement, indicators: Measurement, *, again: Measurement, changed: Measurement, full: Measurement
) -> None:
    ratio, changed_share = indicators.median / duckdb.median, changed.median / full.median
    rows = [
        [
            "files to indicators, as a multiple of DuckDB alone",
            "≤ 3",
            f"{ratio:.2f}",
            verdict(is_met=ratio <= LARGEST_RATIO),
        ],
        [
            "peak memory",
            "< 4 GB",
            f"{indicators.peak_mb:,.0f} MB",
            verdict(is_met=indicators.peak_mb < LARGEST_MEMORY_MB),
        ],
        [
            "second run, nothing changed",
            "< 2 s",
            f"{again.median:.2f} s",
            verdict(is_met=again.median < LONGEST_REPEAT_SECONDS),
        ],
        [
            "one of 100 files changed, as a share of a first run",
            "< 15 %",
            f"{changed_share:.1%}",
            verdict(is_met=changed_share < LARGEST_CHANGED_SHARE),
        ],
    ]
    print_table("Targets", ["measure", "target", "measured", "verdict"], rows)
