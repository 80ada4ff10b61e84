"""The tabs of a network's pages."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.design.tabs import shown_tabs
from ourplace_web.networks.models import Network
from ourplace_web.networks.tabs import NETWORK_TABS

register = template.Library()


@register.inclusion_tag("design/tabs.html", takes_context=True)
def network_tabs(context: dict[str, Any], network: Network, here: str) -> dict[str, Any]:
    """Show the tabs of a network that the reader may see; `here` is the address's name of the page they are at."""
    person = signed_in(context["request"])
    tabs = shown_tabs(NETWORK_TABS, person=person, thing=network, arguments=[network.slug], here=here)
    return {"tabs": tabs, "name": _("Network")}
