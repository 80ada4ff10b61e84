"""Judgements and half-widths in words, in templates."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format

from ourplace.suppliers import Judgement
from ourplace_web.review.words import said as said_of

register = template.Library()


@register.filter
def said(judgement: Judgement, candidates: Any = ()) -> str:
    """Return what a judgement says; `candidates` give its organisation a name."""
    return said_of(judgement, names={one["entity_id"]: one["entity_name"] for one in candidates or ()})


@register.filter
def points(half_width: float | None) -> str:
    """Return a half-width in points, as `± 0.58`; a dash where there is none."""
    return "–" if half_width is None else f"± {number_format(round(half_width, 2), 2)}"


@register.filter
def per_cent(share: float | None) -> str:
    """Return a share as a percentage: whole numbers, one decimal below ten, and never a false nought."""
    if share is None:
        return "–"
    hundredths = share * 100
    if 0 < hundredths < 0.1:  # noqa: PLR2004 (a tenth of one per cent, the least that is shown)
        return "< 0.1%"
    places = 1 if hundredths < 10 else 0  # noqa: PLR2004 (one decimal below ten)
    return f"{number_format(round(hundredths, places), places)}%"


@register.filter
def when(judged_at: str) -> str:
    """Return the moment of a judgement as Britons write it; as it stands where it has a form of its own."""
    try:
        moment = dt.datetime.fromisoformat(judged_at)
    except ValueError:
        return judged_at
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
