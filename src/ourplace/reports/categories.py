"""The figures of one need category, put in the tables in which those of all categories stand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from ourplace.reports.exceptions import NoSuchViewError
from ourplace.reports.reading import pooled_flow, rows_of
from ourplace.reports.report import Report, Row

NOT_KNOWN = "Category not known"
CATEGORY_FIELDS = (pa.field("need_category_code", pa.string()), pa.field("need_category_name", pa.string()))


def categories_of(report: Report) -> list[tuple[str, str]]:
    """Return the need categories that a report has figures for, code and name, by name; '' is what the need is not known of."""
    table = report.tables.get("need_categories")
    if table is None:
        return []
    # Each once before they become Python's: the table has a row for each anchor and ring.
    each = table.group_by(["need_category_code", "need_category_name"]).aggregate([]).to_pylist()
    found = {row["need_category_code"] or "": row["need_category_name"] for row in each}
    named = sorted(((code, name) for code, name in found.items() if code), key=lambda pair: pair[1].casefold())
    return [*named, *([("", NOT_KNOWN)] if "" in found else [])]


def name_of_category(report: Report, category: str) -> str:
    """Return the name of a need category.

    Raises:
        NoSuchViewError: the report has no figures for it.
    """
    for code, name in categories_of(report):
        if code == category:
            return name
    raise NoSuchViewError(
        f"The study has no need category '{category}'",
        why="nothing was bought of it, or the address is mistyped",
        next_step="choose one of the categories that are listed",
    )


def figures_of_category(report: Report, category: str) -> Mapping[str, pa.Table]:
    """Return the local share and the spend by band of one category, from the indicators by category and the flow.

    Both have the columns of the tables of all categories, and the category. Of the bands there are no intervals.
    """
    rows = [row for row in rows_of(report, "need_categories") if (row["need_category_code"] or "") == category]
    shares = report.tables["local_share"].schema
    bands = report.tables["spend_by_band"].schema
    return {
        "local_share": pa.Table.from_pylist(_shares(report, rows), schema=_with_category(shares)),
        "spend_by_band": pa.Table.from_pylist(_bands(report, rows), schema=_with_category(bands)),
    }


def _with_category(schema: pa.Schema) -> pa.Schema:
    for field in CATEGORY_FIELDS:
        schema = schema.append(field)
    return schema


def _shares(report: Report, rows: list[Row]) -> list[Row]:
    """Return rows of one category as rows of the local share: the mode is that of the study, the bounds in pounds follow."""
    of_all = {(row["anchor_id"], row["ring_id"]): row for row in rows_of(report, "local_share")}
    kept = ("ring_name", "definition_id", "mode")
    return [
        {
            **{name: of_all[row["anchor_id"], row["ring_id"]].get(name) for name in kept},
            **row,
            "placed_share": _share(row["placed_gbp"], row["analysed_gbp"]),
            "bound_low_gbp": _part(row["bound_low_share"], row["analysed_gbp"]),
            "bound_high_gbp": _part(row["bound_high_share"], row["analysed_gbp"]),
        }
        for row in rows
    ]


def _bands(report: Report, rows: list[Row]) -> list[Row]:
    """Return what a category's spend is in each band, of each anchor that buys it and of all together."""
    analysed = {row["anchor_id"]: row for row in rows}
    flow = [*rows_of(report, "flow"), *pooled_flow(report)]
    amounts = {(row["anchor_id"], row["need_category_code"], row["band_id"]): row["amount_gbp"] for row in flow}
    return [
        {
            "anchor_id": anchor_id,
            "need_category_code": row["need_category_code"],
            "need_category_name": row["need_category_name"],
            "band_id": band.band_id,
            "band_index": band.band_index,
            "band_name": band.name,
            "amount_gbp": amounts[key],
            "share": _share(amounts[key], row["analysed_gbp"]),
        }
        for anchor_id, row in analysed.items()
        for band in report.bands
        for key in [(anchor_id, row["need_category_code"], band.band_id)]
        if key in amounts
    ]


def _share(part: Any, whole: Any) -> float | None:
    return None if part is None or whole is None or whole <= 0 else float(part) / float(whole)


def _part(share: float | None, whole: Any) -> Decimal | None:
    """Return the pounds that a share of an amount is, to the penny."""
    return None if share is None else round(Decimal(share) * whole, 2)
