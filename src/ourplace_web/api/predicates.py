"""Who may have a token, and end whose. What a token opens is for the predicates of what it is asked about."""

from django.db.models import QuerySet

from ourplace_web.accounts.models import Person
from ourplace_web.api.models import ApiToken
from ourplace_web.networks.models import Network
from ourplace_web.networks.predicates import is_member, is_network_analyst

may_have_tokens = is_member


def visible_tokens(person: Person | None, network: Network) -> QuerySet[ApiToken]:
    """Return the tokens of a network that somebody may see and end: their own, and an analyst all."""
    tokens = ApiToken.objects.filter(network=network)
    if is_network_analyst(person, network):
        return tokens
    return tokens.filter(person=person) if person and is_member(person, network) else tokens.none()
