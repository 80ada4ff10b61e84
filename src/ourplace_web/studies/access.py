"""From an address to a study that its reader may see."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from ourplace_web.accounts.models import Person, signed_in
from ourplace_web.studies.models import Study
from ourplace_web.studies.predicates import may_see_study

Predicate = Callable[[Person | None, Study], bool]


def study_for(request: HttpRequest, network_slug: str, study_slug: str, *, may: Predicate = may_see_study) -> Study:
    """Return the study of an address, with its network.

    Raises:
        Http404: there is none, or it is of a network that the reader does not belong to.
        PermissionDenied: the reader may see it, and may not do this.
    """
    found = Study.objects.select_related("network", "made_by")
    study = found.filter(network__slug=network_slug, slug=study_slug).first()
    person = signed_in(request)
    if study is None or not may_see_study(person, study):
        raise Http404
    if may is not may_see_study and not may(person, study):
        raise PermissionDenied
    return study
