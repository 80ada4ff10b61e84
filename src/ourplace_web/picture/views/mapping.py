"""What the map of the picture is drawn from, as GeoJSON: the outlines of the rings, and a point for each supplier."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.gzip import gzip_page

from ourplace import __version__
from ourplace.reports import outlines_geojson, suppliers_geojson
from ourplace_web.picture.seeing import Seen, of_results


@gzip_page
@of_results
def outlines(request: HttpRequest, seen: Seen) -> HttpResponseBase:
    """Send the outlines of the study's rings, as seen from the ring and the anchor of the address."""
    return answer_with(request, lambda: outlines_geojson(seen.report), known_by=("outlines", *known_by(seen)))


@gzip_page
@of_results
def suppliers(request: HttpRequest, seen: Seen) -> HttpResponseBase:
    """Send a point for each supplier whom the page may show, each with the address of its figure or of the payments behind it."""

    def content() -> dict[str, Any]:
        found, address = suppliers_geojson(seen.report), addresses(seen)
        for feature in found["features"]:
            feature["properties"]["url"] = address(feature["id"], feature["properties"].pop("key"))
        return found

    return answer_with(request, content, known_by=("suppliers", *known_by(seen)))


def known_by(seen: Seen) -> Sequence[str]:
    """Return what tells one reader's view of one run from every other."""
    return seen.run.key, seen.address_query, *sorted(seen.anchors_open)


def addresses(seen: Seen) -> Callable[[str, str], str]:
    """Return where more is told of a supplier, by its id and the key of its figure: there, else at its payments, else nowhere.

    Thousands are asked for, so that the parts that they share are made once. Payments are for those who may see some.
    """
    where = [seen.network.slug, seen.study.slug]
    figures = reverse("picture_indicator", args=[*where, "top_suppliers"])
    payments = reverse("picture_payments", args=where)

    def address(supplier_id: str, key: str) -> str:
        if key:
            return f"{figures}{quote(key, safe='~')}/{seen.address_query}"
        return f"{payments}?supplier={quote(supplier_id, safe='')}" if seen.anchors_open else ""

    return address


def answer_with(
    request: HttpRequest, content: Callable[[], dict[str, Any]], *, known_by: Sequence[str]
) -> HttpResponse:
    """Send GeoJSON, or that it is what the reader has already. It is made only where it is sent.

    A reader's browser keeps it and asks each time whether it still holds, for who may see it can change at any time.
    """
    tag = quote_etag(hashlib.sha256(repr((__version__, *known_by)).encode()).hexdigest()[:32])
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        text = json.dumps(content(), ensure_ascii=False, separators=(",", ":"))
        answer = HttpResponse(text, content_type="application/geo+json", headers={"ETag": tag})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
