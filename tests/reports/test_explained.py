import inspect
import re
from importlib import import_module

import pytest

from ourplace.indicators import all_indicators
from ourplace.reports import NoSuchViewError, Report, describe_section, explained
from ourplace.reports.explained import PARAMETERS
from ourplace.reports.keys import KEY_COLUMNS, key_of
from ourplace.reports.page.sections import DESCRIBERS
from ourplace.studies import LastRun, report_of


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    return report_of(preston_run)


def test_the_headline_is_explained_to_the_penny(real) -> None:
    found = explained(real, "local_share", "all~preston")

    row = real.tables["local_share"].to_pylist()[0]
    assert (found.numerator.gbp, found.denominator.gbp) == (row["local_gbp"], row["analysed_gbp"])
    assert float(found.numerator.gbp / found.denominator.gbp) == pytest.approx(row["local_share"])
    assert found.denominator.shown == "£750,000,000.00"
    assert [name for name, _, _ in found.intervals] == ["local_gbp", "local_share", "leakage_gbp"]
    assert found.title == "All anchors, Preston"
    assert found.left_out[0].gbp == real.tables["coverage"].to_pylist()[0]["not_analysed_gbp"]


@pytest.mark.parametrize("indicator_id", KEY_COLUMNS)
def test_every_row_has_its_own_key_and_can_be_explained(real, indicator_id) -> None:
    rows = real.tables[indicator_id].to_pylist()
    keys = [key_of(indicator_id, row) for row in rows]

    assert len(set(keys)) == len(keys)
    for row, key in list(zip(rows, keys, strict=True))[::97]:
        assert explained(real, indicator_id, key).sentence
        assert len(explained(real, indicator_id, key).values) == len(row)


def test_every_indicator_has_keys() -> None:
    assert set(KEY_COLUMNS) == {one.indicator_id for one in all_indicators()}


def test_the_rows_of_every_table_on_the_page_lead_to_a_figure(real) -> None:
    tables = [
        getattr(block, "table", block)
        for section_id in DESCRIBERS
        for block in describe_section(real, section_id).blocks
        if block.kind in {"table", "figure"}
    ]

    told = [table for table in tables if table.indicator_id]
    assert len(told) >= 14
    for table in told:
        assert len(table.keys) == len(table.rows)
        assert explained(real, table.indicator_id, table.keys[0])


@pytest.mark.parametrize("indicator_id", [one.indicator_id for one in all_indicators()])
def test_the_parameters_named_are_those_that_the_indicator_reads(indicator_id) -> None:
    source = inspect.getsource(import_module(f"ourplace.indicators.{indicator_id}"))

    assert set(re.findall(r'parameter_value\("(\w+)"\)', source)) <= set(PARAMETERS.get(indicator_id, ()))


def test_an_individual_is_not_named(real) -> None:
    people = [row for row in real.suppliers.to_pylist() if row["is_individual"]]
    ids = {row["supplier_id"] for row in people}
    rows = [row for row in real.tables["suppliers_to_review"].to_pylist() if row["supplier_id"] in ids]

    for row in rows:
        found = explained(real, "suppliers_to_review", key_of("suppliers_to_review", row))
        assert found.title == "Individual (name withheld)"
        assert row["supplier_name"] not in str(found)
    assert rows


@pytest.mark.parametrize(("indicator_id", "key"), [("local_share", "mars"), ("mars", "all")])
def test_a_figure_that_does_not_exist_is_refused(real, indicator_id, key) -> None:
    with pytest.raises(NoSuchViewError, match="no such figure"):
        explained(real, indicator_id, key)
