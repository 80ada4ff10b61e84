"""What a run found, on one screen: how much stays, within what interval, and where the reports are."""

from ourplace import studies
from ourplace.cli.screen import OUT, escape, millions, percent, show_table


def show_headline(result: "studies.StudyResult") -> None:
    """Print the pooled figure of each ring with its interval and bounds, the findings, and the reports' paths."""
    headline = result.headline
    OUT.print()
    OUT.print(f"[bold]{escape(headline.title)}[/], {escape(headline.period)}")
    OUT.print(escape(headline.sentence))
    OUT.print()
    rows = [
        [
            ring.name,
            millions(ring.local_gbp),
            f"{millions(ring.local_gbp_low)} to {millions(ring.local_gbp_high)}",
            percent(ring.local_share),
            f"{percent(ring.local_share_low)} to {percent(ring.local_share_high)}",
            f"{percent(ring.bound_low_share)} to {percent(ring.bound_high_share)}",
            millions(ring.leakage_gbp),
            f"{millions(ring.leakage_gbp_low)} to {millions(ring.leakage_gbp_high)}",
        ]
        for ring in headline.rings
    ]
    headings = ["Ring", "Stays", "90% interval", "Share", "90% interval", "Hard bounds", "Leaves", "90% interval"]
    show_table(f"All anchors: {millions(headline.analysed_gbp)} analysed", headings, rows)
    OUT.print(f"Definition of local: {escape(headline.definition)}. {escape(headline.mode_reason)}")
    for finding in result.findings:
        OUT.print(f"[yellow]•[/] {escape(finding.sentence)}")
    OUT.print()
    for label, path in result.reports.items():
        OUT.print(f"{label:<16} {path}", soft_wrap=True)
