"""Forms as the website shows them: our field template, dates in three boxes, errors that say what to do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form that was sent holds, even if nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


class Renderer(TemplatesSetting):
    """Draws every field with our label, hint, error and input, in that order; what is wrong with a form as a whole stands in the summary."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"


class DateParts(forms.MultiWidget):
    """Day, month and year in a box each: quicker and surer than a calendar for a date that people know."""

    template_name = "design/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        """Make the three boxes; a telephone shows its digits for them."""
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric"}) for name in ("day", "month", "year")
        }
        super().__init__(boxes, dict(attrs or {}))

    def decompress(self, value: Any) -> Sequence[Any]:
        """Return the three parts of a date."""
        return [value.day, value.month, value.year] if isinstance(value, dt.date) else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first box, where an error's link leads."""
        return f"{id_}_0"


class DatePartsField(forms.MultiValueField):
    """A date typed in three boxes."""

    widget = DateParts

    def __init__(self, **settings: Any) -> None:
        """Make a field that is missing as a whole where any box is empty."""
        parts = [forms.IntegerField(localize=False) for _part in range(3)]
        super().__init__(fields=parts, require_all_fields=True, **settings)

    def clean(self, value: Any) -> Any:
        """Return the date; text that is no number is an error of the date, not of one box."""
        try:
            return super().clean(value)
        except ValidationError as error:
            given = any(str(part or "").strip() for part in value or [])
            if not given:
                raise
            raise ValidationError(_("Enter a real date, such as 1 4 2024"), code="invalid") from error

    def compress(self, data_list: Sequence[Any]) -> dt.date | None:
        """Return the date that the parts make."""
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return dt.date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Enter a real date, such as 1 4 2024"), code="invalid") from error


class HintedChoice(str):
    """A choice's label that carries a sentence of explanation, which `design/choice.html` shows beneath it."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, label: str, hint: str = "") -> Self:
        """Return the label, with its hint."""
        made = super().__new__(cls, label)
        made.hint = hint
        return made


class HintedRadios(forms.RadioSelect):
    """Radio buttons, each with a sentence beneath."""

    option_template_name = "design/choice.html"


class HintedCheckboxes(forms.CheckboxSelectMultiple):
    """Tick boxes, each with a sentence beneath."""

    option_template_name = "design/choice.html"
