"""What several pages of a study show: its tabs, and why there is nothing to see yet."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.design.tabs import shown_tabs
from ourplace_web.studies.models import Study
from ourplace_web.studies.tabs import STUDY_TABS

register = template.Library()


@register.inclusion_tag("design/tabs.html", takes_context=True)
def study_tabs(context: dict[str, Any], study: Study, here: str) -> dict[str, Any]:
    """Show the tabs of a study that the reader may see; `here` is the address's name of the page they are at."""
    person = signed_in(context["request"])
    arguments = [study.network.slug, study.slug]
    tabs = shown_tabs(STUDY_TABS, person=person, thing=study, arguments=arguments, here=here)
    return {"tabs": tabs, "name": _("Study")}


@register.inclusion_tag("studies/no_results_yet.html")
def no_results_yet(study: Study) -> dict[str, Any]:
    """Say why a study has no results and what leads to them: its files, a run, or the patience to wait for the one under way.

    The page needs `{% htmx_script %}`: with it the run is watched, and the page is shown anew when it has ended.
    """
    run = study.runs.filter(finished_at=None).order_by("asked_at").first()
    return {"study": study, "run_under_way": run, "has_files": run is None and study.uploads.exists()}
