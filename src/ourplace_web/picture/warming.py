"""Making a new process of the server ready before anybody asks it for a page: what is imported at the first, and results opened."""

import logging
import threading
from contextlib import suppress

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from ourplace.reports import TooFewSuppliersError
from ourplace.studies import last_run_stamp
from ourplace_web.picture.results import REPORTS_KEPT, public_report_for, report_for
from ourplace_web.picture.topics import TOPICS
from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results
from ourplace_web.studies.study_folder import study_folder

log = logging.getLogger(__name__)
TEMPLATES = ("picture/headline.html", "picture/topic.html", "picture/figure.html", "picture/public_headline.html")


def warm_up() -> None:
    """Import every page and open the results of the studies run last, these beside what is asked meanwhile.

    Nothing is shown to anybody: a result is kept in the process as the first reader would leave it there.
    """
    import_pages()
    threading.Thread(target=open_results, name="open-results", daemon=True).start()


def import_pages() -> None:
    """Import every view and read the templates of the picture, which the first request would otherwise wait for."""
    patterns = list(get_resolver().url_patterns)
    for name in TEMPLATES:
        get_template(name)
    log.info("%d groups of addresses and %d topics are ready", len(patterns), len(TOPICS))


def open_results() -> None:
    """Gather the reports of the studies run last, as many as a process keeps, and of those published what the public may see.

    What cannot be opened is left to its readers.
    """
    try:
        for study in studies_run_last(REPORTS_KEPT):
            run = latest_results(study)
            if run is not None:
                report_for(run)
            if run is not None and study.published_at is not None:
                with suppress(TooFewSuppliersError):
                    public_report_for(run)
    except Exception:
        # A study that is being deleted, or a database that is not there yet: its first reader is told, not the server.
        log.exception("Results could not be opened beforehand")
    finally:
        connections.close_all()


def studies_run_last(most: int) -> list[Study]:
    """Return the studies whose results are newest, the newest last, so that it is kept longest."""
    stamps = {study: last_run_stamp(study_folder(study)) for study in Study.objects.select_related("network")}
    finished = sorted((study for study in stamps if stamps[study] is not None), key=lambda study: stamps[study] or 0)
    return finished[-most:]
