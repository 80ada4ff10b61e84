"""One figure with all that it rests on: its definition, what is divided by what, what was left out, how sure it is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ourplace.indicators import indicator
from ourplace.parameters import all_parameters, parameter_value
from ourplace.reports.keys import row_of, title_of
from ourplace.reports.names import WITHHELD_EXPLANATION, individual_ids, individual_names, printable_names
from ourplace.reports.reading import rows_of
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.wording import UNKNOWN, WITHHELD, day, percent, pounds_and_pence

NO_INTERVAL = "It is counted from the payments, not estimated, so that it has no interval."
# Of each amount, the words for it; the first that a row has is what a share is worked out from.
NUMERATORS: Mapping[str, str] = {
    "local_gbp": "expected to reach suppliers in the ring",
    "top_gbp": "paid to the largest suppliers",
    "bought_gbp": "paid to the supplier by the other anchor",
    "change_gbp": "the change of what stays",
    "amount_gbp": "paid",
    "leakage_gbp": "expected to leave the ring",
    "analysed_gbp": "analysed",
}
OF_PUBLISHED = frozenset({"spend_by_kind", "influenceable", "coverage"})
_LOCAL = ("indicators_local_probability", "indicators_simulated_variance_share")
PARAMETERS: Mapping[str, Sequence[str]] = {
    "local_share": _LOCAL,
    "spend_by_band": ("indicators_simulated_variance_share",),
    "need_categories": _LOCAL,
    "sectors": ("sic_sections", *_LOCAL),
    "business_types": _LOCAL,
    "definition_sensitivity": _LOCAL,
    "change": ("indicators_period_length_tolerance", *_LOCAL),
    "concentration": ("indicators_top_counts",),
    "coverage": ("suppliers_confident_match",),
    "deprivation": ("indicators_local_probability",),
    "influenceable": ("indicators_influenceable_kinds", "feasible_need_categories"),
    "local_supply": (
        "indicators_local_probability",
        "indicators_need_category_industries",
        "indicators_paid_supplier_names",
    ),
    "peer_list": ("indicators_local_probability", "indicators_peer_list_depth", "indicators_peer_list_minimum_gbp"),
    "suppliers_to_review": ("indicators_review_target_points", "indicators_unplaced_local_probability"),
    "top_suppliers": ("indicators_top_suppliers",),
}
LEFT_OUT: Mapping[str, str] = {
    "not_analysed_gbp": "published but not analysed: grants, payments to other public bodies, money passed through",
    "redacted_gbp": "of that, payees whose names are redacted",
    "unplaced_gbp": "analysed, with suppliers whose place no fact tells",
}


@dataclass(frozen=True)
class Amount:
    """Pounds with the words for what they are."""

    gbp: Decimal
    words: str

    @property
    def shown(self) -> str:
        """Return the pounds to the penny."""
        return pounds_and_pence(self.gbp)


@dataclass(frozen=True)
class Explained:
    """A figure and what it rests on; `values` are all columns of its row in words, `intervals` those with a low and a high end."""

    indicator_id: str
    indicator_title: str
    title: str
    sentence: str
    method: str
    row: Row
    numerator: Amount | None
    denominator: Amount | None
    left_out: Sequence[Amount]
    intervals: Sequence[tuple[str, str, str]]
    values: Sequence[tuple[str, str]]
    parameters: Sequence[tuple[str, str, str]]
    documentation: str


def explained(report: Report, indicator_id: str, key: str) -> Explained:
    """Return one row of an indicator's table with all that it rests on; individuals are not named.

    Raises:
        NoSuchViewError: the report has no such figure.
    """
    row = named_as_printed(report, row_of(report, indicator_id, key))
    one = indicator(indicator_id)
    coverage = next(iter(rows_of(report, "coverage", anchor_id=row.get("anchor_id", ALL_ANCHORS))), None)
    return Explained(
        indicator_id=indicator_id,
        indicator_title=one.title,
        title=title_of(report, indicator_id, row),
        sentence=one.sentence,
        method=one.method,
        row=row,
        numerator=numerator_of(row),
        denominator=denominator_of(indicator_id, row, coverage),
        left_out=[Amount(coverage[name], words) for name, words in LEFT_OUT.items() if coverage and coverage[name]],
        intervals=intervals_of(row),
        values=[(name, in_words(name, value)) for name, value in row.items()],
        parameters=parameters_of(indicator_id),
        documentation=f"reference/indicators/{indicator_id}/",
    )


def named_as_printed(report: Report, row: Row) -> Row:
    """Return a row with the names of individuals withheld, wherever they are in it."""
    shown = dict(row)
    if row.get("is_individual") or row.get("supplier_id") in individual_ids(report):
        shown |= {name: WITHHELD for name in ("supplier_name",) if name in row}
        shown |= {name: WITHHELD_EXPLANATION for name in ("explanation",) if name in row}
    if "paid_supplier_names" in row:
        shown["paid_supplier_names"] = printable_names(row["paid_supplier_names"] or [], individual_names(report))
    return shown


def numerator_of(row: Row) -> Amount | None:
    """Return the pounds that a figure is about; None where it has none."""
    return next((Amount(row[name], words) for name, words in NUMERATORS.items() if row.get(name) is not None), None)


def denominator_of(indicator_id: str, row: Row, coverage: Row | None) -> Amount | None:
    """Return the pounds that a figure's share is of; None where it is no share, or nothing says."""
    if row.get("local_gbp") is not None and row.get("mode") == "placed":
        return Amount(row["placed_gbp"], "analysed spend whose place is known")
    if row.get("local_gbp") is not None and "analysed_gbp" in row:
        return Amount(row["analysed_gbp"], "analysed spend")
    if coverage is None or not any(name.endswith("share") for name in row):
        return None
    if indicator_id in OF_PUBLISHED:
        return Amount(coverage["published_gbp"], "published spend")
    return Amount(coverage["analysed_gbp"], "analysed spend")


def intervals_of(row: Row) -> list[tuple[str, str, str]]:
    """Return the columns of a row that have an interval, each with its low and its high end in words."""
    return [
        (name, in_words(name, row[f"{name}_low"]), in_words(name, row[f"{name}_high"]))
        for name in row
        if f"{name}_low" in row and row[f"{name}_low"] is not None
    ]


def in_words(name: str, value: Any) -> str:
    """Return one value as people read it, from the unit that its column's name states.

    >>> in_words("local_share", 0.0513), in_words("local_gbp", Decimal("38475123.5")), in_words("supplier_count", 2196)
    ('5.13%', '£38,475,123.50', '2,196')
    """
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, (bool, dt.date)):
        return day(value) if isinstance(value, dt.date) else ("yes" if value else "no")
    if value is None or isinstance(value, str):
        return UNKNOWN if value is None else value
    return _number_in_words(name, value)


def _number_in_words(name: str, value: float | Decimal) -> str:
    if "_gbp" in name and "gbp2" not in name:
        return pounds_and_pence(value)
    if "share" in name or "probability" in name:
        return percent(value, places=2)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def parameters_of(indicator_id: str) -> list[tuple[str, str, str]]:
    """Return the parameters that an indicator rests on: each with its value and unit today, and what it is."""
    every = all_parameters()
    found = []
    for name in PARAMETERS.get(indicator_id, ()):
        value = parameter_value(name)
        words = f"{value} {every[name].unit}" if isinstance(value, (int, float, str)) else every[name].unit
        found.append((name, words, every[name].description))
    return found
