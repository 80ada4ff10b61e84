"""How the time to find payees grows with their number and with the size of the register.

python benchmarks/suppliers_growth.py [--largest-register 5500000] [--most-payees 1000000] [--repeat 3]
"""

import argparse
import json
import statistics

from invented_register import invented_payees, invented_register
from measuring import WORK, describe_machine, measure_script, print_table

PAYEES = 100_000
HEADER = ("companies", "payees", "index built in", "opened in", "payees matched in", "payees a second", "MB")


def run(*, largest: int, most: int, repeat: int) -> None:
    """Print the tables."""
    by_register = [
        (companies, min(PAYEES, most)) for companies in (100_000, 1_000_000, largest) if companies <= largest
    ]
    by_payees = [(largest, payees) for payees in (10_000, PAYEES, most) if payees <= most]
    print_table(
        f"By size of the register (medians of {repeat})",
        HEADER,
        [measured(*size, repeat=repeat) for size in by_register],
    )
    print_table(
        f"By number of payees (medians of {repeat}; one run above {PAYEES:,})",
        HEADER,
        [measured(*size, repeat=repeat) for size in by_payees],
    )


def measured(companies: int, payees: int, *, repeat: int) -> list[str]:
    """Return one row: the first run builds the index, the others open it."""
    register = invented_register(WORK, companies=companies)
    asked = invented_payees(WORK, register, payees=payees)
    folder = WORK / f"growth-{companies}"
    was_built = folder.is_dir()
    arguments = (register, asked, folder, WORK / "growth-answers.parquet")
    building = measure_script("building", "suppliers_ourplace.py", *arguments, repeat=1)
    built = measure_script("built", "suppliers_ourplace.py", *arguments, repeat=repeat if payees <= PAYEES else 1)
    steps = [json.loads(output) for output in built.outputs]
    match = statistics.median(step["match"] for step in steps)
    first = json.loads(building.outputs[0])["build"]
    return [
        f"{companies:,}",
        f"{payees:,}",
        "before" if was_built else f"{first:.1f} s",
        f"{statistics.median(step['open'] for step in steps):.2f} s",
        f"{match:.1f} s",
        f"{payees / match:,.0f}",
        f"{built.peak_mb:,.0f}",
    ]


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest-register", type=int, default=5_500_000, help="companies of the largest register")
    parser.add_argument("--most-payees", type=int, default=1_000_000, help="names of the longest list")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median is printed")
    arguments = parser.parse_args()
    print(describe_machine())
    run(largest=arguments.largest_register, most=arguments.most_payees, repeat=arguments.repeat)


if __name__ == "__main__":
    main()
