"""Addresses of a study's runs, beneath the study's own."""

from django.urls import path

from ourplace_web.runs.views.running import cancel_run, run, runs, start_run

RUNS = "<slug:study_slug>/runs/"

urlpatterns = [
    path(RUNS, runs, name="runs"),
    path(f"{RUNS}start/", start_run, name="start_run"),
    path(f"{RUNS}<uuid:public_id>/", run, name="run"),
    path(f"{RUNS}<uuid:public_id>/cancel/", cancel_run, name="cancel_run"),
]
