"""The sections of the page, one file each, in the order in which they are read."""

from collections.abc import Callable, Mapping

from ourplace.reports.exceptions import NoSuchViewError
from ourplace.reports.page.blocks import Section
from ourplace.reports.page.sections.anchors import describe_anchors
from ourplace.reports.page.sections.categories import describe_categories, describe_leakage, describe_local_supply
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

DESCRIBERS: Mapping[str, Callable[[Report], Section]] = {
    "rings": describe_rings,
    "anchors": describe_anchors,
    "flow": describe_flow,
    "map": describe_map,
    "leakage": describe_leakage,
    "local-supply": describe_local_supply,
    "who": describe_supplier_kinds,
    "suppliers": describe_top_suppliers,
    "peers": describe_peers,
    "overlap": describe_overlap,
    "change": describe_change,
    "sensitivity": describe_sensitivity,
    "influenceable": describe_influenceable,
    "left-out": describe_left_out,
    "sureness": describe_sureness,
    "definitions": describe_definitions,
    "sources": describe_sources,
    "reproduce": describe_making,
}


def describe_section(report: Report, section_id: str) -> Section:
    """Return one section of the report, drawn by itself.

    Raises:
        NoSuchViewError: there is no section of that id.
    """
    if section_id not in DESCRIBERS:
        raise NoSuchViewError(
            f"The report has no section '{section_id}'",
            why=f"its sections are {', '.join(DESCRIBERS)}",
            next_step="choose one of them",
        )
    return DESCRIBERS[section_id](report)
