"""Count how often each word occurs in the names of organisations, and write the frequent ones as a table.

    python benchmarks/count_name_words.py DATA_FOLDER

`DATA_FOLDER` holds the registers named in `SOURCES`. Only counts are written, never a name. The table stands in for
the whole register where the register in use is small: "services" is common even in a list of twelve firms.
"""

import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SOURCES = {
    "companies-house-south-yorkshire-2024-11.csv.gz": "CompanyName",
    "gender-pay-gap-2021-22.csv": "EmployerName",
    "companies-house-lancashire-suppliers.csv": "legal_name",
}
RULES = Path(__file__).parent.parent / "src/ourplace/suppliers/rules"
LEAST_PER_MILLION = 100


def names(folder: Path) -> Iterator[str]:
    """Yield the names in the registers of `folder`."""
    for file_name, column in SOURCES.items():
        opener = gzip.open if file_name.endswith(".gz") else open
        with opener(folder / file_name, "rt", encoding="utf-8-sig") as file:
            yield from (row[column] for row in csv.DictReader(file))


def main() -> None:
    """Write `common_words.csv`: one row per word found in at least 100 of a million names."""
    counts: Counter[str] = Counter()
    total = 0
    for name in names(Path(sys.argv[1])):
        total += 1
        counts.update(set(re.findall(r"[a-z0-9]+", name.lower().replace("'", ""))))
    with (RULES / "common_words.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["word", "per_million"])
        for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            if (per_million := round(count * 1_000_000 / total)) >= LEAST_PER_MILLION:
                writer.writerow([word, per_million])
    print(f"{total} names counted")


if __name__ == "__main__":
    main()
