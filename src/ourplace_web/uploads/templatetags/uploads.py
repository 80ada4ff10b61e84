"""Words for what the library calls by a code, and ways from a receipt to the form that corrects it."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.http import urlencode

from ourplace.spend import Decision
from ourplace_web.uploads.reading_form import CHOICES
from ourplace_web.uploads.roles import role_words

register = template.Library()


@register.filter
def words_of_role(role: str) -> Any:
    """Return what people call the part that a column plays."""
    return role_words(role)


@register.filter
def tidied(code: str) -> str:
    """Return the words that a code is made of."""
    return code.replace("_", " ")


@register.filter
def where_answered(decision: Decision) -> str:
    """Return the part of the form's address at which a question is answered."""
    settings = {choice.setting.partition("=")[0].strip() for choice in decision.choices}
    name = next((name for name in (*CHOICES, "sheets") if name in settings), None)
    return f"#id_{name}" if name in CHOICES else "#where" if name else "#columns"


@register.simple_tag
def looking_at(lines: Iterable[int], sheet_name: str = "") -> str:
    """Return the end of the form's address at which it shows some lines of a sheet."""
    asked = {"lines": ",".join(str(line) for line in lines)}
    return "?" + urlencode(asked | ({"sheet": sheet_name} if sheet_name else {})) + "#rows"
