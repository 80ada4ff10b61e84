"""What the last finished run of a study found: its headline, its indicators and its suppliers."""

import json
from typing import Any

import pyarrow.parquet as pq
from django.http import Http404, HttpRequest
from ninja import Query, Router

from ourplace.indicators import all_indicators
from ourplace_web.api.access import Slug, owner_of, results_asked
from ourplace_web.api.errors import ErrorAnswer
from ourplace_web.api.rows import hidden_suppliers, plain, suppliers_seen, table_rows
from ourplace_web.api.shapes import HeadlineShown, IndicatorShown, Listed, SupplierShown, Window, listed
from ourplace_web.review.predicates import may_see_names, reviewer_for

ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), ErrorAnswer)
STUDY = "/networks/{network}/studies/{study}"
router = Router(tags=["Results"])


@router.get(f"{STUDY}/headline", response={200: HeadlineShown, **ERRORS})
def show_headline(request: HttpRequest, network: Slug, study: Slug) -> dict[str, Any]:
    """Give the headline of the last finished run, with each ring's interval."""
    _study, figures = results_asked(request, network, study)
    content: dict[str, Any] = plain(json.loads((figures / "headline.json").read_text("utf-8")))
    return content


@router.get(f"{STUDY}/indicators", response={200: Listed[IndicatorShown], **ERRORS})
def list_indicators(request: HttpRequest, network: Slug, study: Slug) -> dict[str, Any]:
    """List the indicators of the last finished run, each with its definition."""
    _study, figures = results_asked(request, network, study)
    found = [
        {
            "indicator_id": one.indicator_id,
            "title": one.title,
            "sentence": one.sentence,
            "row_count": pq.read_metadata(path).num_rows,
        }
        for one in all_indicators()
        if (path := figures / f"{one.indicator_id}.parquet").is_file()
    ]
    return {"items": found, "total": len(found), "next_offset": None}


@router.get(f"{STUDY}/indicators/{{indicator}}", response={200: Listed[dict[str, Any]], **ERRORS})
def show_indicator(
    request: HttpRequest, network: Slug, study: Slug, indicator: Slug, window: Query[Window]
) -> dict[str, Any]:
    """Give the rows of an indicator's table. Names of individuals are null for those who may not see the payments to them."""
    found, figures = results_asked(request, network, study)
    path = figures / f"{indicator}.parquet"
    if indicator not in {one.indicator_id for one in all_indicators()} or not path.is_file():
        raise Http404
    hidden = hidden_suppliers(figures, reviewer_for(owner_of(request), found))
    rows, total = table_rows(path, hidden, offset=window.offset, limit=window.limit)
    return listed(rows, window, total=total)


@router.get(f"{STUDY}/suppliers", response={200: Listed[SupplierShown], **ERRORS})
def list_suppliers(request: HttpRequest, network: Slug, study: Slug, window: Query[Window]) -> dict[str, Any]:
    """List who was paid, by id. Individuals are left out for those who may not see the payments to them."""
    found, figures = results_asked(request, network, study)
    reviewer = reviewer_for(owner_of(request), found)
    table = suppliers_seen(figures, hidden_suppliers(figures, reviewer))
    rows = [
        plain({**row, "payee_names": row["payee_names"] if may_see_names(reviewer, row["anchor_ids"]) else []})
        for row in table.slice(window.offset, window.limit).to_pylist()
    ]
    return listed(rows, window, total=table.num_rows)
