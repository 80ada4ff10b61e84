"""Addresses of a person's own account: our pages, then allauth's."""

from django.urls import include, path

from ourplace_web.accounts import views

urlpatterns = [
    path("", views.your_account, name="your_account"),
    path("name/", views.your_name, name="your_name"),
    path("", include("allauth.account.urls")),
    path("two-step/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
