"""The sections of the page, one file each, in the order in which they are read."""

from collections.abc import Callable

from ourplace.reports.page.blocks import Section
from ourplace.reports.page.sections.anchors import describe_anchors
from ourplace.reports.page.sections.categories import describe_categories
from ourplace.reports.page.sections.change import describe_change
from ourplace.reports.page.sections.flow import describe_flow
from ourplace.reports.page.sections.influenceable import describe_influenceable
from ourplace.reports.page.sections.left_out import describe_left_out
from ourplace.reports.page.sections.method import describe_definitions, describe_making, describe_sources
from ourplace.reports.page.sections.overlap import describe_overlap
from ourplace.reports.page.sections.peers import describe_peers
from ourplace.reports.page.sections.place_map import describe_map
from ourplace.reports.page.sections.rings import describe_rings
from ourplace.reports.page.sections.sensitivity import describe_sensitivity
from ourplace.reports.page.sections.supplier_kinds import describe_supplier_kinds
from ourplace.reports.page.sections.sureness import describe_sureness
from ourplace.reports.page.sections.top_suppliers import describe_top_suppliers
from ourplace.reports.report import Report

SECTIONS: tuple[Callable[[Report], Section], ...] = (
    describe_rings,
    describe_anchors,
    describe_flow,
    describe_map,
    describe_categories,
    describe_supplier_kinds,
    describe_top_suppliers,
    describe_peers,
    describe_overlap,
    describe_change,
    describe_sensitivity,
    describe_influenceable,
    describe_left_out,
    describe_sureness,
    describe_definitions,
    describe_sources,
    describe_making,
)
