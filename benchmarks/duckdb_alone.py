"""The alternative: DuckDB alone reads the same files with everything told to it, and sums by supplier and month."""

import sys
from pathlib import Path

import duckdb

from council_files import LAYOUTS, Layout, council_files


def read_sql(layout: Layout, paths: list[Path]) -> str:
    """Return a query of supplier, date and amount over a council's files, with types, dates and separators given."""
    types = dict.fromkeys(layout.columns, "VARCHAR") | {layout.date: "DATE"}
    if not layout.has_thousands:
        types[layout.amount] = "DECIMAL(18, 2)"
    columns = "{" + ", ".join(f"'{heading}': '{kind}'" for heading, kind in types.items()) + "}"
    amount = f'"{layout.amount}"'
    if layout.has_thousands:
        amount = f"replace({amount}, ',', '')::DECIMAL(18, 2)"
    files = "[" + ", ".join(f"'{path}'" for path in paths) + "]"
    return (
        f"""SELECT "{layout.supplier}" AS supplier, "{layout.date}" AS day, {amount} AS amount_gbp """
        f"FROM read_csv({files}, auto_detect = false, header = true, skip = {len(layout.preamble)}, "
        f"delim = '{layout.delimiter}', quote = '\"', dateformat = '{layout.date_format}', columns = {columns})"
    )


def main(folder: Path, rows: int) -> None:
    """Print the number of groups, the payments and their sum."""
    files = council_files(folder, rows=rows)
    every = " UNION ALL ".join(read_sql(layout, files[layout.council_id]) for layout in LAYOUTS)
    query = (
        "SELECT count(*), sum(payments), sum(gbp) FROM (SELECT upper(supplier) AS supplier, "
        "date_trunc('month', day) AS month, sum(amount_gbp) AS gbp, count(*) AS payments "
        f"FROM ({every}) GROUP BY ALL)"
    )
    with duckdb.connect(config={"memory_limit": "3GB", "preserve_insertion_order": False}) as connection:
        print(*connection.execute(query).fetchall()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
