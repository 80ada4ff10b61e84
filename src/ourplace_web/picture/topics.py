"""The pages of the picture, one a topic, in the order of the list beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """One page: its address, what it is called, and the sections of the report on it; `is_public` pages visitors see too."""

    slug: str
    label: Any
    sections: Sequence[str]
    is_public: bool = True


TOPICS = (
    Topic("rings", _("Rings"), ["rings"]),
    Topic("anchors", _("Anchors"), ["anchors"]),
    Topic("flow", _("Where it goes"), ["flow"], is_public=False),
    Topic("map", _("Map"), ["map"]),
    Topic("leakage", _("What leaves"), ["leakage"]),
    Topic("local-supply", _("Who sells it here"), ["local-supply"]),
    Topic("who", _("Who is paid"), ["who"]),
    Topic("suppliers", _("Largest suppliers"), ["suppliers"]),
    Topic("peers", _("Peer list"), ["peers"], is_public=False),
    Topic("overlap", _("Shared suppliers"), ["overlap"], is_public=False),
    Topic("change", _("Change"), ["change"]),
    Topic("sensitivity", _("What counts as local"), ["sensitivity"]),
    Topic("influenceable", _("What can be influenced"), ["influenceable"], is_public=False),
    Topic("left-out", _("What was left out"), ["left-out"]),
    Topic("sureness", _("How sure we are"), ["sureness"]),
    Topic("method", _("Definitions and sources"), ["definitions", "sources"]),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}
