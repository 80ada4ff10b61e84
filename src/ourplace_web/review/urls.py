"""Addresses of a study's review."""

from django.urls import path

from ourplace_web.review.views.exchange import judgements_file, review_sheet, upload_judgements
from ourplace_web.review.views.history import review_history, undo_judgement
from ourplace_web.review.views.listing import review, review_latest
from ourplace_web.review.views.supplier import review_supplier, review_supplier_judgements

urlpatterns = [
    path("", review, name="review"),
    path("latest/", review_latest, name="review_latest"),
    path("history/", review_history, name="review_history"),
    path("history/<int:number>/undo/", undo_judgement, name="undo_judgement"),
    path("sheet.xlsx", review_sheet, name="review_sheet"),
    path("judgements.jsonl", judgements_file, name="judgements_file"),
    path("upload/", upload_judgements, name="upload_judgements"),
    path("suppliers/<slug:supplier_id>/", review_supplier, name="review_supplier"),
    path("suppliers/<slug:supplier_id>/judgements/", review_supplier_judgements, name="review_supplier_judgements"),
]
