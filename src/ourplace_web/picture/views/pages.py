"""The pages of the picture, and a figure with all that it rests on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ourplace.reports import (
    Explained,
    NoSuchViewError,
    describe_section,
    explained,
    facts,
    headline_sentences,
    key_figures,
)
from ourplace.reports.explained import numerator_of
from ourplace.reports.keys import KEY_COLUMNS, key_of, ref_of, title_of
from ourplace.reports.reading import headline_ring, pooled, reason_unknown, rows_of
from ourplace.reports.report import ALL_ANCHORS
from ourplace.studies import NOT_LISTED, behind_figure
from ourplace_web.design.paging import page_of
from ourplace_web.picture.forms import address_of
from ourplace_web.picture.seeing import Seen, of_results
from ourplace_web.picture.topics import BY_SLUG, Topic

# Tables that hold single anchors only.
UNPOOLED = frozenset({("anchor_id", "flow"), ("anchor_id", "peer_list")})


@of_results
def picture(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Show the headline with its interval, or say why there is none for what the address has chosen."""
    report = seen.report
    rows = pooled(report, "local_share", ring_id=headline_ring(report).band_id)
    content = seen.content(
        here="picture",
        sentences=headline_sentences(report) if rows else [],
        figures=key_figures(report) if rows else [],
        facts=[fact for fact in facts(report) if fact.section_id != "reproduce"],
        nothing=reason_unknown(report, "local_share", _("there is none")),
        headline=ref_of("local_share", rows[0]) if rows else None,
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
    """List the figures of one indicator, as seen from the ring, the anchor and the category of the address."""
    if indicator_id not in KEY_COLUMNS:
        raise NoSuchViewError("There is no such figure", why="no indicator has this name", next_step="go back")
    wanted = {"anchor_id": seen.report.seen_anchor_id, "ring_id": seen.report.headline_ring_id}
    columns = seen.whole.tables[indicator_id].column_names
    equal: dict[str, str | None] = {
        name: value for name, value in wanted.items() if name in columns and (name, indicator_id) not in UNPOOLED
    }
    if seen.report.seen_category is not None and "need_category_code" in columns:
        equal["need_category_code"] = seen.report.seen_category or None
    rows = page_of(rows_of(seen.whole, indicator_id, **equal), request)
    listed = [(key_of(indicator_id, row), title_of(seen.whole, indicator_id, row), numerator_of(row)) for row in rows]
    found = explained(seen.whole, indicator_id, listed[0][0]) if listed else None
    content = seen.content(
        here="", indicator_id=indicator_id, listed=listed, page=rows, found=found, sentence=seen.report.sentences[indicator_id]
    )  # fmt: skip
    return render(request, "picture/indicator.html", content)


@of_results
def figure(request: HttpRequest, seen: Seen, indicator_id: str, key: str) -> HttpResponse:
    """Show one figure with its definition, what is divided by what, what was left out, and how sure it is."""
    found = explained(seen.whole, indicator_id, key)
    content = seen.content(here="", found=found, title=_("Figure"), **payments_of(seen, found))
    return render(request, "picture/figure.html", content)


def payments_of(seen: Seen, found: Explained) -> dict[str, Any]:
    """Return where the payments behind a figure are for its reader, or why there are none to see."""
    payer = found.row.get("peer_anchor_id") or found.row.get("anchor_id", ALL_ANCHORS)
    behind = behind_figure(found.indicator_id, found.row, sorted(seen.anchors_open))
    if behind is None:
        return {"no_payments": NOT_LISTED[found.indicator_id]}
    if not seen.anchors_open or payer not in {ALL_ANCHORS, *seen.anchors_open}:
        return {"no_payments": _("they are for its own people and the network’s analysts")}
    return {"behind": address_of(behind, None if payer == ALL_ANCHORS else payer), "shows_payments": True}


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
