"""Which column of a file is what."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ourplace.spend import Overrides, SheetPreview
from ourplace_web.uploads.roles import ROLES, role_words

SEVERAL = {"payee_address"}


class ColumnsForm(forms.Form):
    """A choice for each column, begun with what it was recognised as; what is left as it was says nothing."""

    def __init__(
        self, *args: Any, sheet: SheetPreview, recognised: Mapping[int, str], said: Overrides, **settings: Any
    ) -> None:
        """Offer every role for every column."""
        super().__init__(*args, **settings)
        self.sheet, self.recognised, self.said = sheet, recognised, said
        choices = [("", _("Not used")), *ROLES.items()]
        for number, (header, letter) in enumerate(zip(sheet.headers, sheet.letters, strict=True), start=1):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header or _("Column %(letter)s") % {"letter": letter},
                choices=choices,
                required=False,
                initial=recognised.get(number, ""),
            )

    def chosen(self) -> dict[int, str]:
        """Return the role chosen for each column, by its number."""
        return {
            number: self.cleaned_data.get(f"column_{number}", "") for number in range(1, len(self.sheet.headers) + 1)
        }

    def clean(self) -> dict[str, Any]:
        """Refuse two columns of one role, and a file in which nobody is paid or nothing is."""
        content: dict[str, Any] = super().clean() or self.cleaned_data
        roles = Counter(role for role in self.chosen().values() if role and role not in SEVERAL)
        for role in [role for role, count in roles.items() if count > 1]:
            self.add_error(None, _("Two columns are “%(role)s”. Choose one of them.") % {"role": role_words(role)})
        if "payee" not in roles:
            self.add_error(None, _("Choose the column that says who was paid."))
        if not {"amount", "debit", "credit"} & set(roles):
            self.add_error(None, _("Choose the column with the amount."))
        return content

    def overrides(self) -> Overrides:
        """Return what was said, together with what was said before and still holds."""
        changed = {number: role for number, role in self.chosen().items() if role != self.recognised.get(number, "")}
        columns: dict[Any, str] = {
            role: name for role, name in self.said.columns.items() if role in self.chosen().values()
        }
        columns |= {role: f"column {number}" for number, role in changed.items() if role}
        freed = {f"column {number}" for number, role in changed.items() if role}
        ignored = [name for name in self.said.ignore_columns if name not in freed]
        ignored += [f"column {number}" for number, role in changed.items() if not role]
        return self.said.model_copy(update={"columns": columns, "ignore_columns": tuple(dict.fromkeys(ignored))})

    @property
    def columns(self) -> Sequence[tuple[Any, Sequence[str]]]:
        """Return each column's field with its cells, for a table that is laid out by column."""
        cells = [
            [row[place] if place < len(row) else "" for _line, row in self.sheet.rows]
            for place in range(len(self.sheet.headers))
        ]
        return [(self[f"column_{place + 1}"], column) for place, column in enumerate(cells)]
