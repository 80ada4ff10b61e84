"""How much of the spend the anchors can influence at all: by its type, by what could be bought nearby, by contract."""

from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.page.blocks import Section, Table, Unknown, about, figure
from ourplace.reports.reading import anchor_name, pooled, reason_unknown, rows_of
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import percent, pounds, word_for

_CLASSES = {"yes": "band-0", "no": "elsewhere", "unknown": "unplaced"}


def describe_influenceable(report: Report) -> Section:
    """Return the section on influenceable spend: yes, no and not known, always all three."""
    pooled_rows = {row["answer"]: row for row in pooled(report, "influenceable")}
    if not pooled_rows:
        reason = reason_unknown(report, "influenceable", "the files do not say which contracts bind the anchors")
        unknown = Unknown("Influenceable spend", reason)
        return Section("influenceable", "What can be influenced", "How much can be influenced", [unknown])
    bars = _bars(report)
    key = [(class_, word_for("answers", answer)) for answer, class_ in _CLASSES.items()]
    title = "Published spend that the anchors can influence"
    picture = figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide, key=key),
        name="influenceable", title=title, table=_table(report),
        note="Three tests: the type of spend, whether such things could be bought nearby, and whether a contract binds. "
        "All three yes: it can be influenced; any no: it cannot; otherwise not known.",
    )  # fmt: skip
    return Section("influenceable", "What can be influenced", _finding(pooled_rows), [picture])


def _finding(rows: dict[str, Row]) -> str:
    if "yes" in rows and rows["yes"]["amount_gbp"]:
        return f"{pounds(rows['yes']['amount_gbp'])} can be influenced, of all that was published"
    if "no" in rows:
        return (
            f"{percent(rows['no']['share'])} of the published spend cannot be influenced; how much can be is not known"
        )
    return "How much can be influenced is not known"


def _bars(report: Report) -> list[Bar]:
    bars = []
    for anchor_id in ["all", *(anchor.anchor_id for anchor in report.anchors)]:
        rows = {row["answer"]: row for row in rows_of(report, "influenceable", anchor_id=anchor_id)}
        if not rows:
            continue
        whole = sum(float(row["amount_gbp"] or 0) for row in rows.values()) or 1.0
        pieces = [
            (class_, float(rows[answer]["amount_gbp"] or 0) / whole)
            for answer, class_ in _CLASSES.items()
            if answer in rows
        ]
        can = rows["yes"]["amount_gbp"] if "yes" in rows else 0
        aside = f"{pounds(can)} of {pounds(whole)}" if can else f"of {pounds(whole)}"
        bars.append(Bar(anchor_name(report, anchor_id), pieces, aside))
    return bars


def _table(report: Report) -> Table:
    return about(
        "influenceable",
        rows_of(report, "influenceable"),
        Table(
            "Influenceable spend by anchor",
            ["Anchor", "Answer", "#Amount", "#Share", "#No by type", "#No by feasibility", "#No by lock-in"],
            [
                [
                    anchor_name(report, row["anchor_id"]),
                    word_for("answers", row["answer"]),
                    pounds(row["amount_gbp"]),
                    percent(row["share"]),
                    pounds(row["type_no_gbp"]),
                    pounds(row["feasibility_no_gbp"]),
                    pounds(row["lock_in_no_gbp"]),
                ]
                for row in rows_of(report, "influenceable")
            ],
        ),
    )
