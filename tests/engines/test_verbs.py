"""Every engine does the same with the same verbs."""

from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ourplace.engine import Engine, open_engine

ROWS = pa.table(
    {
        "anchor_id": ["ash", "ash", "elm", None],
        "amount_gbp": pa.array([Decimal("0.10"), Decimal("0.20"), Decimal("-5.00"), None], pa.decimal128(18, 2)),
        "payment_count": pa.array([1, 2, 3, 4], pa.int64()),
        "names": pa.array([["a"], [], None, ["b", "c"]], pa.list_(pa.string())),
    }
)


def doubled(rows: pa.Table) -> pa.Table:
    return pa.table({"twice": pc.multiply(rows["payment_count"], 2)})


def test_rows_come_back_as_they_went_in(any_engine: Engine) -> None:
    table = any_engine.table(ROWS, name="given")

    assert any_engine.to_arrow(table.order_by("payment_count")).to_pylist() == ROWS.to_pylist()


def test_no_row_is_lost_after_parts_without_rows(any_engine: Engine) -> None:
    empty = ROWS.schema.empty_table()

    table = any_engine.table(pa.concat_tables([empty, empty, ROWS, empty, empty, ROWS]), name="in_parts")

    assert any_engine.to_arrow(table).num_rows == 2 * ROWS.num_rows


def test_sums_of_money_are_exact_and_counts_whole(any_engine: Engine) -> None:
    table = any_engine.table(ROWS, name="given")

    sums = table.filter(table.anchor_id == "ash").agg(
        amount_gbp=table.amount_gbp.sum().cast("decimal(18, 2)"), payment_count=table.payment_count.sum()
    )

    assert any_engine.to_arrow(sums).to_pylist() == [{"amount_gbp": Decimal("0.30"), "payment_count": 3}]


def test_a_view_and_a_query_in_the_engines_own_words(any_engine: Engine) -> None:
    table = any_engine.table(ROWS, name="given")

    any_engine.view(table.filter(table.anchor_id == "elm").select("payment_count"), name="only_elm")

    query = ibis.to_sql(ibis.table({"payment_count": "int64"}, name="only_elm"), dialect=any_engine.dialect)
    assert any_engine.sql(str(query)).to_pylist() == [{"payment_count": 3}]


def test_what_one_engine_writes_the_other_reads(any_engine: Engine, tmp_path: Path) -> None:
    table = any_engine.table(ROWS, name="given")
    numbered = table.mutate(place=ibis.row_number().over(order_by=table.payment_count))

    any_engine.write_parquet(numbered, tmp_path / "rows.parquet")

    assert pq.read_table(tmp_path / "rows.parquet").schema.field("place").type == pa.int64()
    other = open_engine(threads=1)
    read = other.read_parquet(tmp_path / "rows.parquet", name="rows")
    assert other.to_arrow(read.order_by("place")).drop_columns("place").to_pylist() == ROWS.to_pylist()
    other.close()
    again = any_engine.read_parquet(tmp_path / "rows.parquet", name="rows_again")
    assert any_engine.to_arrow(any_engine.computed(again, name="rows_kept")).num_rows == ROWS.num_rows


def test_every_batch_is_mapped(any_engine: Engine) -> None:
    schema = pa.schema([("twice", pa.int64())])
    data = pa.concat_tables([ROWS] * 7_000)

    mapped = any_engine.map_batches(data, doubled, schema=schema)

    assert (mapped.num_rows, pc.sum(mapped["twice"]).as_py()) == (28_000, 140_000)


def test_nothing_to_map_gives_nothing(any_engine: Engine) -> None:
    schema = pa.schema([("twice", pa.int64())])

    assert any_engine.map_batches(ROWS.slice(0, 0), doubled, schema=schema).num_rows == 0


@pytest.mark.spark
def test_spark_has_really_computed(spark: Engine) -> None:
    from ourplace.engine.spark import SparkEngine  # noqa: PLC0415

    assert isinstance(spark, SparkEngine)
    tracker = spark.session.sparkContext.statusTracker()
    before = len(tracker.getJobIdsForGroup())
    table = spark.table(ROWS, name="given")
    spark.write_parquet(table.group_by("anchor_id").agg(n=table.count()), spark_folder(spark) / "counts.parquet")

    assert len(tracker.getJobIdsForGroup()) > before


def spark_folder(spark: Engine) -> Path:
    return Path(spark.session.conf.get("spark.local.dir"))  # type: ignore[attr-defined]
