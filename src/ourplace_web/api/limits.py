"""How much a program may ask for."""

from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

MOST_A_MINUTE = 300
MOST_ROWS = 1000


class EachToken(SimpleRateThrottle):
    """So many requests a minute with each token."""

    def __init__(self) -> None:
        """Take the rate that is set."""
        super().__init__(f"{MOST_A_MINUTE}/min")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Return under what the requests of a token are counted; those without one are refused before."""
        token = getattr(request, "auth", None)
        return f"api-{token.pk}" if token else None
