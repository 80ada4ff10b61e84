"""The columns that the report shows of each table; a table may have more."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pyarrow as pa

from ourplace.reports.exceptions import MissingColumnsError
from ourplace.yaml_files import read_yaml


@cache
def shown_columns() -> Mapping[str, tuple[str, ...]]:
    """Return, by indicator id, the columns that the report reads."""
    return {
        name: tuple(columns.split()) for name, columns in read_yaml(files("ourplace.reports") / "columns.yaml").items()
    }


def check_tables(tables: Mapping[str, pa.Table]) -> None:
    """Check that every table has the columns the report shows.

    Raises:
        MissingColumnsError: naming the table and the columns it lacks.
    """
    for name, table in tables.items():
        lacking = [column for column in shown_columns().get(name, ()) if column not in table.column_names]
        if lacking:
            raise MissingColumnsError(
                f"The results table '{name}' cannot be shown",
                why=f"it lacks {', '.join(lacking)}",
                next_step="run the study again with this version of OurPlace; if it stays so, report it as a fault",
            )
