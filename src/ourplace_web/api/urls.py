"""Addresses of the interface, its description, and the tokens that open it."""

from django.urls import path

from ourplace_web.api import views
from ourplace_web.api.interface import interface_urls, nothing_there

urlpatterns = [
    path("api/", views.api_description, name="api_description"),
    path("api/v1/", interface_urls()),
    path("api/v1/<path:rest>", nothing_there, name="api_nothing_there"),
    path("networks/<slug:network_slug>/tokens/", views.tokens, name="tokens"),
    path("networks/<slug:network_slug>/tokens/new/", views.make_own_token, name="make_token"),
    path("networks/<slug:network_slug>/tokens/<int:number>/end/", views.end_a_token, name="end_token"),
]
