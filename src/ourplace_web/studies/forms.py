"""What is asked to make a study, one question a page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ourplace.exceptions import OurPlaceError
from ourplace.places import (
    Area,
    RingSpec,
    all_areas,
    all_definitions,
    suggest_rings,
    suggest_rings_around,
    why_not_applicable,
)
from ourplace.places.areas.reading import KINDS
from ourplace_web.design.forms import DatePartsField, HintedCheckboxes, HintedChoice, HintedRadios
from ourplace_web.networks.models import Network
from ourplace_web.studies.drawing import authorities_of, resolved
from ourplace_web.studies.models import Study, slug_of
from ourplace_web.studies.place_search import place_named, search_places

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Answers = Mapping[str, Any]


class QuestionForm(forms.Form):
    """One page of the journey: knows the network and the answers so far, and says its own in a form that keeps."""

    def __init__(self, *args: Any, network: Network, answers: Answers, **settings: Any) -> None:
        """Show what was answered before."""
        super().__init__(*args, **(settings | {"initial": dict(answers)}))
        self.network, self.answers = network, answers

    def given(self) -> dict[str, Any]:
        """Return the answers of this page as plain values."""
        return dict(self.cleaned_data)


class NameForm(QuestionForm):
    """What the study is called."""

    name = forms.CharField(
        label=_("What is the study called?"),
        max_length=120,
        help_text=_("People will see this name in lists and reports. For example: Preston 2024/25"),
        error_messages={"required": _("Enter a name for the study")},
    )

    def clean_name(self) -> str:
        """Refuse a name that another study of the network has."""
        name: str = self.cleaned_data["name"]
        if slug_of(name) in {"", "new"}:
            raise ValidationError(_("Enter a name with letters or digits in it"))
        if self.network.studies.filter(slug=slug_of(name)).exists():
            raise ValidationError(_("There is a study of that name in this network already"))
        return name


class PeriodForm(QuestionForm):
    """The days whose payments count."""

    period_start = DatePartsField(
        label=_("First day"),
        help_text=_("For example, 1 4 2024"),
        error_messages={"required": _("Enter the first day")},
    )
    period_end = DatePartsField(
        label=_("Last day"),
        help_text=_("For example, 31 3 2025"),
        error_messages={"required": _("Enter the last day")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        content: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = content.get("period_start"), content.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The last day must be on or after the first day"))
        return content

    def given(self) -> dict[str, Any]:
        """Return the days as text."""
        return {name: day.isoformat() for name, day in self.cleaned_data.items()}


class PlaceForm(QuestionForm):
    """Which place, from what a search found."""

    place_code = forms.ChoiceField(label=_("Which place do you mean?"), widget=HintedRadios)

    def __init__(self, *args: Any, sought: str = "", **settings: Any) -> None:
        """Search; without a text to search for, offer the place chosen before."""
        super().__init__(*args, **settings)
        self.sought = sought
        self.problem: StrOrPromise = ""
        chosen = place_named(self.answers.get("place_code", ""))
        areas = self.search(sought) if sought else tuple([chosen] if chosen else [])
        self.fields["place_code"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (each.area_code, HintedChoice(each.area_name, described(each))) for each in areas
        ]
        if len(areas) == 1:
            self.initial["place_code"] = areas[0].area_code
        self.fields["place_code"].error_messages["required"] = _("Choose a place")

    def search(self, sought: str) -> Any:
        """Return the areas found, with a sentence kept where there is none."""
        try:
            found = search_places(sought)
        except OurPlaceError as error:
            self.problem = f"{error.what}. {error.next_step.capitalize()}."
            return ()
        if not found:
            self.problem = _("There is no place like that. Try another spelling, the council’s name or a postcode.")
        return found

    def given(self) -> dict[str, Any]:
        """Return the place's code and name; it is not one that was drawn."""
        code = self.cleaned_data["place_code"]
        return {"place_code": code, "place_name": all_areas()[code].area_name, "place_ring": None, "drawings": {}}


def described(place: Area) -> str:
    """Return what sort of area a place is, and where: `District in Devon, South West, England`."""
    kind = KINDS[place.area_kind]
    text = f"{kind} in {place.within}" if place.within else kind
    return text[:1].upper() + text[1:]


def rings_around(answers: Answers) -> Sequence[RingSpec]:
    """Return the rings to offer for the place of the answers, itself first."""
    if answers["place_ring"] is None:
        return suggest_rings(answers["place_code"])
    own = RingSpec.model_validate(answers["place_ring"])
    around = suggest_rings_around(authorities_of(own, answers["drawings"]))
    return [own, *(ring for ring in around if ring.name.casefold() != own.name.casefold())]


class RingsForm(QuestionForm):
    """Which of the suggested rings to ask about."""

    rings = forms.MultipleChoiceField(label=_("Which rings should the study show?"), widget=HintedCheckboxes)

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Offer the place, its county, its region and its nation, all chosen at first."""
        super().__init__(*args, **settings)
        self.suggested = {ring.name: ring for ring in rings_around(self.answers)}
        self.fields["rings"].choices = list(zip(self.suggested, self.suggested, strict=True))  # type: ignore[attr-defined]  # a field of choices
        chosen = [ring["name"] for ring in self.answers.get("rings", [])]
        self.initial["rings"] = chosen or list(self.suggested)
        self.fields["rings"].help_text = _(
            "Each ring lies around the one before. Money that stays in an inner ring stays in the outer ones too."
        )
        self.fields["rings"].error_messages["required"] = _("Choose at least one ring")

    def given(self) -> dict[str, Any]:
        """Return the chosen rings, inner to outer, in the words of a study file."""
        chosen = [ring for name, ring in self.suggested.items() if name in self.cleaned_data["rings"]]
        return {"rings": [ring.model_dump(mode="json", exclude_defaults=True) for ring in chosen]}


class LocalForm(QuestionForm):
    """Which definition of local the study rests on."""

    definition_of_local = forms.ChoiceField(label=_("What should count as local?"), widget=HintedRadios)

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Offer the definitions that the rings allow."""
        super().__init__(*args, **settings)
        specs = [RingSpec.model_validate(ring) for ring in self.answers["rings"]]
        rings = resolved(specs, self.answers["drawings"])
        self.fields["definition_of_local"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (each.definition_id, HintedChoice(each.definition_name, each.sentence))
            for each in all_definitions().values()
            if why_not_applicable(each, rings) is None
        ]
        self.initial.setdefault("definition_of_local", "premises")
        self.fields["definition_of_local"].help_text = _(
            "The same payments give different shares under different definitions. The picture will show all of them side by side."
        )


class DeletionForm(forms.Form):
    """The study's name, typed by whoever wants it deleted, so that no slip deletes one."""

    name = forms.CharField(
        label=_("Type the study’s name"), max_length=120, error_messages={"required": _("Type the study’s name")}
    )

    def __init__(self, *args: Any, study: Study, **settings: Any) -> None:
        """Show the name that is to be typed."""
        super().__init__(*args, **settings)
        self.study = study
        self.fields["name"].help_text = study.name

    def clean_name(self) -> str:
        """Refuse any other name."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name.casefold() != " ".join(self.study.name.split()).casefold():
            raise ValidationError(_("Type the name as it stands beside the question"))
        return name
