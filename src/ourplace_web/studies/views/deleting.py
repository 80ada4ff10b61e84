"""Deleting a study, after saying what goes with it and what stays."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.design.forms import posted
from ourplace_web.studies.access import study_for
from ourplace_web.studies.deleting import delete_study as delete
from ourplace_web.studies.forms import DeletionForm
from ourplace_web.studies.predicates import may_change_study


def delete_study(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Ask whether a study is to be deleted, and delete it."""
    study = study_for(request, network_slug, study_slug, may=may_change_study)
    form = DeletionForm(posted(request), study=study)
    if request.method == "POST" and form.is_valid():
        delete(study, signed_in(request))
        messages.success(request, _("The study %(name)s was deleted, with everything in it.") % {"name": study.name})
        return redirect(study.network)
    content = {
        "study": study,
        "network": study.network,
        "form": form,
        "file_count": study.uploads.count(),
        "run_count": study.runs.count(),
        "judgement_count": study.judgements.count(),
    }
    return render(request, "studies/delete_study.html", content)
