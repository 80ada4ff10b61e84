"""Saying which column of a file is what, before ten of its own rows."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from ourplace.spend import SheetPreview, SpendError
from ourplace_web.accounts.models import signed_in
from ourplace_web.design.forms import posted
from ourplace_web.networks.predicates import may_change_files_of
from ourplace_web.uploads.access import file_for
from ourplace_web.uploads.correcting import correct, overrides_of, sheet_to_correct
from ourplace_web.uploads.forms import ColumnsForm
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receipts import receipt_of
from ourplace_web.uploads.storage import place
from ourplace_web.uploads.views.receipts import page


def correct_columns(
    request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str, public_id: UUID
) -> HttpResponse:
    """Show ten rows under what each column was recognised as, and read the file again as somebody says."""
    upload = file_for(request, (network_slug, study_slug, anchor_slug), public_id, may=may_change_files_of)
    said = overrides_of(upload)
    try:
        sheet = sheet_to_correct(place(upload), said)
    except SpendError as problem:
        sheet = None
        messages.error(request, str(problem))
    if sheet is None:
        return redirect(upload)
    form = ColumnsForm(posted(request), sheet=sheet, recognised=recognised_in(upload, sheet), said=said)
    if request.method == "POST" and form.is_valid():
        count = correct(upload, form.overrides(), signed_in(request))
        sentence = ngettext(
            "The file is read again as you said.",
            "%(count)s files of this layout are read again as you said. Later ones will be read so too.",
            count,
        )
        messages.success(request, sentence % {"count": count})
        return redirect(upload)
    return render(request, "uploads/correct_columns.html", page(upload) | {"form": form, "sheet": sheet})


def recognised_in(upload: Upload, sheet: SheetPreview) -> Mapping[int, str]:
    """Return what each column of a sheet was recognised as, by its number; nothing where the file could not be read."""
    shown = receipt_of(upload)
    sheets = shown.receipt.sheets if shown else ()
    columns = next((one.columns for one in sheets if one.sheet_name == sheet.sheet_name), ())
    return {column.position: column.role for column in columns if column.use == "used" and column.role}
