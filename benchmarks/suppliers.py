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
from measuring import WORK, Measurement, describe_machine, measure_script, print_table
from ourplace.suppliers.evaluate import Answer, evaluate

THRESHOLDS = (0.001, 0.01, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
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
    answers = {key: folder / f"{key}.parquet" for key in ("exact", "fulltext", "splink", "typed", "ourplace")}
    clear = partial(shutil.rmtree, ignore_errors=True)
    with_index = (register, payees, index, answers["ourplace"])
    return [
        Method("exact", "exact on several keys, DuckDB", "suppliers_exact.py", (register, payees, answers["exact"]), answers["exact"]),
        Method(
            "fulltext", "Tantivy full text, with building", "suppliers_fulltext.py",
            (register, payees, full_text, answers["fulltext"]), answers["fulltext"], partial(clear, full_text),
        ),
        Method("typed", "Splink 5, DuckDB, as typed", "suppliers_splink.py", (register, payees, answers["typed"], "--as-typed"), answers["typed"]),
        Method("splink", "Splink 5, DuckDB, split readings", "suppliers_splink.py", (register, payees, answers["splink"]), answers["splink"]),
        Method("ourplace", "OurPlace, with building the index", "suppliers_ourplace.py", with_index, answers["ourplace"], partial(clear, index)),
        Method("ourplace", "OurPlace, index built", "suppliers_ourplace.py", with_index, answers["ourplace"]),
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
