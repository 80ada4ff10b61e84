"""Tokens with which a program does what a person may do in one network."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ourplace_web.networks.models import Network


class ApiToken(models.Model):
    """A key to one network, named by its owner and kept only as a hash. It opens what its owner may see at that moment."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="api_tokens")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("Name"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Those in use first, then the newest."""

        ordering = (F("ended_at").desc(nulls_first=True), "-made_at", "-pk")

    def __str__(self) -> str:
        """Return the token's name."""
        return self.name
