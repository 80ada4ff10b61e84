"""The form for a place of somebody's own: an outline drawn on a map or pasted, or whole areas put together."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from ourplace.exceptions import OurPlaceError
from ourplace.places import AuthorityPart, RingSpec, area
from ourplace_web.studies.drawing import FILE_NAME, parts_of
from ourplace_web.studies.forms import QuestionForm

LONGEST_OUTLINE = 200_000
MOST_NAMED = 4


class DrawnPlaceForm(QuestionForm):
    """What the place is called, and where it is: an outline, or else a list of areas."""

    place_name = forms.CharField(
        label=_("What is the place called?"),
        max_length=120,
        help_text=_("For example: Preston city centre"),
        error_messages={"required": _("Enter a name for the place")},
    )
    outline = forms.CharField(
        label=_("Outline as GeoJSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("What you draw is written here. You can also paste an outline that somebody sent you."),
    )
    areas = forms.CharField(
        label=_("Or whole areas put together"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Districts, boroughs, counties or regions, by name or code, one a line. For example: Preston"),
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Show what was drawn or put together before."""
        super().__init__(*args, **settings)
        self.parts: list[AuthorityPart] = []
        ring, drawings = self.answers.get("place_ring"), self.answers.get("drawings") or {}
        if ring is None:
            self.initial.pop("place_name", None)
            return
        self.initial["areas"] = "\n".join(ring.get("areas", []))
        self.initial["outline"] = json.dumps(drawings[FILE_NAME]) if FILE_NAME in drawings else ""

    def clean_outline(self) -> str:
        """Refuse what is no outline, and one in which no postcode lies."""
        text: str = self.cleaned_data["outline"].strip()
        if not text:
            return ""
        if len(text) > LONGEST_OUTLINE:
            raise ValidationError(_("The outline is too detailed. Simplify it to fewer corners"))
        try:
            self.parts = list(parts_of(text))
        except OurPlaceError as error:
            raise ValidationError(f"{error.what}: {error.why}") from error
        if not self.parts:
            raise ValidationError(
                _("No postcode lies inside the outline. Draw it around a place in the United Kingdom")
            )
        return text

    def clean_areas(self) -> list[str]:
        """Return the codes of the areas listed; refuse a name that is not one area's."""
        lines = [line.strip() for line in self.cleaned_data["areas"].splitlines() if line.strip()]
        found, problems = [], []
        for line in lines:
            try:
                found.append(area(line).area_code)
            except OurPlaceError as error:
                problems.append(f"{error.what}: {error.why}")
        if problems:
            raise ValidationError(problems)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        """Refuse a place that is nowhere, and one that is stated twice."""
        content: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return content
        if content["outline"] and content["areas"]:
            self.add_error("areas", _("Draw an outline or list areas, not both"))
        if not content["outline"] and not content["areas"]:
            self.add_error("outline", _("Draw an outline, paste one, or list areas"))
        return content

    def given(self) -> dict[str, Any]:
        """Return the place as a ring of its own, with its drawing where it has one."""
        name, outline = self.cleaned_data["place_name"], self.cleaned_data["outline"]
        ring = (
            RingSpec(name=name, boundary=FILE_NAME)
            if outline
            else RingSpec(name=name, areas=self.cleaned_data["areas"])
        )
        return {
            "place_code": "",
            "place_name": name,
            "place_ring": ring.model_dump(mode="json", exclude_defaults=True),
            "drawings": {FILE_NAME: json.loads(outline)} if outline else {},
        }

    @property
    def sentence(self) -> str:
        """Return what lies in the outline, to be checked by whoever drew it; nothing for areas."""
        if not self.parts:
            return ""
        named = [f"{each.lad_name} {number_format(each.postcode_count)}" for each in self.parts[:MOST_NAMED]]
        more = len(self.parts) - MOST_NAMED
        words = ", ".join(named) + (f", {_('and %(count)d more authorities') % {'count': more}}" if more > 0 else "")
        whole = number_format(sum(each.postcode_count for each in self.parts))
        told = _("%(count)s postcodes, in use or once in use, lie in the outline: %(authorities)s.")
        return str(told % {"count": whole, "authorities": words})
