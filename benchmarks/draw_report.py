"""One drawing of a study's HTML report in a process of its own, everything before it being cached: prints JSON."""

import json
import sys
import tempfile
import time
from pathlib import Path

from ourplace.reports import write_html
from ourplace.studies import load_study
from ourplace.studies.reporting import gather_report
from ourplace.studies.running import compute_stages, gather_inputs


def main(folder: Path) -> None:
    """Print the seconds from the tables to the page, its megabytes and the number of suppliers."""
    study = load_study(folder)
    inputs, _ = gather_inputs(study)
    stages = compute_stages(inputs)
    started = time.perf_counter()
    report = gather_report(study, inputs.files, inputs.registers, stages.figures, command="make bench")
    with tempfile.TemporaryDirectory() as target:
        page = Path(target) / "report.html"
        write_html(report, page)
        seconds = time.perf_counter() - started
        megabytes = page.stat().st_size / 1e6
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "suppliers": report.suppliers.num_rows}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
