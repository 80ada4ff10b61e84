"""Addresses of an institution's files in all studies, beneath its network's."""

from django.urls import path

from ourplace_web.uploads.views.deleting import delete_files

urlpatterns = [
    path("networks/<slug:network_slug>/organisations/<slug:slug>/files/delete/", delete_files, name="delete_files"),
]
