"""What of a report anybody may see: no figure behind which few suppliers stand, or one is nearly all of it, and none that tells one.

The rule, and the working out of what the figures shown give away, are in `ourplace.reports.disclosure`; here is which tables the
public sees, and what in each of them adds up to what.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa

from ourplace.reports.contributions import WHOLE, Amounts, Contributions, Grid, Weights, parts_of, whole_parts
from ourplace.reports.disclosure import Column, Figure, Layout, Parts, Rule, Vector, showable
from ourplace.reports.exceptions import TooFewSuppliersError
from ourplace.reports.headline import headline_row
from ourplace.reports.reading import headline_ring, ordered_bands, rings, rows_of
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.seen import without_rows

ONE_SUPPLIER = "each of its figures is about one supplier, and the public sees none that is"
UNCOUNTED = "which suppliers stand behind each of its figures is not counted, so the public does not see it"
NOTHING_LEFT = "every one of its figures is about too few suppliers, or would give one of those away"
PRIVATE: Mapping[str, str] = {
    "top_suppliers": ONE_SUPPLIER,
    "overlap": ONE_SUPPLIER,
    "peer_list": ONE_SUPPLIER,
    "suppliers_to_review": ONE_SUPPLIER,
    "points": ONE_SUPPLIER,
    "flow": UNCOUNTED,
    "influenceable": UNCOUNTED,
    "deprivation": UNCOUNTED,
    "receipts": UNCOUNTED,
}
LOCAL_COLUMNS = (
    "local_gbp", "local_gbp_low", "local_gbp_high", "local_share", "local_share_low", "local_share_high", "leakage_gbp",
    "leakage_gbp_low", "leakage_gbp_high", "bound_low_gbp", "bound_high_gbp", "bound_low_share", "bound_high_share",
    "standard_error_gbp", "placed_gbp", "placed_share", "local_supplier_count",
)  # fmt: skip
UNCOUNTED_COLUMNS: Mapping[str, Sequence[str]] = {
    "business_types": ("placed_gbp", "local_gbp", "local_gbp_low", "local_gbp_high", "local_share", "local_share_low", "local_share_high"),
    "coverage": ("redacted_gbp", "matched_gbp", "negative_gbp"),
}  # fmt: skip
BY_PLACE: Mapping[str, str] = {"need_categories": "need_category_code", "sectors": "sic_section_code"}
BY_TRAIT: Mapping[str, str] = {"business_types": "business_type", "sizes": "size"}
NOT_KNOWN = "not known"
Rows = list[Row]


def public_sentence() -> str:
    """Return what the public is told of what it does not see, under the rule in force."""
    return (
        f"Figures behind which fewer than {Rule.in_force().fewest} suppliers stand, or of which one supplier is nearly all, are not "
        "shown to the public, nor those from which one could be worked out: they read ‘unknown’. Nobody is named."
    )


def suppressed(report: Report, contributions: Contributions) -> Report:
    """Return the report as the public may see it; `contributions` say who stands behind its figures, all of them.

    Tables whose every figure is about one supplier are emptied; the rest keep what is about all anchors together, with the figures
    blank that must not be told. Of single anchors only the local share stays. The rule is `Rule.in_force`.

    Raises:
        TooFewSuppliersError: that would hide the headline itself.
    """
    behind = BehindPublic(report, contributions, Rule.in_force())
    pooled = {name: only_pooled(rows) for name, rows in report.tables.items() if name != "local_share"}
    shown = dict(pooled)
    shown["local_share"] = rewritten(report.tables["local_share"], behind.shares_shown)
    shown["spend_by_band"] = pooled["spend_by_band"] if behind.may_tell_bands else pooled["spend_by_band"].slice(0, 0)
    shown["spend_by_kind"] = rewritten(pooled["spend_by_kind"], behind.kinds_shown)
    shown["coverage"] = rewritten(pooled["coverage"], behind.coverage_shown)
    shown["concentration"] = rewritten(pooled["concentration"], behind.steps_shown)
    for name, column in BY_PLACE.items():
        shown[name] = rewritten(pooled[name], partial(behind.places_shown, column))
    for name, column in BY_TRAIT.items():
        shown[name] = rewritten(pooled[name], partial(behind.traits_shown, name, column))
    shown["local_supply"] = rewritten(
        pooled["local_supply"], partial(supply_shown, categories=shown["need_categories"])
    )
    shown["definition_sensitivity"] = rewritten(pooled["definition_sensitivity"], behind.definitions_shown)
    shown["change"] = rewritten(pooled["change"], partial(behind.changes_shown, report.tables["change"].to_pylist()))
    return made_public(report, shown, emptied(pooled, shown))


def made_public(report: Report, tables: Mapping[str, pa.Table], reasons: Mapping[str, str]) -> Report:
    """Return a report with the tables that the public may see, why some of them are empty, and nothing else that names anybody.

    Raises:
        TooFewSuppliersError: the headline is hidden in them.
    """
    public = replace(
        without_rows(replace(report, tables=tables), {**PRIVATE, **reasons}),
        suppliers=report.suppliers.slice(0, 0),
        candidates=report.candidates.slice(0, 0),
        payments_by_category=None,
        receipts=(),
        notes=(public_sentence(),),
    )
    refuse_hidden_headline(public)
    return public


def refuse_hidden_headline(public: Report) -> None:
    """Refuse a report of which the headline is hidden.

    Raises:
        TooFewSuppliersError: it is.
    """
    row = headline_row(public) if rows_of(public, "local_share", anchor_id=ALL_ANCHORS) else None
    if row is None or (row["bound_low_share"] is None and row["local_share"] is None):
        raise TooFewSuppliersError(
            f"{headline_ring(public).name} cannot be shown to the public",
            why=f"fewer than {Rule.in_force().fewest} suppliers stand behind its figure or the rest, or one is nearly all of either",
            next_step="choose a wider ring for the headline, or add the spend of more anchors",
        )


@dataclass(frozen=True)
class BehindPublic:
    """Who stands behind the tables that the public sees, and which of their cells may be shown under a rule."""

    report: Report
    contributions: Contributions
    rule: Rule

    @cached_property
    def ring_ids(self) -> list[str]:
        """Return the rings from the inside out."""
        return [band.band_id for band in rings(self.report)]

    @cached_property
    def weights(self) -> tuple[Weights, Weights]:
        """Return where each supplier is under the study's own definition of local."""
        return self.weights_under(self.report.definition_id)

    def weights_under(self, definition_id: str) -> tuple[Weights, Weights]:
        """Return where each supplier is under a definition of local."""
        return self.contributions.weights(definition_id, ordered_bands(self.report))

    def analysed(self, column: str | None = None) -> Amounts:
        """Return the analysed spend of the study's period by a column; where none is named, of all together."""
        return self.contributions.amounts(
            lambda line: named(line[column] if column else ALL_ANCHORS) if line["is_analysed"] and line["is_in_period"] else None
        )  # fmt: skip

    def shown_of(self, column: str | None, *, shown_ring_ids: Sequence[str] | None) -> frozenset[Hashable]:
        """Return which cells of a table by a column and by ring may be shown, where the rings shown of the whole are known."""
        amounts = self.analysed(column)
        grid = Grid(list(amounts), self.ring_ids)
        worth = {key: sum(parts.values()) for key, parts in amounts.items()}
        layout = grid.layout(
            parts_of(amounts, grid.keys, *self.weights),
            headline=self.report.headline_ring_id,
            worth=worth,
            shown_ring_ids=shown_ring_ids,
        )
        return showable(layout, self.rule)

    @cached_property
    def pooled_cells(self) -> frozenset[Hashable]:
        """Return which cells of all anchors together may be shown."""
        return self.shown_of(None, shown_ring_ids=None)

    @cached_property
    def pooled_ring_ids(self) -> list[str]:
        """Return the rings in which the local share of all anchors together may be shown."""
        return [ring_id for ring_id in self.ring_ids if (ALL_ANCHORS, ring_id) in self.pooled_cells]

    def shares_shown(self, rows: Rows) -> Rows:
        """Return the local shares of all together and of each anchor; an anchor whose whole spend may not be told is left out."""
        cells = self.pooled_cells | self.shown_of("anchor_id", shown_ring_ids=self.pooled_ring_ids)
        kept = [row for row in rows if (row["anchor_id"], WHOLE) in cells]
        return [row if (row["anchor_id"], row["ring_id"]) in cells else blank(row, LOCAL_COLUMNS) for row in kept]

    def places_shown(self, column: str, rows: Rows) -> Rows:
        """Return the rows of a table by a column and by ring, without those whose whole may not be told."""
        cells = self.shown_of(column, shown_ring_ids=self.pooled_ring_ids)
        kept = [row for row in rows if (named(row[column]), WHOLE) in cells]
        return [row if (named(row[column]), row["ring_id"]) in cells else blank(row, LOCAL_COLUMNS) for row in kept]

    def traits_shown(self, name: str, column: str, rows: Rows) -> Rows:
        """Return the rows of a table by a column that is not split by place, without those that may not be told."""
        amounts = self.analysed(column)
        shown = self.wholes_shown(amounts, [list(amounts)])
        return [blank(row, UNCOUNTED_COLUMNS.get(name, ())) for row in rows if named(row[column]) in shown]

    def wholes_shown(self, amounts: Amounts, sums: Sequence[Sequence[Hashable]]) -> frozenset[Hashable]:
        """Return which rows of a table may be shown, where the sums of some of them are known."""
        keys = list(amounts)
        own = np.eye(len(keys))
        figures = [
            Figure(key, [own[place]], (sum(abs(one) for one in amounts[key].values()),))
            for place, key in enumerate(keys)
        ]
        columns = [Column(own[[keys.index(key) for key in group]].sum(axis=0), list(group)) for group in sums if group]
        known = [Figure(("total", place), [one.total], is_known=True) for place, one in enumerate(columns)]
        parts = whole_parts(amounts, keys, len(self.contributions.supplier_index))
        return showable(Layout(parts, [*figures, *known], columns), self.rule)

    def kinds(self, *, analysed: bool) -> Amounts:
        """Return the published spend of the study's period by kind, of the kinds that are analysed or of the others."""
        return self.contributions.amounts(
            lambda line: (line["kind"], analysed)
            if line["is_in_period"] and line["is_analysed"] is analysed
            else None
        )  # fmt: skip

    @cached_property
    def may_tell_published(self) -> bool:
        """Return whether the published spend may stand beside the analysed: the difference is about suppliers too."""
        left_out: dict[int, float] = {}
        for amounts in self.kinds(analysed=False).values():
            for supplier, amount in amounts.items():
                left_out[supplier] = left_out.get(supplier, 0.0) + amount
        return self.is_safe_sum(left_out)

    def is_safe_sum(self, amounts: Mapping[int, float]) -> bool:
        """Return whether the sum of what some suppliers are paid may be told."""
        parts = whole_parts({WHOLE: amounts}, [WHOLE], len(self.contributions.supplier_index))
        return parts.is_safe(np.ones(1), self.rule)

    def kinds_shown(self, rows: Rows) -> Rows:
        """Return the spend by kind, without the kinds that may not be told; payees that are redacted are nobody's figure."""
        analysed, others = self.kinds(analysed=True), self.kinds(analysed=False)
        known = [list(analysed), list(others) if self.may_tell_published else []]
        counted = {**analysed, **others}
        shown = self.wholes_shown(counted, known)
        return [row for row in rows if (key := (row["kind"], row["is_analysed"])) in shown or key not in counted]

    def coverage_shown(self, rows: Rows) -> Rows:
        """Return the coverage with what may not stand beside the rest of it blank."""
        columns = [*UNCOUNTED_COLUMNS["coverage"]]
        if not self.may_tell_published:
            columns += ["published_gbp", "not_analysed_gbp"]
        return [blank(row, columns) for row in rows]

    @cached_property
    def may_tell_bands(self) -> bool:
        """Return whether the spend of every band but the unplaced may be told; of some of them it is not, for the rings would tell the rest."""
        amounts = self.analysed()
        grid = Grid([ALL_ANCHORS], self.ring_ids)
        parts = parts_of(amounts, grid.keys, *self.weights)
        bands = (grid.sum_of([ALL_ANCHORS], band, band) for band in range(grid.band_count - 1))
        return len(self.pooled_ring_ids) == len(self.ring_ids) and all(parts.is_safe(one, self.rule) for one in bands)

    def steps_shown(self, rows: Rows) -> Rows:
        """Return the steps of concentration between which, and after which, the suppliers hide one another."""
        paid = np.array(list(self.analysed().get(ALL_ANCHORS, {}).values()))
        paid = paid[np.argsort(-paid)]
        kept, last = [], 0
        for row in sorted(rows, key=lambda row: row["top_count"]):
            between, rest = paid[last : row["top_count"]], paid[row["top_count"] :]
            if self.hide_one_another(between) and (not rest.size or self.hide_one_another(rest)):
                kept.append(row)
                last = row["top_count"]
        return kept

    def hide_one_another(self, amounts: Vector) -> bool:
        """Return whether some suppliers are enough, and none of them dominates."""
        return amounts.size >= self.rule.fewest and self.rule.allows(amounts)

    def definitions_shown(self, rows: Rows) -> Rows:
        """Return the shares under the definitions of local that neither tell a supplier's place nor differ by that of a few.

        The study's own comes first; another is shown in a ring where what moves between it and each one shown is many suppliers'.
        """
        own = self.report.definition_id
        ids = sorted({row["definition_id"] for row in rows}, key=lambda name: (name != own, name))
        amounts = self.analysed()
        grid = Grid([ALL_ANCHORS], self.ring_ids)
        shown: dict[str, list[tuple[Weights, Weights]]] = {ring_id: [] for ring_id in self.pooled_ring_ids}
        allowed = {(own, ring_id) for ring_id in self.pooled_ring_ids}
        for definition_id in ids:
            weights = self.weights_under(definition_id)
            layout = grid.layout(
                parts_of(amounts, grid.keys, *weights), headline=self.report.headline_ring_id, worth={}, shown_ring_ids=None
            )  # fmt: skip
            cells = showable(layout, self.rule)
            for ring_id, before in shown.items():
                inside = slice(0, self.ring_ids.index(ring_id) + 1)
                local = weights[0][:, inside].sum(axis=1), weights[1][:, inside].sum(axis=1)
                moved = [moved_parts(amounts, local, other) for other in before]
                is_own = definition_id == own
                if is_own or (
                    (ALL_ANCHORS, ring_id) in cells and all(one.is_safe(np.ones(1), self.rule) for one in moved)
                ):
                    before.append(local)
                    allowed.add((definition_id, ring_id))
        return [row for row in rows if (row["definition_id"], row["ring_id"]) in allowed]

    def changes_shown(self, every: Rows, rows: Rows) -> Rows:
        """Return the changes of all anchors together in rings that may be told in both periods and by which they differ."""
        return [row for row in rows if not row["is_comparable"] or self.may_tell_change(row, every)]

    def may_tell_change(self, row: Row, every: Rows) -> bool:
        """Return whether a change may be told: of its anchors, what stays before and after, and what changed."""
        same = ("ring_id", "period_id_before", "period_id_after")
        anchors = {
            one["anchor_id"] for one in every if one["is_comparable"] and all(one[name] == row[name] for name in same)
        }
        if row["ring_id"] not in self.pooled_ring_ids:
            return False
        before, after = (self.paid_in(row[f"period_id_{side}"], frozenset(anchors)) for side in ("before", "after"))
        inside = slice(0, self.ring_ids.index(row["ring_id"]) + 1)
        estimate, known = (weights[:, inside].sum(axis=1) for weights in self.weights)
        return all(
            self.rule.is_safe(amounts * chance, amounts * evidence, evidence[amounts != 0])
            for amounts in (before, after, after - before)
            for chance, evidence in ((estimate, known), (1 - estimate, 1 - known))
        )

    def paid_in(self, period_id: str, anchors: frozenset[str]) -> Vector:
        """Return what some anchors paid each supplier in a period."""
        found = np.zeros(len(self.contributions.supplier_index))
        for anchor_id in anchors:
            for supplier, amount in self.by_period.get((period_id, anchor_id), {}).items():
                found[supplier] += amount
        return found

    @cached_property
    def by_period(self) -> Amounts:
        """Return the analysed spend of every period that is compared, by period and anchor."""
        return self.contributions.amounts(
            lambda line: (line["period_id"], line["anchor_id"]) if line["is_analysed"] and line["period_id"] else None
        )


