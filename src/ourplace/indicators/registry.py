"""Every indicator, one line each: what it is called, what computes it and which of its figures carry an interval."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

import ibis
from ibis.expr.types import Table

from ourplace.indicators import (
    business_types,
    change,
    concentration,
    coverage,
    definition_sensitivity,
    deprivation,
    flow,
    influenceable,
    local_share,
    local_supply,
    need_categories,
    overlap,
    peer_list,
    sectors,
    sizes,
    spend_by_band,
    spend_by_kind,
    suppliers_to_review,
    top_suppliers,
)
from ourplace.indicators.comparable_periods import PAIR, amounts_after, amounts_before, amounts_changed
from ourplace.indicators.exceptions import UnknownIndicatorError
from ourplace.indicators.expected_spend import amounts_by
from ourplace.indicators.intervals import Interval, Quantity
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import StudyTables, empty_study_tables


@dataclass(frozen=True)
class Indicator:
    """One figure, or table of figures, that a study gives.

    Attributes:
        indicator_id: its name in files, commands and documentation.
        title: its name for people.
        sentence: its definition, the first line of its module.
        method: how it is worked out, the rest of that text.
        function: from the study's tables and settings to an Ibis table.
        intervals: which of its columns get a low and a high end.
    """

    indicator_id: str
    title: str
    sentence: str
    method: str
    function: Callable[[StudyTables, Settings], Table]
    intervals: Sequence[Interval] = ()


@dataclass(frozen=True)
class Explanation:
    """What a figure means and how it is computed, for `ourplace explain`."""

    title: str
    sentence: str
    method: str
    sql: str


def all_indicators() -> Sequence[Indicator]:
    """Return every indicator, in the order in which a report would take them."""
    return INDICATORS


def indicator(indicator_id: str) -> Indicator:
    """Return the indicator of that id.

    Raises:
        UnknownIndicatorError: there is none.
    """
    for one in INDICATORS:
        if one.indicator_id == indicator_id:
            return one
    raise UnknownIndicatorError(
        f"There is no indicator '{indicator_id}'",
        why=f"the indicators are {', '.join(one.indicator_id for one in INDICATORS)}",
        next_step="choose one of them",
    )


def explain(indicator_id: str) -> Explanation:
    """Return the definition of an indicator, how it is worked out, and its query over the tables of a study.

    Raises:
        UnknownIndicatorError: there is no indicator of that id.
    """
    one = indicator(indicator_id)
    # Any names do: they stand in the query where the study's own would.
    settings = Settings(definition_id="<definition>", headline_ring_id="<headline ring>")
    sql = ibis.to_sql(one.function(empty_study_tables(), settings), dialect="duckdb")
    return Explanation(title=one.title, sentence=one.sentence, method=one.method, sql=str(sql))


def output_columns(indicator_id: str) -> list[tuple[str, str]]:
    """Return the name and the type of every column of an indicator, intervals included, in order.

    Raises:
        UnknownIndicatorError: there is no indicator of that id.
    """
    one = indicator(indicator_id)
    settings = Settings(definition_id="<definition>", headline_ring_id="<headline ring>")
    schema = one.function(empty_study_tables(), settings).schema()
    figures = {column for interval in one.intervals for column in interval.figures}
    return [
        (full, str(kind))
        for name, kind in schema.items()
        for full in ((name, f"{name}_low", f"{name}_high") if name in figures else (name,))
    ]


def _line(module: ModuleType, title: str, *intervals: Interval) -> Indicator:
    """Return the indicator that a module defines: its text is the definition, its namesake function the method."""
    indicator_id = module.__name__.rpartition(".")[2]
    sentence, _, method = inspect.cleandoc(module.__doc__ or "").partition("\n")
    return Indicator(indicator_id, title, sentence, method.strip(), getattr(module, indicator_id), intervals)


_FIGURES = {"local_gbp": Quantity.LOCAL, "local_share": Quantity.LOCAL_SHARE, "leakage_gbp": Quantity.LEAKAGE}
_BANDS = {"amount_gbp": Quantity.IN_BAND, "share": Quantity.BAND_SHARE}
_PARTS = {"local_gbp": Quantity.LOCAL, "local_share": Quantity.LOCAL_SHARE}
_SHARE = {"local_share": Quantity.LOCAL_SHARE}
_BEFORE = {"local_share_before": Quantity.LOCAL_SHARE}
_AFTER = {"local_share_after": Quantity.LOCAL_SHARE}
_CHANGE = {"change_gbp": Quantity.LOCAL}


def _by(keys: tuple[str, ...], figures: dict[str, Quantity], *, every_definition: bool = False) -> Interval:
    """Return the interval of figures over the analysed spend of each group."""
    return Interval(amounts_by(*keys), keys, figures, every_definition)


_PAIRS = ("anchor_id", *PAIR)

INDICATORS: Sequence[Indicator] = (
    _line(local_share, "Local share and leakage", _by(("anchor_id",), _FIGURES)),
    _line(spend_by_band, "Spend by band", _by(("anchor_id",), _BANDS)),
    _line(spend_by_kind, "Spend by kind of payment"),
    _line(coverage, "Coverage"),
    _line(concentration, "Concentration"),
    _line(need_categories, "Need categories", _by(("anchor_id", "need_category_code"), _FIGURES)),
    _line(sectors, "Sectors", _by(("anchor_id", "sic_section_code"), _FIGURES)),
    _line(business_types, "Business types", _by(("anchor_id", "business_type"), _PARTS)),
    _line(sizes, "Sizes of suppliers"),
    _line(deprivation, "Deprivation"),
    _line(overlap, "Suppliers shared between anchors"),
    _line(peer_list, "Peer list"),
    _line(
        change,
        "Change between periods",
        Interval(amounts_before, _PAIRS, _BEFORE),
        Interval(amounts_after, _PAIRS, _AFTER),
        Interval(amounts_changed, _PAIRS, _CHANGE),
    ),
    _line(
        definition_sensitivity,
        "Sensitivity to the definition of local",
        _by(("anchor_id",), _SHARE, every_definition=True),
    ),
    _line(suppliers_to_review, "Suppliers to review"),
    _line(top_suppliers, "Largest suppliers"),
    _line(flow, "Flow of money"),
    _line(influenceable, "Influenceable spend"),
    _line(local_supply, "Local supply"),
)
