"""What people say of a supplier in a form, as the row of a review sheet that the library takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from ourplace.suppliers.review import OTHER_ANSWERS, SAME_ANSWERS, business_types

ANSWERS = (*SAME_ANSWERS, *OTHER_ANSWERS)
NONE_OF_THESE, UNSURE = OTHER_ANSWERS[1], OTHER_ANSWERS[2]
LARGEST_SHEET = 10 * 1024 * 1024


class AnswerForm(forms.Form):
    """Everything that may be said of one supplier. `state` is the state in which it was looked at."""

    state = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[(one, one) for one in ANSWERS], required=False, widget=forms.HiddenInput)
    entity_id = forms.CharField(
        label=_("It is another organisation: its id"),
        help_text=_("For example GB-COH-01234567 for a company, GB-CHC-1000611 for a charity"),
        required=False,
        max_length=100,
    )
    postcode = forms.CharField(label=_("It is at this postcode"), required=False, max_length=12)
    local = forms.ChoiceField(
        label=_("Does it count as local?"),
        required=False,
        choices=[("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))],
    )
    ring = forms.ChoiceField(label=_("In which ring"), required=False)
    business_type = forms.ChoiceField(label=_("What it is"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Needed for a postcode and for what counts as local. Everybody who may see the supplier reads it."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rings: Mapping[str, str], **settings: Any) -> None:
        """Offer the study's rings and the library's sorts of organisation."""
        super().__init__(*args, **settings)
        self.fields["ring"].choices = [("", _("Not said")), *rings.items()]  # type: ignore[attr-defined]  # a field of choices
        types = [(one, one.replace("_", " ")) for one in business_types()]
        self.fields["business_type"].choices = [("", _("Not said")), *types]  # type: ignore[attr-defined]  # a field of choices

    def row(self, supplier_id: str) -> dict[str, str]:
        """Return what was said as a row of a review sheet."""
        given = self.cleaned_data
        answer = given["answer"] or (OTHER_ANSWERS[0] if given["entity_id"] else "")
        return sheet_row(
            supplier_id,
            state=given["state"],
            answer=answer,
            **{
                "Entity id": given["entity_id"],
                "Postcode": given["postcode"],
                "Local?": given["local"],
                "Ring": given["ring"],
                "Business type": given["business_type"],
                "Reason": " ".join(given["reason"].split()),
            },
        )


def sheet_row(supplier_id: str, *, state: str, answer: str = "", **more: str) -> dict[str, str]:
    """Return a row of a review sheet with one answer."""
    return {"Supplier id": supplier_id, "State (leave as it is)": state, "Answer": answer, **more}


def grid_rows(posted: Mapping[str, Any], supplier_ids: Sequence[str]) -> list[dict[str, str]]:
    """Return a row for each supplier of a grid that was answered."""
    given = {name: str(posted.get(f"answer-{name}", "")) for name in supplier_ids}
    return [
        sheet_row(name, state=str(posted.get(f"state-{name}", "")), answer=answer)
        for name, answer in given.items()
        if answer in ANSWERS
    ]


class SheetForm(forms.Form):
    """A file with judgements: a filled-in review sheet, or the library's own file."""

    sheet = forms.FileField(
        label=_("Review sheet or judgements file"),
        help_text=_("An .xlsx or .csv that was downloaded here, or judgements.jsonl. At most 10 MB."),
        validators=[
            FileExtensionValidator(["xlsx", "csv", "jsonl"], message=_("Choose an .xlsx, .csv or .jsonl file"))
        ],
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty. Choose another.")},
    )

    def clean_sheet(self) -> Any:
        """Refuse a file that no review comes near."""
        found = self.cleaned_data["sheet"]
        if found.size > LARGEST_SHEET:
            raise forms.ValidationError(_("The file is larger than 10 MB. A review sheet is much smaller."))
        return found
