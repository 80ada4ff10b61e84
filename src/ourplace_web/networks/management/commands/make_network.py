"""`python -m ourplace_web make_network`: a first network and the invitation of its first analyst."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import Network, Role
from ourplace_web.networks.people import invite


class Command(BaseCommand):
    """Makes a network. Everybody else in it is invited from its own pages."""

    help = "Make a network and print the link by which its first analyst joins."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the place's name, the analyst's address and the website's own."""
        parser.add_argument("name", help="the place: Exeter")
        parser.add_argument("email", help="the address of its first analyst")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the website is reached")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, and print the link, which is shown this once."""
        slug = slugify(options["name"])[:60]
        if not slug or Network.objects.filter(slug=slug).exists():
            raise CommandError(f"There is a network called '{options['name']}' already; choose another name.")
        network = Network.objects.create(name=options["name"], slug=slug)
        record(None, Verb.NETWORK_MADE, network, network_id=network.public_id)
        _invitation, token = invite(
            None, network, email=options["email"], role=Role.NETWORK_ANALYST, organisation=None
        )
        self.stdout.write(f"{options['address'].rstrip('/')}/invitations/{token}/")
