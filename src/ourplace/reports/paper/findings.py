"""What the paper says in words: the findings that the figures allow, what is uncertain, what to check."""

from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Section, Table, Unknown
from ourplace.reports.page.sections.anchors import describe_anchors
from ourplace.reports.page.sections.categories import category_name, describe_categories
from ourplace.reports.page.sections.change import describe_change
from ourplace.reports.page.sections.flow import describe_flow
from ourplace.reports.page.sections.overlap import describe_overlap
from ourplace.reports.page.sections.peers import describe_peers
from ourplace.reports.page.sections.sensitivity import describe_sensitivity
from ourplace.reports.page.sections.supplier_kinds import describe_supplier_kinds
from ourplace.reports.page.sections.sureness import finding
from ourplace.reports.page.sections.top_suppliers import describe_top_suppliers
from ourplace.reports.reading import headline_ring, pooled, rows_of, spend_shown
from ourplace.reports.report import Report
from ourplace.reports.wording import INTERVAL, count, counted, number_word, percent, percent_range, pounds

_DESCRIBED = (
    describe_anchors,
    describe_flow,
    describe_categories,
    describe_supplier_kinds,
    describe_top_suppliers,
    describe_overlap,
    describe_peers,
    describe_change,
    describe_sensitivity,
)
_CATEGORIES, _TO_CHECK, _NOTES = 6, 8, 6


def main_findings(report: Report) -> list[str]:
    """Return the findings of the sections that have something to show, one sentence each."""
    sections = [describe(report) for describe in _DESCRIBED]
    return [_sentence(section) for section in sections if not isinstance(section.blocks[0], Unknown)]


def uncertainties(report: Report) -> list[str]:
    """Return why the figures are not certain: the mode, the unplaced, the doubt, the state of the files."""
    found = [report.mode_reason]
    coverage = pooled(report, "coverage")
    if coverage:
        row = coverage[0]
        found.append(
            f"{pounds(row['unplaced_gbp'])} of the {pounds(row['analysed_gbp'])} analysed went to suppliers that could not "
            f"be placed, and {pounds(row['redacted_gbp'])} more to payees whose names the publishers removed."
        )
    rows = sorted(rows_of(report, "suppliers_to_review"), key=lambda row: row["review_rank"])
    if rows:
        found.append(f"{finding(report, rows)}.")
    notes = list(report.notes)
    if len(notes) > _NOTES:
        more = len(notes) - _NOTES
        notes = [*notes[:_NOTES], f"The web page lists {counted(more, 'further note')} on the data."]
    return [*found, *notes]


def recommendations(report: Report) -> list[str]:
    """Return what to do to be surer, each only where the study calls for it."""
    found: list[str] = []
    if rows_of(report, "suppliers_to_review"):
        found.append(
            "Check by hand where the suppliers in the table below are, and record it with the command 'ourplace review'."
        )
    open_files = [receipt["file_name"] for receipt in report.receipts if receipt["warnings"]]
    if open_files:
        files = counted(len(open_files), "file")
        found.append(f"Look at the warnings on {files}; the workbook's sheet 'Receipt' has them line by line.")
    if report.mode != "imputed":
        found.append(
            "Add registers that cover the whole nation, or supplier lists with postcodes, before quoting a share."
        )
    if not rows_of(report, "change"):
        found.append("Add the year before, so that change can be shown like for like.")
    return found


def leak_table(report: Report) -> Table | None:
    """Return the need categories with the largest leakage, None where there is no figure."""
    ring = headline_ring(report)
    rows = [row for row in pooled(report, "need_categories", ring_id=ring.band_id) if row["leakage_gbp"]]
    if not rows:
        return None
    rows.sort(key=lambda row: -float(row["leakage_gbp"]))
    return Table(
        f"Of the {spend_shown(report)}, what leaves {ring.name}: the {number_word(len(rows[:_CATEGORIES]))} largest need categories",
        ["Need category", "#Analysed", "#Stays", "#Share", f"#{INTERVAL}", "#Leaves"],
        [
            [
                category_name(row),
                pounds(row["analysed_gbp"]),
                pounds(row["local_gbp"]),
                percent(row["local_share"]),
                percent_range(row["local_share_low"], row["local_share_high"]),
                pounds(row["leakage_gbp"]),
            ]
            for row in rows[:_CATEGORIES]
        ],
    )


def check_table(report: Report) -> Table | None:
    """Return the first suppliers to check by hand, None where there are none."""
    rows = sorted(rows_of(report, "suppliers_to_review"), key=lambda row: row["review_rank"])[:_TO_CHECK]
    if not rows:
        return None
    withheld = individual_ids(report)
    return Table(
        f"The first {len(rows)} suppliers to check by hand",
        ["Supplier", "#Rank", "#Paid", f"#Probability in {headline_ring(report).name}", "#Share of the doubt"],
        [
            [
                printed_name(row, withheld),
                count(row["review_rank"]),
                pounds(row["amount_gbp"]),
                percent(row["probability_local"], places=0),
                percent(row["variance_share"]),
            ]
            for row in rows
        ],
        "The web page has the first twenty, the workbook all.",
    )


def _sentence(section: Section) -> str:
    return f"{section.title.rstrip('.?')}."
