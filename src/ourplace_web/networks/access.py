"""From an address to a network that its reader may see: what is not theirs is not found, what they may not do is refused."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from ourplace_web.accounts.models import Person, signed_in
from ourplace_web.networks.models import Network
from ourplace_web.networks.predicates import may_see_network

Predicate = Callable[[Person | None, Network], bool]


def network_for(request: HttpRequest, slug: str, *, may: Predicate = may_see_network) -> Network:
    """Return the network of an address.

    Raises:
        Http404: there is none, or the reader does not belong to it; the two look the same from outside.
        PermissionDenied: the reader belongs to it, and may not do this.
    """
    network = Network.objects.filter(slug=slug).first()
    person = signed_in(request)
    if network is None or not may_see_network(person, network):
        raise Http404
    if may is not may_see_network and not may(person, network):
        raise PermissionDenied
    return network
