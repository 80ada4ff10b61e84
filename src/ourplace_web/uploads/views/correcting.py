"""Saying how a file is to be read, before ten of its own rows and what becomes of them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ourplace.spend import Overrides, SheetPreview, SpendError
from ourplace_web.accounts.models import signed_in
from ourplace_web.design.forms import posted
from ourplace_web.networks.predicates import may_change_files_of
from ourplace_web.uploads.access import file_for
from ourplace_web.uploads.correcting import correct, overrides_of, sheet_to_correct
from ourplace_web.uploads.forms import ColumnsForm
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.reading_form import ReadingForm, shape_of
from ourplace_web.uploads.storage import place
from ourplace_web.uploads.trying import RowBeside, Tried, beside, roles_in, tried, tried_now
from ourplace_web.uploads.views.receipts import page

LINES_SHOWN = 10


@dataclass
class Correction:
    """The page while it is made: a file, what was said of it before and is said now, and the rows that are looked at.

    `before` is how it is read; `after` how it would be, once somebody has said something else.
    """

    upload: Upload
    path: Path
    said: Overrides
    now_said: Overrides
    sheet: SheetPreview
    before: Tried
    after: Tried | None = None

    @property
    def lines(self) -> list[int]:
        """Return the lines of the rows that are shown."""
        return [line for line, _cells in self.sheet.rows]

    @property
    def rows(self) -> list[RowBeside]:
        """Return the rows as they are read, and as they would be."""
        return beside(self.before, self.after, sheet_name=self.sheet.sheet_name, lines=self.lines)

    @property
    def has_moved(self) -> bool:
        """Return whether the table is said to stand elsewhere than before."""
        return shape_of(self.now_said) != shape_of(self.said)

    def say(self, said: Overrides) -> None:
        """Take what is said now. Columns that were named before are forgotten where the table has moved."""
        self.now_said = said
        if self.has_moved:
            self.now_said = said.model_copy(update={"columns": {}, "ignore_columns": ()})

    def look_at_table(self) -> None:
        """Turn to the table where it is now said to stand.

        Raises:
            SpendError: a setting names something that the file does not have.
        """
        said, study = self.now_said, self.upload.study
        self.sheet = sheet_to_correct(self.path, said, name=self.sheet.sheet_name) or self.sheet
        self.after = tried(self.path, said, study=study, lines=self.lines)
        self.before = tried_now(self.path, self.said, study=study, lines=self.lines)

    def reading_form(self, request: HttpRequest) -> ReadingForm:
        """Return the form of everything but the columns."""
        shown_sheet = self.before.sheet(self.sheet.sheet_name)
        receipt = shown_sheet.receipt if shown_sheet else None
        return ReadingForm(posted(request), said=self.said, sheets=self.before.receipts, shown=receipt)

    def columns_form(self, sent: QueryDict | None) -> ColumnsForm:
        """Return the form of the columns of the table that is shown."""
        recognised = roles_in(self.after or self.before, self.sheet.sheet_name)
        return ColumnsForm(sent, sheet=self.sheet, recognised=recognised, said=self.now_said)


def correct_columns(
    request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str, public_id: UUID
) -> HttpResponse:
    """Show rows under what each column was recognised as, try what somebody says on them, and read the file again so."""
    upload = file_for(request, (network_slug, study_slug, anchor_slug), public_id, may=may_change_files_of)
    try:
        work = begun(upload, overrides_of(upload), wanted_lines(request), request.GET.get("sheet"))
    except SpendError as problem:
        messages.error(request, str(problem))
        return redirect(upload)
    if work is None:
        messages.error(request, _("There is no row in this file to say anything about."))
        return redirect(upload)
    return answer(request, work)


def begun(upload: Upload, said: Overrides, lines: Collection[int], sheet_name: str | None) -> Correction | None:
    """Return the page of a file as it is read now; None where it has no rows.

    Raises:
        SpendError: the file is no table.
    """
    path = place(upload)
    sheet = sheet_to_correct(path, said, name=sheet_name, lines=lines)
    if sheet is None:
        return None
    shown = [line for line, _cells in sheet.rows]
    return Correction(upload, path, said, said, sheet, tried_now(path, said, study=upload.study, lines=shown))


def answer(request: HttpRequest, work: Correction) -> HttpResponse:
    """Answer with the page; with what would become of the rows where somebody asks; or read the file again as they say."""
    reading, columns = work.reading_form(request), work.columns_form(posted(request))
    if request.method != "POST" or not reading.is_valid():
        return shown(request, work, reading, columns)
    work.say(reading.overrides())
    try:
        if work.has_moved:
            work.look_at_table()
        if request.POST.get("shape", shape_of(work.said)) != shape_of(work.now_said):
            sentence = _("This is the table as you say. Look at its columns, then choose “Read it again”.")
            messages.info(request, sentence)
            return shown(request, work, reading, work.columns_form(None))
        columns = work.columns_form(request.POST)
        if columns.is_valid():
            work.after = tried(work.path, columns.overrides(), study=work.upload.study, lines=work.lines)
            if "look" not in request.POST:
                return read_again(request, work.upload, columns.overrides())
    except SpendError as problem:
        reading.add_error(None, str(problem))
    return shown(request, work, reading, columns)


def read_again(request: HttpRequest, upload: Upload, overrides: Overrides) -> HttpResponse:
    """Keep what was said, and lead to the file's page while it is read again."""
    count = correct(upload, overrides, signed_in(request))
    sentence = ngettext(
        "The file is read again as you said.",
        "%(count)s files of this layout are read again as you said. Later ones will be read so too.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect(upload)


def shown(request: HttpRequest, work: Correction, reading: ReadingForm, columns: ColumnsForm) -> HttpResponse:
    """Return the page."""
    content = page(work.upload) | {
        "work": work,
        "reading": reading,
        "columns": columns,
        "forms": [columns, reading],
        "shape": shape_of(work.now_said),
    }
    return render(request, "uploads/correct_columns.html", content)


def wanted_lines(request: HttpRequest) -> list[int]:
    """Return the lines that an address asks to look at, the first ten at most."""
    asked = [part for part in request.GET.get("lines", "").split(",") if part.isdecimal() and len(part) < LINES_SHOWN]
    return [int(part) for part in asked[:LINES_SHOWN]]
