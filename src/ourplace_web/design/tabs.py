"""Tabs as links: an app lists its own in one tuple, each with the predicate that says who sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    """One tab: the name of its address, what it says, and the predicate (person, thing) for those who see it."""

    url_name: str
    label: Any
    may: Callable[[Any, Any], bool]


def shown_tabs(
    tabs: Sequence[Tab], *, person: Any, thing: Any, arguments: Sequence[str], here: str
) -> list[dict[str, Any]]:
    """Return what `design/tabs.html` shows: the tabs that a person may see, the one they are at marked. A predicate is asked once."""
    answers = {may: may(person, thing) for may in dict.fromkeys(tab.may for tab in tabs)}
    return [
        {"label": tab.label, "url": reverse(tab.url_name, args=arguments), "here": tab.url_name == here}
        for tab in tabs
        if answers[tab.may]
    ]
