"""The place report that an analyst puts in front of a board: a web page, a workbook and a committee paper."""

from ourplace.reports.categories import categories_of
from ourplace.reports.contributions import Contributions
from ourplace.reports.exceptions import NoSuchViewError, TooFewSuppliersError
from ourplace.reports.explained import Explained, explained
from ourplace.reports.headline import facts, headline_sentences, key_figures, sentence_under
from ourplace.reports.mapped import outlines_geojson, suppliers_geojson
from ourplace.reports.page.sections import describe_section
from ourplace.reports.page.writing import render_html, write_html
from ourplace.reports.paper.writing import write_docx
from ourplace.reports.public import made_public, suppressed
from ourplace.reports.report import Anchor, Band, Mode, Outcome, Period, ReceiptRow, Report, Source
from ourplace.reports.seen import naming_suppliers_of, seen_from
from ourplace.reports.since import changed_since
from ourplace.reports.workbook.writing import write_xlsx

__all__ = [
    "Anchor",
    "Band",
    "Contributions",
    "Explained",
    "Mode",
    "NoSuchViewError",
    "Outcome",
    "Period",
    "ReceiptRow",
    "Report",
    "Source",
    "TooFewSuppliersError",
    "categories_of",
    "changed_since",
    "describe_section",
    "explained",
    "facts",
    "headline_sentences",
    "key_figures",
    "made_public",
    "naming_suppliers_of",
    "outlines_geojson",
    "render_html",
    "seen_from",
    "sentence_under",
    "suppliers_geojson",
    "suppressed",
    "write_docx",
    "write_html",
    "write_xlsx",
]
