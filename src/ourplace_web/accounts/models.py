"""People who use the website."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeopleManager(BaseUserManager["Person"]):
    """Finds and makes people by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with an e-mail address."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Return a new person; without a password they have to ask for a reset before they can sign in."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. There is no administrator above all: what anybody may do comes from a membership."""

    email = models.EmailField(_("E-mail address"), unique=True)
    full_name = models.CharField(_("Full name"), max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        """One account an address, however it is typed."""

        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_an_email"),)

    def __str__(self) -> str:
        """Return the person's name."""
        return self.full_name

    def get_full_name(self) -> str:
        """Return the person's name, where Django and allauth ask for it."""
        return self.full_name


def whoever_asks(request: HttpRequest) -> Person:
    """Return who sent a request to a page that is closed to visitors.

    Raises:
        PermissionDenied: a visitor did.
    """
    person = signed_in(request)
    if person is None:
        raise PermissionDenied
    return person


def signed_in(request: HttpRequest) -> Person | None:
    """Return who sent a request, or None for a visitor."""
    return request.user if isinstance(request.user, Person) else None
