"""The tabs of a study's pages."""

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
