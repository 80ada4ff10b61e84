"""Adding to the log, and reading it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Entry, Verb


def record(
    person: Person | None, verb: Verb, thing: Model, *, network_id: uuid.UUID, details: Mapping[str, Any] | None = None
) -> Entry:
    """Add to a network's log that a person (None: the website itself) did something to a thing, and return the entry.

    Call it in the transaction that does it, so that neither is kept without the other. `details` must hold no supplier's
    name and nothing secret.
    """
    return Entry.objects.create(
        network_id=network_id,
        person_id=person.pk if person else None,
        person_name=person.full_name if person else "OurPlace",
        verb=verb,
        object_kind=type(thing).__name__.lower(),
        object_id=str(thing.pk),
        object_name=str(thing)[:200],
        details=dict(details or {}),
    )


def entries_of(network_id: uuid.UUID, *, verb: str = "", text: str = "") -> QuerySet[Entry]:
    """Return a network's entries, newest first: those of one verb, and those whose person or thing holds a text."""
    entries = Entry.objects.filter(network_id=network_id)
    if verb:
        entries = entries.filter(verb=verb)
    if text:
        entries = entries.filter(Q(person_name__icontains=text) | Q(object_name__icontains=text))
    return entries
