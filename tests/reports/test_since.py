"""The change since an earlier study: the formula, the anchors that both hold, and what cannot be compared."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest

from ourplace.reports import Report, changed_since, describe_section, explained
from ourplace.reports.reading import rows_of
from ourplace.reports.report import Period
from ourplace.studies import LastRun, report_of, report_since

EARLIER = Period(dt.date(2011, 4, 1), dt.date(2012, 3, 31), "April 2011 to March 2012")


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    return report_of(preston_run)


@pytest.fixture(scope="module")
def before(real: Report) -> Report:
    """The same place a year earlier: one anchor fewer, and each pound of the rest was half as many, a tenth of the local ones."""
    anchors = [anchor for anchor in real.anchors if anchor.anchor_id != "prestons-college"]

    college = {row["ring_id"]: row for row in rows_of(real, "local_share", anchor_id="prestons-college")}

    def earlier(row: dict) -> dict:
        left = college[row["ring_id"]] if row["anchor_id"] == "all" else dict.fromkeys(row, 0)
        pounds = {name: round((row[name] - left[name]) / 2, 2) for name in ("analysed_gbp", "placed_gbp")}
        local = round((row["local_gbp"] - left["local_gbp"]) / 10, 2)
        return {**row, **pounds, "local_gbp": local, "local_share": float(local) / float(pounds["analysed_gbp"])}

    rows = [earlier(row) for row in real.tables["local_share"].to_pylist() if row["anchor_id"] != "prestons-college"]
    table = pa.Table.from_pylist(rows, schema=real.tables["local_share"].schema)
    return replace(
        real, title="Preston 2011/12", period=EARLIER, anchors=anchors, tables={**real.tables, "local_share": table}
    )


def row_of(report: Report, anchor_id: str, ring_id: str = "preston") -> dict:
    rows = report.tables["change"].to_pylist()
    return next(row for row in rows if (row["anchor_id"], row["ring_id"]) == (anchor_id, ring_id))


def test_the_two_effects_add_up_to_the_change_of_an_anchor(real, before) -> None:
    row = row_of(changed_since(real, before), "preston-city-council")

    now = next(
        one for one in real.tables["local_share"].to_pylist()
        if (one["anchor_id"], one["ring_id"]) == ("preston-city-council", "preston")
    )  # fmt: skip
    assert row["is_comparable"]
    assert float(row["change_gbp"]) == pytest.approx(0.9 * float(now["local_gbp"]), abs=0.01)
    assert row["share_effect_gbp"] + row["volume_effect_gbp"] == row["change_gbp"]
    assert float(row["volume_effect_gbp"]) == pytest.approx(
        row["local_share_before"] * float(row["analysed_gbp_after"] - row["analysed_gbp_before"]), abs=0.02
    )
    assert row["local_share_after_low"] == now["local_share_low"]


def with_all_together(report: Report, spend: int, share: float) -> Report:
    """Return the report with other figures for all anchors together in every ring."""
    local = round(Decimal(spend) * Decimal(str(share)), 2)
    told = {"analysed_gbp": Decimal(spend), "placed_gbp": Decimal(spend), "local_gbp": local, "local_share": share}
    rows = [row | told if row["anchor_id"] == "all" else row for row in report.tables["local_share"].to_pylist()]
    table = pa.Table.from_pylist(rows, schema=report.tables["local_share"].schema)
    return replace(report, tables={**report.tables, "local_share": table})


def test_manchester_splits_as_the_indicator_splits_it(real) -> None:
    earlier = with_all_together(replace(real, title="Earlier", period=EARLIER), 357_000_000, 0.515)

    row = row_of(changed_since(with_all_together(real, 431_000_000, 0.713), earlier), "all")

    assert (row["change_gbp"], row["share_effect_gbp"], row["volume_effect_gbp"]) == (
        Decimal("123448000.00"),
        Decimal("85338000.00"),
        Decimal("38110000.00"),
    )


def test_all_together_are_the_anchors_that_both_studies_hold(real, before) -> None:
    changed = changed_since(real, before)
    row, alone = row_of(changed, "all"), row_of(changed, "prestons-college")

    each = [row_of(changed, anchor.anchor_id) for anchor in before.anchors]
    assert float(row["change_gbp"]) == pytest.approx(float(sum(one["change_gbp"] for one in each)), abs=0.05)
    assert row["reason"] == "left out, not being in Preston 2011/12: Preston's College"
    assert (alone["is_comparable"], alone["reason"]) == (False, "it is not in Preston 2011/12")
    assert row["local_share_after_low"] is None


def test_the_page_and_the_figure_are_drawn_from_it(real, before) -> None:
    changed = changed_since(real, before)
    section = describe_section(changed, "change")

    assert "more" in section.title
    assert [block.kind for block in section.blocks] == ["figure", "table", "table"]
    table = section.blocks[1]
    found = explained(changed, table.indicator_id, table.keys[0])
    assert found.row["change_gbp"] == row_of(changed, "all")["change_gbp"]


@pytest.mark.parametrize(
    ("unlike", "reason"),
    [
        ({"definition_id": "registered_office"}, "another definition of local"),
        ({"mode": "placed"}, "of another sort"),
        ({"period": Period(dt.date(2011, 10, 1), dt.date(2012, 9, 30), "overlapping")}, "overlap"),
        ({"period": Period(dt.date(2011, 4, 1), dt.date(2011, 9, 30), "half a year")}, "half a year has 183 days"),
    ],
)
def test_studies_that_are_not_alike_are_not_compared_and_it_says_why(real, before, unlike, reason) -> None:
    changed = changed_since(real, replace(before, **unlike))

    assert {row["is_comparable"] for row in changed.tables["change"].to_pylist()} == {False}
    assert reason in describe_section(changed, "change").blocks[0].reason


def test_studies_made_in_different_ways_are_not_compared(preston_run, real, before) -> None:
    rings = preston_run.study.settings.rings[:1]
    other = replace(
        preston_run,
        study=replace(preston_run.study, settings=preston_run.study.settings.model_copy(update={"rings": rings})),
    )

    changed = report_since(preston_run, real, earlier=other, before=before)

    assert "rings" in row_of(changed, "all")["reason"]
    assert row_of(report_since(preston_run, real, earlier=preston_run, before=before), "all")["change_gbp"] > Decimal(
        0
    )
