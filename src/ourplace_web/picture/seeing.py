"""From an address to the results as its reader may see them, from the ring, the anchor and the category that it names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from ourplace.reports import NoSuchViewError, Report, categories_of, naming_suppliers_of, seen_from, sentence_under
from ourplace.reports.keys import FigureRef, ref_of
from ourplace.reports.reading import anchor_name, rings, rows_of
from ourplace.reports.report import ALL_ANCHORS
from ourplace.studies import LastRun
from ourplace_web.accounts.models import signed_in
from ourplace_web.networks.models import Network
from ourplace_web.picture.forms import NOT_KNOWN
from ourplace_web.picture.predicates import anchors_open_to
from ourplace_web.picture.results import report_for, report_since_last_study
from ourplace_web.picture.topics import TOPICS
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results

PictureView = Callable[Concatenate[HttpRequest, "Seen", ...], HttpResponseBase]
CHANGE = "change"
"""What the topic and the indicator of change are called in addresses."""
CHOICES = ("ring", "anchor", "category", "local")


@dataclass(frozen=True)
class Seen:
    """A study's results for one reader: the whole report, and the same from the ring, the anchor and the category of the address."""

    study: Study
    run: LastRun
    whole: Report
    report: Report
    anchors_open: frozenset[str]
    local: str
    address_query: str

    @property
    def network(self) -> Network:
        """Return the study's network."""
        return self.study.network

    @property
    def ring_choices(self) -> list[tuple[str, str, bool]]:
        """Return the rings to choose from: id, name, and whether it is the one seen from."""
        chosen = self.report.headline_ring_id
        return [(band.band_id, band.name, band.band_id == chosen) for band in rings(self.report)]

    @property
    def anchor_choices(self) -> list[tuple[str, str, bool]]:
        """Return the anchors to choose from, all together first."""
        chosen = self.report.seen_anchor_id
        every = [ALL_ANCHORS, *(anchor.anchor_id for anchor in self.report.anchors)]
        return [(anchor_id, anchor_name(self.report, anchor_id), anchor_id == chosen) for anchor_id in every]

    @property
    def from_where(self) -> list[str]:
        """Return the names of what the page is seen from, for a page on paper: the ring, the anchors, the category."""
        choices = (self.ring_choices, self.anchor_choices, self.category_choices)
        return [words for of_one in choices for _id, words, is_chosen in of_one if is_chosen]

    @property
    def category_choices(self) -> list[tuple[str, str, bool]]:
        """Return the need categories to choose from, all together first."""
        chosen = self.report.seen_category
        named = [(code or NOT_KNOWN, name, code == chosen) for code, name in categories_of(self.whole)]
        return [("", _("All categories"), chosen is None), *named]

    @property
    def local_choices(self) -> list[tuple[str, str, bool]]:
        """Return the definitions of local to choose from."""
        rows = rows_of(self.whole, "definition_sensitivity", anchor_id=ALL_ANCHORS)
        names = {row["definition_id"]: row["definition_name"] for row in rows}
        names.setdefault(self.whole.definition_id, self.whole.definition_name)
        return [(name, words, name == self.local) for name, words in names.items()]

    @property
    def under(self) -> str:
        """Return the headline under the definition of local that the address names, in a sentence; empty under the study's own."""
        try:
            return "" if self.local == self.report.definition_id else sentence_under(self.report, self.local)
        except NoSuchViewError as error:
            return f"{error.what}: {error.why}."

    @property
    def under_ref(self) -> FigureRef | None:
        """Return which figure the headline under another definition is; None where there is none."""
        seen_from = {"anchor_id": self.report.seen_anchor_id, "ring_id": self.report.headline_ring_id}
        rows = rows_of(self.report, "definition_sensitivity", definition_id=self.local, **seen_from)
        return next((ref_of("definition_sensitivity", row) for row in rows), None)

    def content(self, **more: Any) -> dict[str, Any]:
        """Return what every template of the picture needs, and more."""
        shared = {"seen": self, "study": self.study, "network": self.network, "report": self.report}
        return shared | {"topics": TOPICS, "query": self.address_query} | more


def seen_by(
    request: HttpRequest, network_slug: str, study_slug: str, *, with_change: bool = False
) -> Seen | HttpResponse:
    """Return a study's results as the reader may see them; where it has none yet, the page that says so.

    With change means since the last study of the same place, which has to be opened for it.

    Raises:
        Http404: there is no such study, or it is none of the reader's business.
        NoSuchViewError: the address names a ring, an anchor, a category or a definition that the study does not have.
    """
    study = study_for(request, network_slug, study_slug)
    run = latest_results(study)
    if run is None:
        return render(request, "picture/none_yet.html", {"study": study, "network": study.network})
    is_open = anchors_open_to(signed_in(request), study)
    gathered = report_since_last_study(study, run) if with_change else report_for(run)
    whole = naming_suppliers_of(gathered, is_open)
    ring_id, anchor_id, category, local = (request.GET.get(name) or None for name in CHOICES)
    return Seen(
        study=study,
        run=run,
        whole=whole,
        report=seen_from(
            whole, ring_id=ring_id, anchor_id=anchor_id, category="" if category == NOT_KNOWN else category
        ),
        anchors_open=is_open,
        local=known_definition(whole, local),
        address_query=query_of(request.GET),
    )


def known_definition(report: Report, definition_id: str | None) -> str:
    """Return a definition of local that a study has figures for; its own where none is named.

    Raises:
        NoSuchViewError: it has none under that definition.
    """
    if definition_id is None or definition_id == report.definition_id:
        return report.definition_id
    if not rows_of(report, "definition_sensitivity", definition_id=definition_id):
        raise NoSuchViewError(
            f"The study has no figure under the definition '{definition_id}'",
            why="it was not worked out for it, or does not fit its rings",
            next_step="choose one of the definitions that are listed",
        )
    return definition_id


def query_of(given: QueryDict) -> str:
    """Return the choices of an address as the end of another, so that links keep them: `?ring=lancashire`, or nothing."""
    kept = QueryDict(mutable=True)
    for name in CHOICES:
        kept.setlist(name, [value for value in given.getlist(name)[-1:] if value])
    written = kept.urlencode()
    return f"?{written}" if written else ""


def of_results(view: PictureView) -> Callable[..., HttpResponseBase]:
    """Give a view the results that its address is about; answer for it where there are none, or none such."""

    @wraps(view)
    def answer(request: HttpRequest, network_slug: str, study_slug: str, **address: str) -> HttpResponseBase:
        try:
            seen = seen_by(request, network_slug, study_slug, with_change=CHANGE in address.values())
            return view(request, seen, **address) if isinstance(seen, Seen) else seen
        except NoSuchViewError as error:
            return no_such_view(request, error)

    return answer


def no_such_view(request: HttpRequest, error: NoSuchViewError) -> HttpResponse:
    """Answer an address that names what the study does not have, saying what to do next."""
    return render(request, "picture/no_such_view.html", {"error": error}, status=404)
