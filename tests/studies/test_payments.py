from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ourplace.studies import Behind, LastRun, all_payments_behind, payments_behind


@pytest.fixture(scope="module")
def anchors(preston_run: LastRun) -> list[str]:
    return [anchor.id for anchor in preston_run.study.settings.anchors]


def rows_about(run: LastRun, name: str, anchor_id: str, many: int) -> list[dict]:
    return [row for row in run.result.table(name).to_pylist() if row["anchor_id"] == anchor_id][:many]


def test_the_payments_of_a_supplier_add_up_to_its_figure(preston_run: LastRun, anchors: list[str]) -> None:
    for row in rows_about(preston_run, "top_suppliers", "all", 3):
        found = payments_behind(preston_run, Behind(anchors, supplier_id=row["supplier_id"]))

        assert found.amount_gbp == row["amount_gbp"]
        assert pc.sum(found.rows["amount_gbp"]).as_py() == row["amount_gbp"]
        assert found.rows.num_rows == found.payment_count


def test_the_payments_for_a_need_add_up_to_its_figure_by_anchor(preston_run: LastRun) -> None:
    for row in rows_about(preston_run, "need_categories", "preston-city-council", 9)[::4]:
        behind = Behind(["preston-city-council"], need_category_code=row["need_category_code"] or "")

        assert payments_behind(preston_run, behind).amount_gbp == row["analysed_gbp"]


def test_all_payments_add_up_to_the_analysed_and_to_the_published_spend(
    preston_run: LastRun, anchors: list[str]
) -> None:
    (coverage,) = rows_about(preston_run, "coverage", "all", 1)

    assert payments_behind(preston_run, Behind(anchors), limit=1).amount_gbp == coverage["analysed_gbp"]
    published = payments_behind(preston_run, Behind(anchors, only_analysed=False), limit=1)
    assert published.amount_gbp == coverage["published_gbp"]


def test_pages_follow_one_another_without_gap_or_repeat(preston_run: LastRun) -> None:
    behind = Behind(["prestons-college"])
    whole = payments_behind(preston_run, behind, limit=120).rows
    pages = [payments_behind(preston_run, behind, limit=50, offset=offset).rows for offset in (0, 50, 100)]

    assert pa.concat_tables(pages).slice(0, 120) == whole
    assert whole["payment_date"].to_pylist() == sorted(whole["payment_date"].to_pylist())


def test_everything_comes_in_the_order_of_the_pages(preston_run: LastRun) -> None:
    behind = Behind(["prestons-college"])

    everything = pa.concat_tables(all_payments_behind(preston_run, behind))

    found = payments_behind(preston_run, behind)
    assert everything.num_rows == found.payment_count
    assert everything["line_number"].to_pylist() == found.rows["line_number"].to_pylist()


def test_only_the_anchors_asked_for_are_read(preston_run: LastRun) -> None:
    found = payments_behind(preston_run, Behind(["prestons-college"]))

    assert set(found.rows["anchor_id"].to_pylist()) == {"prestons-college"}


def test_no_anchor_has_no_payments(preston_run: LastRun) -> None:
    found = payments_behind(preston_run, Behind([]))

    assert (found.payment_count, found.amount_gbp, found.rows.num_rows) == (0, Decimal(0), 0)


def test_a_hostile_supplier_is_a_text_and_finds_nothing(preston_run: LastRun, anchors: list[str]) -> None:
    assert payments_behind(preston_run, Behind(anchors, supplier_id="x' OR 1=1 --")).payment_count == 0
