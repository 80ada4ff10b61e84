"""By how much local spend changed from one period to the next, split into a change of share and a change of volume.

    change = (share after - share before) x spend after  +  share before x (spend after - spend before)

The first term is the share effect, the second the volume effect. Like is compared with like only: the same definition of local,
kinds and thresholds hold throughout a study; an anchor whose data do not cover both periods, and periods of different length, are refused
with the difference named. Pooled figures hold the anchors that cover both periods. In mode `placed`, spend is placed spend.
"""

import ibis
from ibis.expr.types import StringValue, Table

from ourplace.indicators.comparable_periods import PAIR, amounts_after, amounts_before, comparisons
from ourplace.indicators.expected_spend import POOLED_FIRST, local_figures, ring_chances, rings
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, StudyTables


def change(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per anchor (and `all`), ring and pair of periods, with the two effects where they compare."""
    keys = ["anchor_id", *PAIR]
    chances = ring_chances(tables, settings.definition_id)
    frame = comparisons(tables).cross_join(rings(tables)).cross_join(_mode(tables, settings))
    before = _side(local_figures(tables, amounts_before(tables), chances=chances, keys=keys), "before")
    after = _side(local_figures(tables, amounts_after(tables), chances=chances, keys=keys), "after")
    sides = before.inner_join(after, [*keys, "ring_id"])
    joined = frame.left_join(sides, [*keys, "ring_id"])
    return _arranged(_with_effects(joined.drop([name for name in joined.columns if name.endswith("_right")])))


def _mode(tables: StudyTables, settings: Settings) -> Table:
    """Return the one row that holds the mode of the chosen definition."""
    return tables.definitions.filter(tables.definitions.definition_id == settings.definition_id).select("mode")


def _side(figures: Table, side: str) -> Table:
    """Return one period's figures under names that say which period it is."""
    columns = ["analysed_gbp", "placed_gbp", "located_gbp", "local_gbp", "local_share"]
    renamed = {f"{name}_{side}": name for name in columns}
    return figures.select("anchor_id", *PAIR, "ring_id", *columns).rename(renamed)


def _with_effects(rows: Table) -> Table:
    """Return the rows with the change and its two effects, null where the periods do not compare."""
    has_figures = rows.local_share_before.notnull() & rows.local_share_after.notnull()
    is_comparable = rows.refusal.isnull() & has_figures
    changed = rows.local_gbp_after - rows.local_gbp_before
    gained = (rows.local_share_after - rows.local_share_before) * rows.located_gbp_after.cast("float64")
    nothing = ibis.null(MONEY)
    effects = rows.mutate(
        is_comparable=is_comparable,
        change_gbp=ibis.ifelse(is_comparable, changed.cast(MONEY), nothing),
        share_effect_gbp=ibis.ifelse(is_comparable, gained.cast(MONEY), nothing),
        reason=_reason(rows, has_figures),
    )
    # The volume effect is what the share effect leaves of the change, so that the two add up to the penny.
    return effects.mutate(volume_effect_gbp=(effects.change_gbp - effects.share_effect_gbp).cast(MONEY))


def _reason(rows: Table, has_figures: ibis.expr.types.BooleanValue) -> StringValue:
    """Return why the periods do not compare, or what to know where they do, or null."""
    placed = ibis.ifelse(rows["mode"] == "placed", "spend is placed spend only", ibis.null("string"))
    note = ibis.coalesce(rows.note + "; " + placed, rows.note, placed)
    return ibis.cases(
        (rows.refusal.notnull(), rows.refusal),
        (rows["mode"] == "bounds_only", "the registers at hand allow bounds only, and so no change"),
        (~has_figures, "one of the periods has no spend to take a share of"),
        else_=note,
    )


def _arranged(rows: Table) -> Table:
    """Return the columns in their order."""
    return rows.order_by(POOLED_FIRST, "anchor_id", *PAIR, "ring_index").select(
        "anchor_id",
        "ring_id",
        "ring_index",
        *PAIR,
        "analysed_gbp_before",
        "analysed_gbp_after",
        "placed_gbp_before",
        "placed_gbp_after",
        "local_share_before",
        "local_share_after",
        "change_gbp",
        "share_effect_gbp",
        "volume_effect_gbp",
        "is_comparable",
        "reason",
    )
