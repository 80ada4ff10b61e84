"""What the words and figures of the website mean, from the library's own texts: for websites without published documentation."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ourplace.indicators import all_indicators
from ourplace.parameters import parameter_value
from ourplace.places import all_definitions
from ourplace.reports.page.sections.method import WORDS


@login_not_required
def meanings(request: HttpRequest) -> HttpResponse:
    """Show anybody the words, the definitions of local, every indicator with how it is worked out, and what the public sees."""
    content = {
        "words": WORDS,
        "definitions": all_definitions().values(),
        "indicators": all_indicators(),
        "fewest": parameter_value("public_fewest_suppliers"),
        "dominance": parameter_value("public_dominance_percent"),
    }
    return render(request, "picture/meanings.html", content)
