"""A command loads no more than it uses."""

import json
import subprocess
import sys

import pytest

import ourplace.indicators
import ourplace.places
import ourplace.studies
from ourplace.loading import exported_on_demand

HEAVY = {"docx", "duckdb", "httpx", "ibis", "jinja2", "pandas", "pyarrow", "scipy", "shapely", "xlsxwriter"}


def loaded_by(statement: str) -> set[str]:
    """Return the heavy modules that a statement loads in a process of its own."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return HEAVY & set(json.loads(done.stdout))


def test_asking_for_help_loads_nothing_heavy() -> None:
    assert loaded_by("import ourplace.cli") == set()


def test_a_process_that_only_reads_files_loads_no_database_and_no_pandas() -> None:
    statement = "from ourplace.loading import leave_pandas_out; leave_pandas_out(); import ourplace.studies.jobs"

    assert loaded_by(statement) == {"pyarrow"}


def test_a_run_loads_no_reports_before_it_writes_them() -> None:
    assert not loaded_by("import ourplace.studies.running") & {"docx", "jinja2", "scipy", "xlsxwriter"}


@pytest.mark.parametrize("package", [ourplace.studies, ourplace.places, ourplace.indicators])
def test_everything_that_a_package_offers_is_there(package) -> None:
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_a_name_that_a_package_does_not_offer_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        exported_on_demand("ourplace.studies", {"running": ["run_study"]})("nothing")
