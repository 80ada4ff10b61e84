"""The tabs of a network, in their order. A page that belongs to a network as a whole adds its line here."""

from django.utils.translation import gettext_lazy as _

from ourplace_web.design.tabs import Tab
from ourplace_web.networks.predicates import may_read_audit_log, may_see_network

NETWORK_TABS = (
    Tab("network", _("Studies"), may_see_network),
    Tab("organisations", _("Organisations"), may_see_network),
    Tab("people", _("People"), may_see_network),
    Tab("tokens", _("Tokens"), may_see_network),
    Tab("audit_log", _("Audit log"), may_read_audit_log),
)
