"""What the public sees, where it could leak: single suppliers, differences between rings, parts of a whole."""

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from ourplace.reports import Report, TooFewSuppliersError, describe_section, render_html, suppressed
from ourplace.reports.page.sections import DESCRIBERS
from ourplace.reports.public import SENTENCE, nested_shown, steps_shown, whole_without
from ourplace.studies import LastRun, report_of


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    return report_of(preston_run)


@pytest.fixture(scope="module")
def public(real: Report) -> Report:
    return suppressed(real)


def part(name: str, count: int, pounds: int) -> dict:
    return {"name": name, "supplier_count": count, "amount_gbp": Decimal(pounds)}


def in_ring(category: str, ring_id: str, local: int, whole: int = 40) -> dict:
    return {
        "need_category_code": category, "ring_id": ring_id, "local_supplier_count": local, "supplier_count": whole,
        "local_gbp": Decimal(1000 * local), "leakage_gbp": Decimal(1000 * (whole - local)),
    }  # fmt: skip


def hidden(rows: list[dict]) -> set[tuple[str, str]]:
    return {(row["need_category_code"], row["ring_id"]) for row in rows if row["local_gbp"] is None}


def test_nobody_is_named_in_anything_the_public_sees(real, public) -> None:
    names = {name for name in real.suppliers["supplier_name"].to_pylist() if len(name) > 6}
    page = render_html(public)

    assert [name for name in names if name in page] == []
    assert SENTENCE in page


def test_every_table_about_single_suppliers_is_empty_and_says_why(public) -> None:
    for name in ("top_suppliers", "overlap", "peer_list", "suppliers_to_review", "flow"):
        assert public.tables[name].num_rows == 0
        assert public.unknown_reasons[name]
    assert (public.suppliers.num_rows, public.candidates.num_rows, public.points.num_rows) == (0, 0, 0)


def test_no_row_that_counts_suppliers_counts_one_or_two(public) -> None:
    for table in public.tables.values():
        for column in {"supplier_count", "local_supplier_count", "top_count"} & set(table.column_names):
            assert not {1, 2} & set(table[column].to_pylist()), column


def test_only_the_local_share_is_told_of_single_anchors(public) -> None:
    for name, table in public.tables.items():
        if "anchor_id" in table.column_names and name != "local_share":
            assert set(table["anchor_id"].to_pylist()) <= {"all"}, name


def test_the_headline_is_that_of_the_study(real, public) -> None:
    assert public.tables["local_share"].to_pylist()[0] == real.tables["local_share"].to_pylist()[0]


@pytest.mark.parametrize("section_id", DESCRIBERS)
def test_every_section_can_be_drawn_for_the_public(public, section_id) -> None:
    assert describe_section(public, section_id).blocks


def test_a_part_of_few_suppliers_goes_with_the_smallest_other_so_that_the_total_does_not_tell_it() -> None:
    rows = [part("large", 50, 900), part("small", 3, 20), part("tiny", 1, 5), part("empty", 0, 0)]

    assert [row["name"] for row in whole_without(rows, "amount_gbp")] == ["large", "empty"]


def test_parts_of_enough_suppliers_all_stay() -> None:
    rows = [part("large", 50, 900), part("small", 3, 20)]

    assert whole_without(rows, "amount_gbp") == rows


def test_a_local_figure_of_few_suppliers_is_hidden_with_one_more_of_its_ring(make_report) -> None:
    rows = [in_ring("A", "preston", 2), in_ring("B", "preston", 5), in_ring("C", "preston", 9)]

    assert hidden(nested_shown(rows, "need_category_code", make_report())) == {("A", "preston"), ("B", "preston")}


def test_a_ring_with_one_supplier_more_than_the_ring_inside_is_hidden(make_report) -> None:
    rows = [in_ring("A", "preston", 5), in_ring("A", "lancashire", 6)]

    assert hidden(nested_shown(rows, "need_category_code", make_report())) == {("A", "lancashire")}


def test_a_figure_is_hidden_where_fewer_than_three_suppliers_are_outside(make_report) -> None:
    rows = [in_ring("A", "preston", 10, whole=12)]

    assert hidden(nested_shown(rows, "need_category_code", make_report())) == {("A", "preston")}


def test_steps_of_concentration_are_three_suppliers_apart() -> None:
    steps = [{"top_count": count, "supplier_count": 21} for count in (1, 5, 6, 10, 20, 21)]

    assert [step["top_count"] for step in steps_shown(steps)] == [5, 10, 21]


def test_an_anchor_of_few_local_suppliers_is_hidden_and_so_is_one_more(real) -> None:
    rows = real.tables["top_suppliers"].to_pylist()
    kept = [row for row in rows if row["anchor_id"] != "prestons-college" or row["band_id"] != "preston"]
    few = replace(
        real,
        tables={
            **real.tables,
            "top_suppliers": pa.Table.from_pylist(kept, schema=real.tables["top_suppliers"].schema),
        },
    )

    shares = [row for row in suppressed(few).tables["local_share"].to_pylist() if row["ring_id"] == "preston"]

    blanked = {row["anchor_id"] for row in shares if row["local_gbp"] is None}
    assert "prestons-college" in blanked
    assert len(blanked) == 2
    assert "all" not in blanked


def test_an_anchor_that_pays_two_suppliers_is_not_told_of_at_all_nor_is_the_smallest_other(real) -> None:
    rows = real.tables["local_share"].to_pylist()
    two = [{**row, "supplier_count": 2} if row["anchor_id"] == "community-gateway" else row for row in rows]
    table = pa.Table.from_pylist(two, schema=real.tables["local_share"].schema)

    shown = suppressed(replace(real, tables={**real.tables, "local_share": table})).tables["local_share"].to_pylist()

    smallest = min(
        (row for row in rows if row["anchor_id"] not in {"all", "community-gateway"}),
        key=lambda row: row["analysed_gbp"],
    )
    gone = {row["anchor_id"] for row in rows} - {row["anchor_id"] for row in shown}
    assert gone == {"community-gateway", smallest["anchor_id"]}


def test_a_headline_of_few_suppliers_is_not_published_at_all(real) -> None:
    nobody = {**real.tables, "top_suppliers": real.tables["top_suppliers"].slice(0, 2)}

    with pytest.raises(TooFewSuppliersError, match="choose a wider ring"):
        suppressed(replace(real, tables=nobody))
