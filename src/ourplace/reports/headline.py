"""The sentences a board reads first: how much was paid, how much stays, how sure that is."""

from dataclasses import dataclass

from ourplace.reports.exceptions import NoHeadlineError, NoSuchViewError
from ourplace.reports.keys import FigureRef, ref_of
from ourplace.reports.reading import anchor_name, anchors_seen, headline_ring, on_what, pooled, reason_unknown, rings
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.wording import (
    INTERVAL,
    counted,
    day,
    joined,
    percent,
    percent_range,
    pounds,
    pounds_range,
    sentence_case,
)


@dataclass(frozen=True)
class Fact:
    """What a reader of the first figures needs beside them, the section that says more, and the figure in it where there is one."""

    term: str
    words: str
    section_id: str
    ref: FigureRef | None = None


@dataclass(frozen=True)
class KeyFigure:
    """One large figure with what it is, how sure it is, and which row of which table it is."""

    figure: str
    words: str
    sureness: str
    ref: FigureRef


def headline_row(report: Report) -> Row:
    """Return the pooled row of local share for the headline ring.

    Raises:
        NoHeadlineError: the local share has no such row.
    """
    ring = headline_ring(report)
    rows = pooled(report, "local_share", ring_id=ring.band_id)
    if not rows:
        raise NoHeadlineError(
            f"There is no local share for {ring.name}",
            why=reason_unknown(
                report, "local_share", "the table 'local_share' has no row for all anchors and this ring"
            ),
            next_step="run the study again; if no payment could be used, `ourplace check` says why",
        )
    return rows[0]


def payers(report: Report) -> str:
    """Return who paid: the name of the only anchor or of the one from which the report is seen, or `six anchors`."""
    if report.seen_anchor_id != ALL_ANCHORS:
        return anchor_name(report, report.seen_anchor_id)
    if len(report.anchors) == 1:
        return anchor_name(report, report.anchors[0].anchor_id)
    return counted(len(report.anchors), "anchor")


def headline_sentences(report: Report) -> list[str]:
    """Return the report's first sentences; where the figure is not for all analysed spend, the first says so."""
    row, ring = headline_row(report), headline_ring(report).name
    if row["mode"] == "bounds_only":
        return _bounds_only(report, row, ring)
    if row["mode"] == "placed":
        return _placed(report, row, ring)
    return [
        (
            f"Of the {pounds(row['analysed_gbp'])} of analysed spend{on_what(report)} that {payers(report)} paid from {_days(report)}, "
            f"{pounds(row['local_gbp'])} ({percent(row['local_share'])}, {_interval(row)}) stays in {ring}."
        ),
        *_outer_rings(report, row, "of it"),
    ]


def sentence_under(report: Report, definition_id: str) -> str:
    """Return the headline under another definition of local, in one sentence; that there is none by need category, where one is seen.

    Raises:
        NoSuchViewError: the definition was not worked out for this study.
    """
    ring = headline_ring(report)
    if report.seen_category is not None:
        return f"How much of the spend{on_what(report)} stays in {ring.name} under another definition is not worked out: those figures are for all need categories together."
    rows = pooled(report, "definition_sensitivity", ring_id=ring.band_id, definition_id=definition_id)
    if not rows:
        raise NoSuchViewError(
            f"The study has no figure under the definition '{definition_id}'",
            why="it was not worked out for it, or does not fit its rings",
            next_step="choose one of the definitions that are listed",
        )
    row = rows[0]
    bounds = f"between {percent(row['bound_low_share'])} and {percent(row['bound_high_share'])}"
    if row["local_share"] is None:
        return f"{row['definition_name']}: no single figure can be given; {bounds} stays in {ring.name}."
    of_what = "placed spend" if row["mode"] == "placed" else "analysed spend"
    return f"{row['definition_name']}: {percent(row['local_share'])} of the {of_what} ({_interval(row)}) stays in {ring.name}."


def key_figures(report: Report) -> list[KeyFigure]:
    """Return what stays in each ring and what leaves the ring after the headline's, for large type.

    Where only part of the spend is placed, that part comes first. A ring that all placed spend stays in says nothing and is
    left out, unless it is the headline's.
    """
    rows = _ring_rows(report)
    headline = headline_row(report)
    told = [row for row in rows if row["ring_id"] == headline["ring_id"] or _tells_something(row)]
    found = [*_placed_part(headline), *(_stays(row) for row in told)]
    leaves = _leaving_row(report)
    if leaves is not None and leaves["leakage_gbp"] is not None:
        found.append(
            KeyFigure(
                pounds(leaves["leakage_gbp"]),
                f"{_of_placed(leaves)}leaves {leaves['ring_name']}",
                f"{INTERVAL} {pounds_range(leaves['leakage_gbp_low'], leaves['leakage_gbp_high'])}",
                ref_of("local_share", leaves),
            )
        )
    return found


