"""What the public sees of a real run, and who stands behind what it sees."""

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ourplace.parameters import parameter_value
from ourplace.reports import Contributions, Report, TooFewSuppliersError, describe_section, render_html, suppressed
from ourplace.reports.page.sections import DESCRIBERS
from ourplace.reports.public import LOCAL_COLUMNS, blank
from ourplace.studies import LastRun, contributions_of, public_report_of, report_of


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    return report_of(preston_run)


@pytest.fixture(scope="module")
def behind(preston_run: LastRun) -> Contributions:
    return contributions_of(preston_run)


@pytest.fixture(scope="module")
def public(real: Report, behind: Contributions) -> Report:
    return suppressed(real, behind)


def paid(behind: Contributions, change: Callable[[dict], float | None]) -> Contributions:
    """Return the contributions with other amounts; what is None is left out."""
    rows = [{**row, "amount_gbp": change(row)} for row in behind.spend.to_pylist()]
    kept = [row for row in rows if row["amount_gbp"] is not None]
    return replace(behind, spend=pa.Table.from_pylist(kept, schema=behind.spend.schema))


def places(behind: Contributions) -> dict[str, str]:
    """Return each supplier's most probable band."""
    best: dict[str, tuple[float, str]] = {}
    for row in behind.places.filter(pc.equal(behind.places["definition_id"], "premises")).to_pylist():
        best[row["supplier_id"]] = max(
            best.get(row["supplier_id"], (0.0, "")), (row["known_probability"], row["band_id"])
        )
    return {supplier: band for supplier, (_, band) in best.items()}


def test_nobody_is_named_in_anything_the_public_sees(real, public) -> None:
    names = {name for name in real.suppliers["supplier_name"].to_pylist() if len(name) > 6}
    page = render_html(public)

    assert [name for name in names if name in page] == []
    assert public.notes[0] in page


def test_the_page_states_the_rule_that_is_in_force(public) -> None:
    (note,) = public.notes
    assert note.startswith(
        f"Figures behind which fewer than {parameter_value('public_fewest_suppliers')} suppliers stand"
    )
    assert parameter_value("public_fewest_suppliers") == 3
    assert parameter_value("public_dominance_percent") <= 10


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


def test_the_contributions_add_up_to_the_figures_to_the_penny(real, behind) -> None:
    lines = [row for row in behind.spend.to_pylist() if row["is_in_period"]]
    for column, name in (("need_category_code", "need_categories"), ("sic_section_code", "sectors"), ("business_type", "business_types"), ("size", "sizes")):  # fmt: skip
        rows = [row for row in real.tables[name].to_pylist() if row["anchor_id"] == "all"]
        for row in {row[column]: row for row in rows}.values():
            mine = [one for one in lines if one["is_analysed"] and one[column] == row[column]]
            assert sum(one["amount_gbp"] for one in mine) == pytest.approx(
                float(row.get("analysed_gbp", row.get("amount_gbp"))), abs=0.01
            )
            assert len({one["supplier_id"] for one in mine}) == row["supplier_count"]


def test_all_suppliers_are_counted_and_not_the_most_paid_only(real, behind) -> None:
    everybody = next(
        row["supplier_count"] for row in real.tables["local_share"].to_pylist() if row["anchor_id"] == "all"
    )

    assert everybody > real.tables["top_suppliers"].to_pylist()[-1]["supplier_rank"]
    analysed = [row for row in behind.spend.to_pylist() if row["is_analysed"] and row["is_in_period"]]
    assert len({row["supplier_id"] for row in analysed}) == everybody


def test_the_local_share_of_an_anchor_with_two_local_suppliers_is_hidden_and_so_is_one_more(real, behind) -> None:
    band = places(behind)
    local = [
        row["supplier_id"]
        for row in behind.spend.to_pylist()
        if row["anchor_id"] == "prestons-college" and row["is_analysed"] and band[row["supplier_id"]] == "preston"
    ]
    few = sorted(set(local))[:2]

    def keep(row: dict) -> float | None:
        is_more = row["anchor_id"] == "prestons-college" and row["supplier_id"] in set(local) - set(few)
        return None if is_more else row["amount_gbp"]

    shares = suppressed(real, paid(behind, keep)).tables["local_share"].to_pylist()

    blanked = {row["anchor_id"] for row in shares if row["ring_id"] == "preston" and row["local_gbp"] is None}
    assert "prestons-college" in blanked
    assert len(blanked) >= 2
    assert "all" not in blanked


def test_an_anchor_whose_share_is_hidden_is_not_said_to_spend_nothing(public) -> None:
    rows = public.tables["local_share"].to_pylist()
    hidden = [
        blank({**row, "mode": "placed"}, LOCAL_COLUMNS) if row["anchor_id"] == "prestons-college" else row
        for row in rows
    ]
    table = pa.Table.from_pylist(hidden, schema=public.tables["local_share"].schema)

    page = render_html(replace(public, tables={**public.tables, "local_share": table}))

    assert "of £0" not in page


def test_a_category_that_one_supplier_dominates_is_hidden_though_many_are_in_it(real, behind, public) -> None:
    shown = {row["need_category_code"] for row in public.tables["need_categories"].to_pylist()}
    category = min(code for code in shown if code)
    first = next(row["supplier_id"] for row in behind.spend.to_pylist() if row["need_category_code"] == category)

    def shrink(row: dict) -> float:
        is_other = row["need_category_code"] == category and row["supplier_id"] != first
        return row["amount_gbp"] / 1e4 if is_other else row["amount_gbp"]

    dominated = suppressed(real, paid(behind, shrink)).tables["need_categories"].to_pylist()

    assert category not in {row["need_category_code"] for row in dominated}
    assert len({row["need_category_code"] for row in dominated}) > len(shown) / 2


def test_an_anchor_that_pays_two_suppliers_is_not_told_of_at_all_nor_is_one_more(real, behind) -> None:
    mine = [row["supplier_id"] for row in behind.spend.to_pylist() if row["anchor_id"] == "community-gateway"]
    two = sorted(set(mine))[:2]
    few = paid(
        behind,
        lambda row: (
            None if row["anchor_id"] == "community-gateway" and row["supplier_id"] not in two else row["amount_gbp"]
        ),
    )

    shown = {row["anchor_id"] for row in suppressed(real, few).tables["local_share"].to_pylist()}

    gone = {anchor.anchor_id for anchor in real.anchors} - shown
    assert "community-gateway" in gone
    assert len(gone) >= 2


def test_a_headline_of_two_suppliers_is_not_published_at_all(real, behind) -> None:
    band = places(behind)
    local = sorted({supplier for supplier, where in band.items() if where == "preston"})[:2]
    alone = paid(
        behind,
        lambda row: (
            row["amount_gbp"] if band[row["supplier_id"]] != "preston" or row["supplier_id"] in local else None
        ),
    )

    with pytest.raises(TooFewSuppliersError, match="choose a wider ring"):
        suppressed(real, alone)


def test_what_the_public_may_see_is_worked_out_once(preston_run, public) -> None:
    first, again = public_report_of(preston_run), public_report_of(preston_run)

    assert first.tables == again.tables
    assert {name: table.to_pylist() for name, table in first.tables.items()} == {
        name: table.to_pylist() for name, table in public.tables.items()
    }
    assert first.unknown_reasons == public.unknown_reasons
