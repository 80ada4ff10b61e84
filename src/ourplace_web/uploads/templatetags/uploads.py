"""Words for what the library calls by a code."""

from typing import Any

from django import template

from ourplace_web.uploads.roles import role_words

register = template.Library()


@register.filter
def words_of_role(role: str) -> Any:
    """Return what people call the part that a column plays."""
    return role_words(role)
