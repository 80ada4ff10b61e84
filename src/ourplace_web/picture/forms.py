"""Which payments an address asks for, and the address that asks for some."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from ourplace.reports import NoSuchViewError
from ourplace.studies import Behind

NOT_KNOWN = "none"
# What each choice of payments is called in an address.
FIELDS: Mapping[str, str] = {
    "supplier_id": "supplier",
    "need_category_code": "category",
    "business_type": "type",
    "size": "size",
    "sic_section_code": "sector",
    "kind": "kind",
}
MAY_BE_UNKNOWN = frozenset({"need_category_code", "sic_section_code"})
PUBLISHED = "published"


class BehindForm(forms.Form):
    """One supplier, one need category, one sort of supplier, one kind, one anchor; each may be left open."""

    supplier = forms.CharField(required=False, max_length=80)
    category = forms.CharField(required=False, max_length=20)
    type = forms.CharField(required=False, max_length=60)
    size = forms.CharField(required=False, max_length=20)
    sector = forms.CharField(required=False, max_length=20)
    kind = forms.CharField(required=False, max_length=40)
    anchor = forms.CharField(required=False, max_length=60)
    spend = forms.ChoiceField(required=False, choices=[(PUBLISHED, PUBLISHED)])


def behind_in(given: QueryDict, anchors_open: Collection[str]) -> Behind:
    """Return the payments that an address asks for, of anchors that its reader may see.

    Raises:
        NoSuchViewError: it asks for an anchor whose payments the reader may not see, or what cannot be.
    """
    form = BehindForm(given)
    anchor = given.get("anchor", "")
    if not form.is_valid() or (anchor and anchor not in anchors_open):
        raise NoSuchViewError(
            "These payments cannot be shown",
            why="the address asks for payments of an anchor that you may not see, or is mistyped",
            next_step="go back to the figure and choose its payments there",
        )
    told = {name: form.cleaned_data[field] for name, field in FIELDS.items() if form.cleaned_data[field]}
    known = {name: "" if name in MAY_BE_UNKNOWN and value == NOT_KNOWN else value for name, value in told.items()}
    return Behind(
        anchor_ids=[anchor] if anchor else sorted(anchors_open),
        **known,
        only_analysed=form.cleaned_data["spend"] != PUBLISHED,
    )


def address_of(behind: Behind, anchor_id: str | None) -> str:
    """Return the end of the address that asks for some payments, of one anchor or of all that its reader may see."""
    told = {field: getattr(behind, name) for name, field in FIELDS.items()}
    named = {field: value or NOT_KNOWN for field, value in told.items() if value is not None}
    whole = {} if behind.only_analysed else {"spend": PUBLISHED}
    return urlencode({**named, **({"anchor": anchor_id} if anchor_id else {}), **whole})
