"""Finding payees in a register, side by side: OurPlace, exact matching on several keys, full-text search and Splink.

    python benchmarks/suppliers.py [--companies 5500000] [--payees 100000] [--repeat 3] [--only ourplace,exact]

The register and the payees are invented (invented_register.py). Every method gets OurPlace's cleaned names and split readings, except
where the table says "as typed". Each run is a process of its own; times are medians. Precision, recall and F1 are at the threshold that
serves each method best, and for OurPlace also at a probability of one half.
"""

import argparse
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from invented_register import invented_payees, invented_register
from measuring import WORK, Measurement, describe_machine, measure_script, print_table, verdict
from ourplace.suppliers.evaluate import Answer, evaluate

# What the finding of suppliers set out to reach, on two processors: seconds, MB, F1, and how far ahead of Splink it is with the same
# readings, in time and in F1.
MOST_SECONDS_BUILT, MOST_SECONDS_WITH_BUILDING, MOST_MB = 25, 45, 3_000
LEAST_F1, LEAST_AHEAD, TIMES_AS_FAST = 0.80, 0.02, 3
THRESHOLDS = (0.001, 0.01, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
WITH_BUILDING, BUILT = "OurPlace, with building the index", "OurPlace, index built"
UNLEARNED = "OurPlace, index built, weights before any label"
SPLINK = "Splink 5, DuckDB, split readings"
HEADER = ("method", "seconds", "MB", "threshold", "precision", "recall", "F1", "nobody's linked")


@dataclass(frozen=True)
class Method:
    """One way of finding payees: what the table calls it, the script, its arguments, and what is cleared before a run."""

    key: str
    name: str
    script: str
    arguments: Sequence[str | Path]
    answers: Path
    before: Callable[[], None] | None = None


def methods(register: Path, payees: Path, folder: Path) -> list[Method]:
    """Return what is measured, in the order of the table."""
    index, full_text = folder / "index", folder / "tantivy"
    answers = {
        key: folder / f"{key}.parquet" for key in ("exact", "fulltext", "splink", "typed", "ourplace", "unlearned")
    }
    clear = partial(shutil.rmtree, ignore_errors=True)
    with_index = (register, payees, index, answers["ourplace"])
    return [
        Method("exact", "exact on several keys, DuckDB", "suppliers_exact.py", (register, payees, answers["exact"]), answers["exact"]),
        Method(
            "fulltext", "Tantivy full text, with building", "suppliers_fulltext.py",
            (register, payees, full_text, answers["fulltext"]), answers["fulltext"], partial(clear, full_text),
        ),
        Method("typed", "Splink 5, DuckDB, as typed", "suppliers_splink.py", (register, payees, answers["typed"], "--as-typed"), answers["typed"]),
        Method("splink", SPLINK, "suppliers_splink.py", (register, payees, answers["splink"]), answers["splink"]),
        Method("ourplace", WITH_BUILDING, "suppliers_ourplace.py", with_index, answers["ourplace"], partial(clear, index)),
        Method("ourplace", UNLEARNED, "suppliers_ourplace.py", (*with_index[:3], answers["unlearned"], "--unlearned"), answers["unlearned"]),
        Method("ourplace", BUILT, "suppliers_ourplace.py", with_index, answers["ourplace"]),
    ]  # fmt: skip


def answers_of(payees: Path, answers: Path) -> list[Answer]:
    """Return what a method said of each payee."""
    made = pq.read_table(answers).to_pylist()
    said = {row["payee"]: row for row in made}
    nothing: Mapping[str, object] = {"entity_id": None, "probability": 0.0}
    return [
        Answer(
            row["name"], row["truth"], said.get(place, nothing)["entity_id"], said.get(place, nothing)["probability"]
        )
        for place, row in enumerate(pq.read_table(payees).to_pylist())
    ]


def figures(answers: Sequence[Answer], threshold: float | None = None) -> list[str]:
    """Return threshold, precision, recall, F1 and the share of nobody's names that were linked, at one threshold or the best."""
    tried = [threshold] if threshold is not None else THRESHOLDS
    measured = [evaluate(answers, threshold=one) for one in tried]
    best = measured[int(np.argmax([one.f1 for one in measured]))]
    shares = (best.precision, best.recall, best.f1, best.false_link_share)
    return [f"{best.threshold:g}", *(f"{share:.3f}" for share in shares)]


def row_of(method: Method, measurement: Measurement, cells: Sequence[str]) -> list[str]:
    """Return one row of the table."""
    return [method.name, f"{measurement.median:.1f}", f"{measurement.peak_mb:,.0f}", *cells]


def print_goals(rows: Sequence[Sequence[str]]) -> None:
    """Print what was to be reached beside what was, for the rows of the table that say so."""
    figure = {row[0]: [float(cell.replace(",", "")) for cell in row[1:] if cell] for row in rows}
    if not {WITH_BUILDING, BUILT, SPLINK} <= figure.keys():
        return
    building, built, splink = figure[WITH_BUILDING], figure[BUILT], figure[SPLINK]
    times, cold = splink[0] / built[0], splink[0] / building[0]
    f1, theirs = built[5], splink[5]
    goals = (
        ("seconds, index built", f"at most {MOST_SECONDS_BUILT}", f"{built[0]:.1f}", built[0] <= MOST_SECONDS_BUILT),
        (
            "seconds with building the index",
            f"at most {MOST_SECONDS_WITH_BUILDING}",
            f"{building[0]:.1f}",
            building[0] <= MOST_SECONDS_WITH_BUILDING,
        ),
        ("MB", f"at most {MOST_MB:,}", f"{building[1]:,.0f}", max(building[1], built[1]) <= MOST_MB),
        ("times as fast as Splink, a new process that opens the index", f"at least {TIMES_AS_FAST}", f"{times:.1f}", times >= TIMES_AS_FAST),
        ("times as fast as Splink, with building the index", "", f"{cold:.1f}", True),
        ("F1", f"at least {LEAST_F1:.2f}", f"{f1:.3f}", f1 >= LEAST_F1),
        ("F1 above Splink's", f"at least {LEAST_AHEAD:.2f}", f"{f1 - theirs:.3f}", f1 - theirs >= LEAST_AHEAD),
    )  # fmt: skip
    print_table(
        "Goals",
        ("of OurPlace", "goal", "measured", "verdict"),
        [(name, goal, said, verdict(is_met=is_met) if goal else "") for name, goal, said, is_met in goals],
    )


def run(*, companies: int, payees: int, repeat: int, only: Sequence[str]) -> None:
    """Print the table."""
    folder = WORK / f"suppliers-{companies}-{payees}"
    register = invented_register(WORK, companies=companies)
    asked = invented_payees(WORK, register, payees=payees)
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for method in methods(register, asked, folder):
        if only and method.key not in only:
            continue
        measurement = measure_script(
            method.name, method.script, *method.arguments, repeat=repeat, before=method.before
        )
        answers = answers_of(asked, method.answers)
        rows.append(row_of(method, measurement, figures(answers)))
        print(" | ".join(rows[-1]), *measurement.outputs[-1:], flush=True)
    if not only or "ourplace" in only:
        rows.append(["OurPlace, at one half", "", "", *figures(answers, 0.5)])
    print_table(f"{payees:,} payees against {companies:,} companies, median of {repeat}", HEADER, rows)
    print_goals(rows)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=5_500_000, help="size of the register")
    parser.add_argument("--payees", type=int, default=100_000, help="names to be found in it")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median is printed")
    parser.add_argument(
        "--only", default="", help="which methods: exact, fulltext, typed, splink, ourplace, with commas"
    )
    arguments = parser.parse_args()
    print(describe_machine())
    only = [name for name in arguments.only.split(",") if name]
    run(companies=arguments.companies, payees=arguments.payees, repeat=arguments.repeat, only=only)


if __name__ == "__main__":
    main()
