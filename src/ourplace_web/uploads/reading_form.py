"""What can be said about a file beside its columns: where its table stands, and what its cells mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ourplace.spend import Overrides, SheetReceipt

# What settles which rows and columns there are; the other settings say what stands in them.
SHAPE = ("header_line", "sheets", "delimiter", "encoding")
MEANING = ("date_order", "decimal_mark", "amounts_in", "vat_basis", "date_basis")
LAST_HEADER_LINE = 1_000
CHOICES: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "date_order": (
        _("Order of dates"),
        {"dmy": _("Day, month, year"), "mdy": _("Month, day, year"), "ymd": _("Year, month, day")},
    ),
    "decimal_mark": (_("What parts pounds from pence"), {".": _("A point: 1,234.50"), ",": _("A comma: 1.234,50")}),
    "amounts_in": (
        _("Amounts are in"),
        {"pounds": _("Pounds"), "thousands": _("Thousands of pounds"), "millions": _("Millions of pounds")},
    ),
    "vat_basis": (
        _("VAT in the amounts"),
        {
            "net": _("Net: without VAT"),
            "gross": _("Gross: with VAT"),
            "net_with_irrecoverable_vat": _("Net, with the VAT that cannot be reclaimed"),
            "unknown": _("Not known"),
        },
    ),
    "date_basis": (
        _("What the dates are"),
        {
            "payment": _("When it was paid"),
            "clearing": _("When the payment cleared"),
            "posting": _("When it was entered in the accounts"),
            "invoice": _("The invoice’s date"),
            "month": _("The month alone"),
            "unknown": _("Not known"),
        },
    ),
    "delimiter": (
        _("What parts the columns"),
        {",": _("Comma"), ";": _("Semicolon"), "tab": _("Tab"), "|": _("Upright bar")},
    ),
    "encoding": (
        _("Encoding of letters"),
        {"utf-8": "UTF-8", "cp1252": _("Windows (cp1252)"), "utf-16": "UTF-16", "cp850": _("DOS (cp850)")},
    ),
}
# What the library calls the evidence for a setting, in the receipt of a sheet.
WHY = {name: f"{name}_why" for name in ("date_order", "decimal_mark", "vat_basis", "date_basis")}


class ReadingForm(forms.Form):
    """Each setting begun with what was said before; empty where the file's own evidence is to decide."""

    def __init__(
        self, *args: Any, said: Overrides, sheets: Sequence[SheetReceipt], shown: SheetReceipt | None, **settings: Any
    ) -> None:
        """Offer the settings that this sort of file has, with what was recognised in the sheet that is shown."""
        super().__init__(*args, **settings)
        self.said = said
        self.read_anyway = [sheet.sheet_name for sheet in sheets if sheet.is_read]
        self.fields["header_line"] = forms.IntegerField(
            label=_("Line with the names of the columns"),
            help_text=recognised_line(shown),
            min_value=0,
            max_value=LAST_HEADER_LINE,
            required=False,
            initial=said.header_line,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages={
                name: _("Enter the number of a line, from 1 to 1,000; or 0 where the columns have no names")
                for name in ("invalid", "min_value", "max_value")
            },
        )
        if len(sheets) > 1:
            self.fields["sheets"] = forms.MultipleChoiceField(
                label=_("Sheets to read"),
                choices=[(sheet.sheet_name, sheet_words(sheet)) for sheet in sheets],
                initial=list(said.sheets) if said.sheets is not None else self.read_anyway,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one sheet to read")},
            )
        is_text = len(sheets) == 1 and not sheets[0].sheet_name
        for name in CHOICES if is_text else MEANING:
            self.fields[name] = self.choice(name, shown)

    def choice(self, name: str, shown: SheetReceipt | None) -> forms.ChoiceField:
        """Return the field of one setting, which says what was recognised and why."""
        label, words = CHOICES[name]
        found, why = getattr(shown, name, ""), getattr(shown, WHY.get(name, ""), "")
        said = getattr(self.said, name) or ""
        others = {said: said} if said and said not in words else {}
        return forms.ChoiceField(
            label=label,
            choices=[("", _("As the file shows")), *words.items(), *others.items()],
            required=False,
            initial=said,
            help_text="" if said or found not in words else f"{words[found]}: {why}" if why else words[found],
        )

    @property
    def shape_fields(self) -> list[Any]:
        """Return the fields that settle which rows and columns there are."""
        return [self[name] for name in SHAPE if name in self.fields]

    @property
    def meaning_fields(self) -> list[Any]:
        """Return the fields that say what stands in the cells."""
        return [self[name] for name in MEANING]

    def overrides(self) -> Overrides:
        """Return what was said before with what is said here; its columns are as they were."""
        given: dict[str, Any] = {name: self.cleaned_data[name] or None for name in self.fields if name in CHOICES}
        given["header_line"] = self.cleaned_data["header_line"]
        sheets = self.cleaned_data.get("sheets")
        if sheets is not None:
            is_as_read = self.said.sheets is None and sheets == self.read_anyway
            given["sheets"] = None if is_as_read else tuple(sheets)
        return self.said.model_copy(update=given)


def shape_of(overrides: Overrides) -> str:
    """Return what settles the rows and columns of a file as one text, to tell whether a page still shows them."""
    return overrides.model_dump_json(include=set(SHAPE))


def recognised_line(shown: SheetReceipt | None) -> Any:
    """Return what to say beside the question for the header's line."""
    if shown is None or not shown.is_read:
        return _("As an editor or a spreadsheet counts. Put 0 where the columns have no names.")
    if not shown.header_lines:
        return _("No line was recognised as names. Put 0 where the columns have none.")
    lines = ", ".join(str(line) for line in shown.header_lines)
    return _("Line %(lines)s was recognised. Put 0 where the columns have no names.") % {"lines": lines}


def sheet_words(sheet: SheetReceipt) -> Any:
    """Return the name of a sheet with why it is not read, where it is not."""
    return sheet.sheet_name if sheet.is_read else f"{sheet.sheet_name} ({sheet.reason})"
