"""Addresses of the first pages, and of what the website says of itself."""

from django.urls import path

from ourplace_web.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("networks/<slug:network_slug>/", views.network, name="network"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
