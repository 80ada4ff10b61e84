"""A map for a page: the element that the script finds, with the addresses and the words that it needs."""

import json
from typing import Any

from django import template
from django.utils.translation import gettext as _

from ourplace_web.design.maps import library_addresses

register = template.Library()


@register.inclusion_tag("design/map.html")
def map_host(name: str, **addresses: str) -> dict[str, Any]:
    """Show the element of a map; `addresses` are those of its data. Without the library there is none."""
    library = library_addresses()
    words = json.dumps(map_words(), ensure_ascii=False)
    return {"name": name, "library": library, "addresses": addresses, "words": words}


@register.simple_tag
def has_maps() -> bool:
    """Return whether there is a library to draw maps with."""
    return bool(library_addresses())


def map_words() -> dict[str, str]:
    """Return what the scripts say, in the reader's language; what stands between % signs they fill in."""
    return {
        "map": _("Map. Move it with the arrow keys, zoom with + and -."),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "whole": _("Show the whole place"),
        "close": _("Close"),
        "two_fingers": _("Use two fingers to move the map"),
        "wheel": _("Hold Ctrl and scroll to zoom the map"),
        "wheel_mac": _("Hold ⌘ and scroll to zoom the map"),
        "largest": _("Paid most in this view"),
        "none": _("No supplier in this view"),
        "in_view": _("%count% suppliers in this view, paid %gbp%"),
        "one_in_view": _("One supplier in this view, paid %gbp%"),
        "cluster": _("%count% suppliers, paid %gbp%"),
        "paid": _("%gbp% paid"),
        "probability": _("%place%, with a probability of %probability%"),
        "mostly": _("Mostly for %category%"),
        "more": _("What this rests on"),
        "here": _("%count% suppliers at this place"),
        "outlines": _("Outlines drawn from postcodes: ONS, Open Government Licence v3.0"),
    }
