"""Which payments an address asks for."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict

from ourplace.reports import NoSuchViewError
from ourplace.studies import Behind

NOT_KNOWN = "none"


class BehindForm(forms.Form):
    """One supplier, one need category, one anchor; each may be left open."""

    supplier = forms.CharField(required=False, max_length=80)
    category = forms.CharField(required=False, max_length=20)
    anchor = forms.CharField(required=False, max_length=60)


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
    category = form.cleaned_data["category"]
    return Behind(
        anchor_ids=[anchor] if anchor else sorted(anchors_open),
        supplier_id=form.cleaned_data["supplier"] or None,
        need_category_code="" if category == NOT_KNOWN else category or None,
    )