def facts(report: Report) -> list[Fact]:
    """Return the definition, the payments, what was left out, the anchors and the making, with where to read more."""
    dated = Fact("Payments", _days(report), "sources")
    anchors = Fact(
        "Anchors", joined([anchor_name(report, anchor_id) for anchor_id in anchors_seen(report)]), "anchors"
    )
    made = Fact("Made", f"{day(report.made_on)}, OurPlace {report.version}", "reproduce")
    return [Fact("Local means", report.definition_name, "definitions"), dated, *_left_out(report), anchors, made]


def _left_out(report: Report) -> list[Fact]:
    rows = pooled(report, "coverage")
    if not rows:
        return []
    words = f"{pounds(rows[0]['not_analysed_gbp'])} of the {pounds(rows[0]['published_gbp'])} published"
    return [Fact("Left out", words, "left-out", ref_of("coverage", rows[0]))]


def _tells_something(row: Row) -> bool:
    if row["local_share"] is None:
        return row["bound_low_share"] is not None
    return percent(row["local_share"]) != "100.0%"


def _placed_part(row: Row) -> list[KeyFigure]:
    if row["mode"] != "placed":
        return []
    rest = pounds(float(row["analysed_gbp"]) - float(row["placed_gbp"]))
    words = f"of the analysed spend could be placed: {pounds(row['placed_gbp'])} of {pounds(row['analysed_gbp'])}"
    return [
        KeyFigure(percent(row["placed_share"]), words, f"where {rest} went is not known", ref_of("local_share", row))
    ]


def _days(report: Report) -> str:
    return f"{day(report.period.start_date)} to {day(report.period.end_date)}"


def _interval(row: Row) -> str:
    return f"{INTERVAL} {percent_range(row['local_share_low'], row['local_share_high'])}"


def _of_placed(row: Row) -> str:
    return "of the placed spend " if row["mode"] == "placed" else ""


def _ring_rows(report: Report) -> list[Row]:
    rows = {row["ring_id"]: row for row in pooled(report, "local_share")}
    return [rows[band.band_id] for band in rings(report) if band.band_id in rows]


def _leaving_row(report: Report) -> Row | None:
    """Return the row of the ring just outside the headline's, the one whose leakage a region talks about."""
    rows = _ring_rows(report)
    outer = [row for row in rows if row["ring_index"] > headline_ring(report).band_index]
    return next(iter(outer), rows[-1] if rows else None)


def _outer_rings(report: Report, headline: Row, of_what: str) -> list[str]:
    row = _leaving_row(report)
    if row is None or row["local_gbp"] is None:
        return []
    if row["ring_id"] == headline["ring_id"]:
        return [f"{pounds(row['leakage_gbp'])} leaves {row['ring_name']}."]
    return [
        (
            f"{pounds(row['local_gbp'])} {of_what} ({percent(row['local_share'])}, {_interval(row)}) stays in "
            f"{row['ring_name']}; {pounds(row['leakage_gbp'])} leaves {row['ring_name']}."
        )
    ]


def _placed(report: Report, row: Row, ring: str) -> list[str]:
    """Return the sentences on a share of placed spend: the first says so, and gives the bounds over all spend as well."""
    return [
        (
            f"Only {percent(row['placed_share'])} of the analysed spend{on_what(report)} could be placed: of that {pounds(row['placed_gbp'])}, "
            f"{pounds(row['local_gbp'])} ({percent(row['local_share'])}, {_interval(row)}) stays in {ring}; of all "
            f"{pounds(row['analysed_gbp'])}, between {percent(row['bound_low_share'])} and {percent(row['bound_high_share'])}."
        ),
        f"{sentence_case(payers(report))} paid the {pounds(row['analysed_gbp'])} from {_days(report)}.",
        *_outer_rings(report, row, "of the placed spend"),
    ]


def _bounds_only(report: Report, row: Row, ring: str) -> list[str]:
    return [
        (
            f"No single figure can be given for the share that stays in {ring}: only {percent(row['placed_share'])} of the "
            f"spend{on_what(report)} could be placed by sources that cover every area alike."
        ),
        (
            f"Of the {pounds(row['analysed_gbp'])} of analysed spend{on_what(report)} that {payers(report)} paid from {_days(report)}, between "
            f"{pounds(row['bound_low_gbp'])} and {pounds(row['bound_high_gbp'])} "
            f"({percent_range(row['bound_low_share'], row['bound_high_share'])}) stays in {ring}."
        ),
    ]


def _stays(row: Row) -> KeyFigure:
    name = row["ring_name"]
    if row["local_share"] is None:
        return KeyFigure(
            percent_range(row["bound_low_share"], row["bound_high_share"]),
            f"the bounds of what stays in {name}",
            f"{pounds_range(row['bound_low_gbp'], row['bound_high_gbp'])}; no single figure can be given",
            ref_of("local_share", row),
        )
    sureness = sentence_case(_interval(row))
    if row["mode"] == "placed":
        sureness += f"; of all analysed spend {percent_range(row['bound_low_share'], row['bound_high_share'])}"
    words = f"{_of_placed(row)}stays in {name}: {pounds(row['local_gbp'])}"
    return KeyFigure(percent(row["local_share"]), words, sureness, ref_of("local_share", row))