def moved_parts(amounts: Amounts, one: tuple[Any, Any], other: tuple[Any, Any]) -> Parts:
    """Return what differs between two figures of the same spend under two definitions of local, as one part.

    Whoever moves at all counts, for it is the difference that is told.
    """
    estimate, known = (now - then for now, then in zip(one, other, strict=True))
    moves = ((np.abs(estimate) > 0) | (np.abs(known) > 0)).astype(float)
    parts = parts_of(amounts, [ALL_ANCHORS], estimate[:, None], known[:, None])
    return replace(parts, presence=parts_of(amounts, [ALL_ANCHORS], moves[:, None], moves[:, None]).presence)


def named(value: str | None) -> str:
    """Return what a row of a table is called among its keys."""
    return NOT_KNOWN if value is None else value


def emptied(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> Mapping[str, str]:
    """Return a reason for each table of which nothing is left."""
    return {name: NOTHING_LEFT for name in before if before[name].num_rows and not after[name].num_rows}


def only_pooled(table: pa.Table) -> pa.Table:
    """Return the rows about all anchors together; all rows where a table is about no single anchor."""
    if "anchor_id" not in table.column_names:
        return table
    return rewritten(table, lambda rows: [row for row in rows if row["anchor_id"] == ALL_ANCHORS])


def rewritten(table: pa.Table, change: Callable[[Rows], Iterable[Mapping[str, Any]]]) -> pa.Table:
    """Return a table of the same columns with rows changed."""
    return pa.Table.from_pylist([dict(row) for row in change(table.to_pylist())], schema=table.schema)


def blank(row: Row, columns: Iterable[str]) -> Row:
    """Return a row without the figures of some columns."""
    return {name: None if name in columns else value for name, value in row.items()}


def supply_shown(rows: Rows, *, categories: pa.Table) -> Rows:
    """Return who could supply what leaves, without names, where the leakage itself is shown."""
    shown = {
        (row["need_category_code"], row["ring_id"]): row["leakage_gbp"]
        for row in categories.to_pylist()
        if row["leakage_gbp"] is not None
    }
    return [
        {**row, "paid_supplier_names": []}
        for row in rows
        if (row["need_category_code"], row["ring_id"]) in shown
    ]  # fmt: skip
