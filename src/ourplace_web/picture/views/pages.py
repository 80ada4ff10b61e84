"""The pages of the picture, and a figure with all that it rests on."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ourplace.reports import (
    NoSuchViewError,
    describe_section,
    explained,
    facts,
    headline_sentences,
    key_figures,
    sentence_under,
)
from ourplace.reports.keys import KEY_COLUMNS, key_of, title_of
from ourplace.reports.reading import headline_ring, pooled, rows_of
from ourplace.reports.report import ALL_ANCHORS
from ourplace_web.design.paging import page_of
from ourplace_web.picture.seeing import Seen, of_results
from ourplace_web.picture.topics import BY_SLUG, Topic

# Tables that hold single anchors only.
UNPOOLED = frozenset({("anchor_id", "flow"), ("anchor_id", "peer_list")})


@of_results
def picture(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Show the headline with its interval, and under another definition of local where the address names one."""
    report, local = seen.report, request.GET.get("local") or seen.report.definition_id
    under = "" if local == report.definition_id else sentence_under(report, local)
    definitions = pooled(report, "definition_sensitivity", ring_id=headline_ring(report).band_id)
    content = seen.content(
        here="picture",
        sentences=headline_sentences(report),
        figures=key_figures(report),
        facts=[fact for fact in facts(report) if fact.section_id != "reproduce"],
        definitions=definitions,
        local=local,
        under=under,
        headline_key=f"{report.seen_anchor_id}~{report.headline_ring_id}",
    )
    return render(request, "picture/headline.html", content)


@of_results
def topic(request: HttpRequest, seen: Seen, topic_slug: str) -> HttpResponse:
    """Show one topic."""
    found = topic_named(topic_slug)
    sections = [describe_section(seen.report, name) for name in found.sections]
    return render(request, "picture/topic.html", seen.content(here=found.slug, topic=found, sections=sections))


@of_results
def indicator(request: HttpRequest, seen: Seen, indicator_id: str) -> HttpResponse:
    """List the figures of one indicator, as seen from the ring and the anchor of the address."""
    if indicator_id not in KEY_COLUMNS:
        raise NoSuchViewError("There is no such figure", why="no indicator has this name", next_step="go back")
    wanted = {"anchor_id": seen.report.seen_anchor_id, "ring_id": seen.report.headline_ring_id}
    columns = seen.report.tables[indicator_id].column_names
    equal = {name: value for name, value in wanted.items() if name in columns and (name, indicator_id) not in UNPOOLED}
    rows = page_of(rows_of(seen.report, indicator_id, **equal), request)
    listed = [(key_of(indicator_id, row), title_of(seen.report, indicator_id, row)) for row in rows]
    found = explained(seen.report, indicator_id, listed[0][0]) if listed else None
    content = seen.content(
        here="", indicator_id=indicator_id, listed=listed, page=rows, found=found, sentence=seen.report.sentences[indicator_id]
    )  # fmt: skip
    return render(request, "picture/indicator.html", content)


@of_results
def figure(request: HttpRequest, seen: Seen, indicator_id: str, key: str) -> HttpResponse:
    """Show one figure with its definition, what is divided by what, what was left out, and how sure it is."""
    found = explained(seen.whole, indicator_id, key)
    row = found.row
    anchor_id = row.get("anchor_id", ALL_ANCHORS)
    behind = {
        "supplier": row.get("supplier_id"),
        "category": (row["need_category_code"] or "none") if "need_category_code" in row else None,
        "anchor": None if anchor_id == ALL_ANCHORS else anchor_id,
    }
    told = {name: value for name, value in behind.items() if value}
    is_told = (
        bool({"supplier", "category"} & set(told)) or set(row) >= {"local_gbp", "mode"} or indicator_id == "coverage"
    )
    may_see = bool(seen.anchors_open) and (anchor_id == ALL_ANCHORS or anchor_id in seen.anchors_open)
    content = seen.content(
        here="", found=found, behind=urlencode(told), shows_payments=is_told and may_see, title=_("Figure")
    )
    return render(request, "picture/figure.html", content)


def topic_named(slug: str) -> Topic:
    """Return a topic by its address.

    Raises:
        NoSuchViewError: there is none.
    """
    if slug not in BY_SLUG:
        raise NoSuchViewError(
            "There is no such page of the picture",
            why="the address is mistyped",
            next_step="choose a page from the list beside the headline",
        )
    return BY_SLUG[slug]
