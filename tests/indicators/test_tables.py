from pathlib import Path

import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.indicators import StudyTables, read_study_tables, study_tables
from ourplace.indicators.exceptions import StudyTableError
from ourplace.indicators.tables import OPTIONAL_TABLES, SCHEMAS, TABLE_NAMES, with_pooled


def test_each_table_has_a_schema() -> None:
    assert set(TABLE_NAMES) == set(SCHEMAS)


def test_missing_tables_are_named(engine: Engine) -> None:
    with pytest.raises(StudyTableError, match="lacks the tables spend, suppliers"):
        study_tables(engine, {})


def test_missing_column_is_named(engine: Engine, golden_study: StudyTables) -> None:
    tables = {name: getattr(golden_study, name) for name in TABLE_NAMES}
    tables["anchors"] = pa.table({"anchor_id": ["council"], "anchor_name": ["Council"]})

    with pytest.raises(StudyTableError, match="anchors lacks the columns anchor_kind"):
        study_tables(engine, tables)


def test_optional_tables_are_empty_where_not_given(engine: Engine, golden_study: StudyTables) -> None:
    given = {name: getattr(golden_study, name) for name in TABLE_NAMES if name not in OPTIONAL_TABLES}

    tables = study_tables(engine, given)

    assert [engine.to_arrow(getattr(tables, name)).num_rows for name in sorted(OPTIONAL_TABLES)] == [0, 0, 0]


def test_columns_beyond_the_schema_are_left_out(engine: Engine, golden_study: StudyTables) -> None:
    tables = {name: getattr(golden_study, name) for name in TABLE_NAMES}
    tables["anchors"] = golden_study.anchors.mutate(telephone=golden_study.anchors.anchor_id)

    assert study_tables(engine, tables).anchors.columns == ("anchor_id", "anchor_name", "anchor_kind")


def test_folder_of_csv_files_reads_lists_and_keeps_text_as_text(engine: Engine, tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[1] / "golden" / "indicators" / "study"
    for path in source.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "anchors.csv").write_text("anchor_id,anchor_name,anchor_kind\nn,N/A,NULL\n", encoding="utf-8")

    tables = read_study_tables(engine, tmp_path)

    assert engine.to_arrow(tables.anchors).to_pylist() == [
        {"anchor_id": "n", "anchor_name": "N/A", "anchor_kind": "NULL"}
    ]
    assert engine.to_arrow(tables.periods)["anchor_ids"].to_pylist() == [
        ["council", "hospital"],
        ["council", "hospital", "university"],
    ]


def test_pooled_rows_repeat_all_under_the_id_all(engine: Engine) -> None:
    table = engine.table(pa.table({"anchor_id": ["a", "b"], "amount": [1, 2]}), name="some")

    rows = engine.to_arrow(with_pooled(table)).sort_by([("anchor_id", "ascending"), ("amount", "ascending")])

    assert rows.to_pydict() == {"anchor_id": ["a", "all", "all", "b"], "amount": [1, 1, 2, 2]}
