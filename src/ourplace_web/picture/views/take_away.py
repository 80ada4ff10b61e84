"""What can be taken away of a study: its reports, its open data, and any table."""

import tempfile
import zipfile
from pathlib import Path
from typing import IO

import pyarrow as pa
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from pyarrow import csv as arrow_csv

from ourplace.reports import NoSuchViewError
from ourplace.studies import open_figures
from ourplace.studies.opening import with_individuals_marked
from ourplace.studies.publishing import harmless, plain, withhold_individuals
from ourplace_web.accounts.models import signed_in
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.picture.predicates import may_publish, may_take_suppliers
from ourplace_web.picture.seeing import Seen, of_results
from ourplace_web.studies.access import study_for

NAMES_WITHOUT_IDS = "paid_supplier_names"


@of_results
def take_away(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Show what can be taken away, and to whom it may be given."""
    person = signed_in(request)
    content = seen.content(
        may_take_suppliers=may_take_suppliers(person, seen.study), may_publish=may_publish(person, seen.study)
    )
    return render(request, "picture/take_away.html", content)


@of_results
def take_report(request: HttpRequest, seen: Seen) -> FileResponse:  # noqa: ARG001 (every view takes it)
    """Send the place report as one web page. Individuals are not named in it."""
    return attached(seen.run.result.reports["Report"].open("rb"), f"{seen.study.slug}-report.html")


@of_results
def take_paper(request: HttpRequest, seen: Seen) -> FileResponse:  # noqa: ARG001 (every view takes it)
    """Send the committee paper. Individuals are not named in it."""
    return attached(seen.run.result.reports["Committee paper"].open("rb"), f"{seen.study.slug}-summary.docx")


def take_workbook(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponseBase:
    """Send an analyst the workbook, which lists every supplier with the anchors that pay it."""
    study_for(request, network_slug, study_slug, may=may_take_suppliers)
    return workbook_of(request, network_slug, study_slug)


def take_open_data(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponseBase:
    """Send an analyst the open data in one archive; whom else it is given is theirs to decide."""
    study_for(request, network_slug, study_slug, may=may_take_suppliers)
    return open_data_of(request, network_slug, study_slug)


@of_results
def workbook_of(request: HttpRequest, seen: Seen) -> FileResponse:
    """Send the workbook, and keep in the log that it was taken."""
    keep(request, seen, "workbook")
    return attached(seen.run.result.reports["Workbook"].open("rb"), f"{seen.study.slug}-workbook.xlsx")


@of_results
def open_data_of(request: HttpRequest, seen: Seen) -> FileResponse:
    """Send the open data, and keep in the log that they were taken."""
    keep(request, seen, "open data")
    return attached(archive_of(seen), f"{seen.study.slug}-open-data.zip")


def keep(request: HttpRequest, seen: Seen, what: str) -> None:
    """Keep in the log that somebody took suppliers' names away."""
    record(
        signed_in(request), Verb.SUPPLIERS_TAKEN, seen.study, network_id=seen.network.public_id, details={"what": what}
    )


def archive_of(seen: Seen) -> IO[bytes]:
    """Return an open archive of a study's open data, deleted when it is closed."""
    archive = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    with tempfile.TemporaryDirectory(prefix="ourplace-") as name:
        folder = Path(name)
        open_figures(seen.run.study, seen.run.result.folder, folder=folder)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    zipped.write(path, path.relative_to(folder))
    archive.seek(0)
    return archive


@of_results
def take_table(request: HttpRequest, seen: Seen, indicator_id: str) -> HttpResponse:  # noqa: ARG001 (every view takes it)
    """Send one table of results as CSV: no individual's name, no formula, and suppliers of an anchor to those who may see them."""
    if indicator_id not in seen.whole.tables:
        raise NoSuchViewError("There is no such table", why="no indicator has this name", next_step="go back")
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(harmless(shared(seen, seen.whole.tables[indicator_id])), sink)
    headers = {"Content-Disposition": f'attachment; filename="{seen.study.slug}-{indicator_id}.csv"'}
    return HttpResponse(sink.getvalue().to_pybytes(), content_type="text/csv; charset=utf-8", headers=headers)


def shared(seen: Seen, table: pa.Table) -> pa.Table:
    """Return a table without the names of individuals: marked by id, and lists of names without ids left out."""
    suppliers = seen.whole.suppliers
    people = suppliers.filter(suppliers["is_individual"])["supplier_id"]
    kept = table.drop_columns([NAMES_WITHOUT_IDS]) if NAMES_WITHOUT_IDS in table.column_names else table
    return plain(withhold_individuals(with_individuals_marked(kept, people)))


def attached(file: IO[bytes], name: str) -> FileResponse:
    """Return a file to keep, streamed, under a name of ours that no browser can take for anything else."""
    return FileResponse(file, as_attachment=True, filename=name)
