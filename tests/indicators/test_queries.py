import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators import StudyTables, study_tables
from ourplace.indicators.queries import name_tables, query_of, rows_of
from ourplace.indicators.tables import SCHEMAS


def anchor_ids(tables: StudyTables, prefix: str) -> Table:
    return tables.anchors.filter(tables.anchors.anchor_id.startswith(prefix)).select("anchor_id")


def study_of(engine: Engine, *anchor_ids: str) -> StudyTables:
    empty = {name: ibis.schema(dict(schema)).to_pyarrow().empty_table() for name, schema in SCHEMAS.items()}
    ids = list(anchor_ids)
    return study_tables(
        engine, {**empty, "anchors": pa.table({"anchor_id": ids, "anchor_name": ids, "anchor_kind": ids})}
    )


def test_one_query_serves_every_study_and_gives_each_its_own_rows(engine: Engine) -> None:
    found = []
    for anchors in (("ash", "birch"), ("alder",)):
        name_tables(engine, study_of(engine, *anchors))
        found.append(rows_of(engine, anchor_ids, "a")["anchor_id"].to_pylist())

    assert found == [["ash"], ["alder"]]
    assert query_of("duckdb", anchor_ids, "a") is query_of("duckdb", anchor_ids, "a")


def test_another_question_is_another_query(engine: Engine) -> None:
    name_tables(engine, study_of(engine, "ash", "birch"))

    assert rows_of(engine, anchor_ids, "b")["anchor_id"].to_pylist() == ["birch"]
