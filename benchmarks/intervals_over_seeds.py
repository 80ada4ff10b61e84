"""How often the intervals of the bundled example hold the published figures, over many seeds of its generator.

Run it by itself: `python benchmarks/intervals_over_seeds.py 24`. Nothing of the example is published but its totals, so
every seed is another world with the same true figures. docs/explanation/honest-figures.md holds what was found.
"""

import sys
import tempfile
from pathlib import Path
from statistics import fmean, stdev

from measuring import print_table
from ourplace.examples.preston import read_content, write_preston
from ourplace.indicators import compute_indicators
from ourplace.studies import load_study
from ourplace.studies.figures import assemble
from ourplace.studies.running import engine_for, gather_inputs, resolve_stages

MILLION = 1e6


def main(count: int) -> None:
    """Print coverage, mean error, spread and mean width over the committed seed and `count` - 1 others."""
    seeds = [read_content("plan")["seed"], *range(1, count)]
    found = [figures_of(seed) for seed in seeds]
    published = read_content("published")
    truths = {
        "in Preston": ("preston", "local_gbp", published["rings"]["preston"]["local_gbp"]),
        "in Lancashire": ("lancashire", "local_gbp", published["rings"]["lancashire"]["local_gbp"]),
        "leaving Lancashire": ("lancashire", "leakage_gbp", published["leaving_lancashire_gbp"]),
    }
    rows = [
        [name, *measured([one[ring] for one in found], column, truth)]
        for name, (ring, column, truth) in truths.items()
    ]
    header = ["figure", "true, £m", "held by", "mean error", "its standard error", "spread of errors", "mean width"]
    print_table(f"The 90 % intervals of the example over {count} seeds", header, rows)


def figures_of(seed: int) -> dict[str, dict[str, float]]:
    """Return the pooled row of the local share by ring, for the example of one seed."""
    with tempfile.TemporaryDirectory(prefix="ourplace-seed-") as folder:
        study = load_study(write_preston(Path(folder), seed=seed))
        inputs, _ = gather_inputs(study)
        gathered, resolved = resolve_stages(inputs)
        with engine_for(study) as engine:
            parts = assemble(
                study, engine, gathered=gathered, resolved=resolved, registers=inputs.registers, folder=Path(folder)
            )
            tables = compute_indicators(engine, parts.tables, parts.settings, only=["local_share"])
        return {row["ring_id"]: row for row in tables["local_share"].to_pylist() if row["anchor_id"] == "all"}


def measured(rows: list[dict[str, float]], column: str, truth: float) -> list[str]:
    """Return how often the interval of a column holds the truth, and how far its figure is from it, in £m."""
    lows, highs = ([float(row[f"{column}_{end}"]) for row in rows] for end in ("low", "high"))
    errors = [(float(row[column]) - truth) / MILLION for row in rows]
    held = sum(low <= truth <= high for low, high in zip(lows, highs, strict=True))
    width = fmean(high - low for low, high in zip(lows, highs, strict=True)) / MILLION
    spread = stdev(errors)
    return [
        f"{truth / MILLION:.1f}",
        f"{held} of {len(rows)}",
        f"{fmean(errors):+.1f}",
        f"{spread / len(rows) ** 0.5:.1f}",
        f"{spread:.1f}",
        f"{width:.1f}",
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]))
