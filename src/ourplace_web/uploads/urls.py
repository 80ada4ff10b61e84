"""Addresses of a study's files, beneath the study's own."""

from django.urls import path

from ourplace_web.uploads.views.correcting import correct_columns
from ourplace_web.uploads.views.listing import anchor_files, files
from ourplace_web.uploads.views.receipts import file, remove_file
from ourplace_web.uploads.views.sending import send_files

FILES = "<slug:study_slug>/files/"
FILE = f"{FILES}<slug:anchor_slug>/<uuid:public_id>/"

urlpatterns = [
    path(FILES, files, name="files"),
    path(f"{FILES}<slug:anchor_slug>/", anchor_files, name="anchor_files"),
    path(f"{FILES}<slug:anchor_slug>/send/", send_files, name="send_files"),
    path(FILE, file, name="file"),
    path(f"{FILE}columns/", correct_columns, name="correct_columns"),
    path(f"{FILE}remove/", remove_file, name="remove_file"),
]
