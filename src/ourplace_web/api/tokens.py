"""Making, ending and recognising tokens."""

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ourplace_web.accounts.models import Person
from ourplace_web.api.models import ApiToken
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import Network, hash_of
from ourplace_web.networks.predicates import is_member

PREFIX = "ourplace_"
# When a token was last used is noted at most so often: each request would else be a write.
NOTED_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def make_token(person: Person, network: Network, name: str) -> tuple[ApiToken, str]:
    """Return a new token and its text, which is kept nowhere: to be shown once."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(network=network, person=person, name=name, token_hash=hash_of(text))
    record(person, Verb.TOKEN_MADE, token, network_id=network.public_id)
    return token, text


@transaction.atomic
def end_token(person: Person, token: ApiToken) -> None:
    """End a token at once; one that has ended stays as it is."""
    ended = ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        record(person, Verb.TOKEN_ENDED, token, network_id=token.network.public_id)


def find_token(text: str) -> ApiToken | None:
    """Return the token of a text if it opens anything: not ended, and its owner still of the network."""
    found = (
        ApiToken.objects.select_related("person", "network").filter(token_hash=hash_of(text), ended_at=None).first()
    )
    if found is None or not is_member(found.person, found.network):
        return None
    now = timezone.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    ApiToken.objects.filter(unnoted, pk=found.pk).update(last_used_at=now)
    return found
