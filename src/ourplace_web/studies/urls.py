"""Addresses of a network's studies."""

from django.urls import path

from ourplace_web.studies.views.about import study
from ourplace_web.studies.views.deleting import delete_study
from ourplace_web.studies.views.drawing import draw_place, ground
from ourplace_web.studies.views.making import check_new_study, new_study, new_study_question

urlpatterns = [
    path("new/", new_study, name="new_study"),
    path("new/check/", check_new_study, name="check_new_study"),
    path("new/draw/", draw_place, name="draw_place"),
    path("new/ground.geojson", ground, name="ground"),
    path("new/<slug:question_slug>/", new_study_question, name="new_study_question"),
    path("<slug:study_slug>/", study, name="study"),
    path("<slug:study_slug>/delete/", delete_study, name="delete_study"),
]
