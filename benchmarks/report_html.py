"""The HTML report of a million payments and fifty thousand suppliers: how long it takes and how large it is."""

import json
import statistics

from measuring import WORK, measure_script, print_table, verdict
from studies import generated_study

ROWS = 1_000_000
LONGEST_SECONDS = 10.0
LARGEST_MB = 3.0


def run(*, repeat: int) -> None:
    """Print the seconds and megabytes of the report, everything before it being cached."""
    folder = generated_study(WORK / f"study-{ROWS}", WORK / f"council-files-{ROWS}", rows=ROWS)
    measure_script("first run", "run_study.py", folder, repeat=1)
    drawn = measure_script("HTML report", "draw_report.py", folder, repeat=repeat)
    found = [json.loads(output) for output in drawn.outputs]
    seconds = statistics.median(one["seconds"] for one in found)
    megabytes, suppliers = found[-1]["megabytes"], found[-1]["suppliers"]
    rows = [
        ["from tables to page", "< 10 s", f"{seconds:.2f} s", verdict(is_met=seconds < LONGEST_SECONDS)],
        ["size of the page", "< 3 MB", f"{megabytes:.2f} MB", verdict(is_met=megabytes < LARGEST_MB)],
    ]
    title = f"HTML report of {ROWS:,} payments and {suppliers:,} suppliers (medians of {repeat})"
    print_table(title, ["measure", "target", "measured", "verdict"], rows)
