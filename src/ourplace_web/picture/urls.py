"""Addresses of a study's picture, of what is taken away, and of its public page."""

from django.urls import path

from ourplace_web.picture.views import mapping, meanings, pages, payments, public, take_away

STUDY = "networks/<slug:network_slug>/studies/<slug:study_slug>/"
PLACE = "place/<slug:network_slug>/<slug:study_slug>/"

urlpatterns = [
    path("meanings/", meanings.meanings, name="meanings"),
    path(f"{STUDY}picture/", pages.picture, name="picture"),
    path(f"{STUDY}picture/payments/", payments.payments, name="picture_payments"),
    path(f"{STUDY}picture/payments.csv", payments.payments_csv, name="picture_payments_csv"),
    path(f"{STUDY}picture/tables/<slug:indicator_id>.csv", take_away.take_table, name="picture_table"),
    path(f"{STUDY}picture/map/outlines.geojson", mapping.outlines, name="map_outlines"),
    path(f"{STUDY}picture/map/suppliers.geojson", mapping.suppliers, name="map_suppliers"),
    path(f"{STUDY}picture/figures/<slug:indicator_id>/", pages.indicator, name="picture_indicator"),
    path(f"{STUDY}picture/figures/<slug:indicator_id>/<path:key>/", pages.figure, name="picture_figure"),
    path(f"{STUDY}picture/<slug:topic_slug>/", pages.topic, name="picture_topic"),
    path(f"{STUDY}take-away/", take_away.take_away, name="take_away"),
    path(f"{STUDY}take-away/report.html", take_away.take_report, name="take_report"),
    path(f"{STUDY}take-away/summary.docx", take_away.take_paper, name="take_paper"),
    path(f"{STUDY}take-away/workbook.xlsx", take_away.take_workbook, name="take_workbook"),
    path(f"{STUDY}take-away/open-data.zip", take_away.take_open_data, name="take_open_data"),
    path(f"{STUDY}publish/", public.publish, name="publish"),
    path(f"{STUDY}unpublish/", public.unpublish, name="unpublish"),
    path("place/<slug:network_slug>/", public.place, name="place"),
    path(PLACE, public.public_page, name="public_page"),
    path(f"{PLACE}map/outlines.geojson", public.public_outlines, name="public_outlines"),
    path(f"{PLACE}embed/", public.embed, name="embed"),
    path(f"{PLACE}<slug:topic_slug>/", public.public_topic, name="public_topic"),
]
