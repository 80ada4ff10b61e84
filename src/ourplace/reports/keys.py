"""How one row of a results table is told from the others: in an address, and in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ourplace.reports.exceptions import NoSuchViewError
from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.reading import anchor_name, band_label, pooled_flow, ring_name, rows_of
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import sentence_case, word_for

BETWEEN, NOTHING = "~", "none"
KEY_COLUMNS: Mapping[str, Sequence[str]] = {
    "local_share": ("anchor_id", "ring_id"),
    "spend_by_band": ("anchor_id", "band_id"),
    "spend_by_kind": ("anchor_id", "kind"),
    "coverage": ("anchor_id",),
    "concentration": ("anchor_id", "top_count"),
    "need_categories": ("anchor_id", "need_category_code", "ring_id"),
    "sectors": ("anchor_id", "sic_section_code", "ring_id"),
    "business_types": ("anchor_id", "business_type", "ring_id"),
    "sizes": ("anchor_id", "size"),
    "deprivation": ("anchor_id", "imd_decile", "ring_id"),
    "overlap": ("supplier_id",),
    "peer_list": ("anchor_id", "need_category_code", "peer_anchor_id", "supplier_id"),
    "change": ("anchor_id", "ring_id", "period_id_before", "period_id_after"),
    "definition_sensitivity": ("anchor_id", "definition_id", "ring_id"),
    "suppliers_to_review": ("supplier_id",),
    "top_suppliers": ("anchor_id", "supplier_id"),
    "flow": ("anchor_id", "need_category_code", "band_id"),
    "influenceable": ("anchor_id", "answer"),
    "local_supply": ("need_category_code", "ring_id"),
}
# Seen from one need category these hold its rows, and the figures behind them are those of its own indicators.
OF_ONE_CATEGORY: Mapping[str, str] = {"local_share": "need_categories", "spend_by_band": "flow"}


@dataclass(frozen=True)
class FigureRef:
    """Which figure a number on a page is: an indicator, and the key of one row of its table."""

    indicator_id: str
    key: str


def ref_of(indicator_id: str, row: Row) -> FigureRef:
    """Return which figure a row shows; a row that a report holds for one need category is that category's own.

    >>> ref_of("local_share", {"anchor_id": "all", "ring_id": "preston", "need_category_code": "45"})
    FigureRef(indicator_id='need_categories', key='all~45~preston')
    """
    if indicator_id in OF_ONE_CATEGORY and "need_category_code" in row:
        indicator_id = OF_ONE_CATEGORY[indicator_id]
    return FigureRef(indicator_id, key_of(indicator_id, row))


def key_of(indicator_id: str, row: Row) -> str:
    """Return what tells a row from the others of its table.

    >>> key_of("need_categories", {"anchor_id": "all", "need_category_code": None, "ring_id": "preston"})
    'all~none~preston'
    """
    return BETWEEN.join(NOTHING if row[name] is None else str(row[name]) for name in KEY_COLUMNS[indicator_id])


def row_of(report: Report, indicator_id: str, key: str) -> Row:
    """Return the row of a table that a key names; of the flow also what all anchors pay together.

    Raises:
        NoSuchViewError: there is no such table, or no such row in it.
    """
    rows = rows_of(report, indicator_id) if indicator_id in KEY_COLUMNS else []
    rows += pooled_flow(report) if indicator_id == "flow" else []
    for row in rows:
        if key_of(indicator_id, row) == key:
            return row
    raise NoSuchViewError(
        "There is no such figure in this study",
        why="the study has been run again since the link was made, or the link is mistyped",
        next_step="look for the figure on the pages of the picture",
    )


def title_of(report: Report, indicator_id: str, row: Row) -> str:
    """Return what a row is about, for people: `Preston City Council, Furniture, Lancashire`; individuals are not named."""
    return ", ".join(_WORDS[name](report, row) for name in KEY_COLUMNS[indicator_id])


def _supplier(report: Report, row: Row) -> str:
    return printed_name(row, individual_ids(report))


def _tenth(_: Report, row: Row) -> str:
    return "Area not known" if row["imd_decile"] is None else f"Tenth {row['imd_decile']} of ten by deprivation"


def _category(_: Report, row: Row) -> str:
    return str(row["need_category_name"]) if row["need_category_code"] else "Category not known"


def _sector(_: Report, row: Row) -> str:
    return str(row["sic_section_name"]) if row["sic_section_code"] else "Sector not known"


_WORDS: Mapping[str, Callable[[Report, Row], str]] = {
    "anchor_id": lambda report, row: anchor_name(report, row["anchor_id"]),
    "peer_anchor_id": lambda report, row: anchor_name(report, row["peer_anchor_id"]),
    "ring_id": lambda report, row: ring_name(report, row["ring_id"]),
    "band_id": lambda report, row: band_label(report, row["band_id"]),
    "kind": lambda _, row: word_for("kinds", row["kind"]),
    "top_count": lambda _, row: f"Largest {row['top_count']}",
    "need_category_code": _category,
    "sic_section_code": _sector,
    "business_type": lambda _, row: word_for("business_types", row["business_type"]),
    "size": lambda _, row: word_for("sizes", row["size"]),
    "imd_decile": _tenth,
    "supplier_id": _supplier,
    "period_id_before": lambda _, row: str(row["period_id_before"]),
    "period_id_after": lambda _, row: str(row["period_id_after"]),
    "definition_id": lambda _, row: str(row["definition_name"]),
    "answer": lambda _, row: sentence_case(word_for("answers", row["answer"])),
}
