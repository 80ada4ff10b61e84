"""Every address of the website, by app."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

handler400 = "ourplace_web.pages.errors.bad_request"
handler403 = "ourplace_web.pages.errors.not_allowed"
handler404 = "ourplace_web.pages.errors.not_found"
handler500 = "ourplace_web.pages.errors.broken"

urlpatterns = [
    path("", include("ourplace_web.pages.urls")),
    path("account/", include("ourplace_web.accounts.urls")),
    path("", include("ourplace_web.networks.urls")),
    path("networks/<slug:network_slug>/studies/", include("ourplace_web.studies.urls")),
    path("networks/<slug:network_slug>/studies/", include("ourplace_web.uploads.urls")),
    path("", include("ourplace_web.uploads.organisation_urls")),
    path("networks/<slug:network_slug>/studies/", include("ourplace_web.runs.urls")),
    path("", include("ourplace_web.picture.urls")),
    path("networks/<slug:network_slug>/studies/<slug:study_slug>/review/", include("ourplace_web.review.urls")),
    path("", include("ourplace_web.api.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
]
