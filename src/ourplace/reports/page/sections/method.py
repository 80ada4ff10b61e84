"""What the words mean, where the data come from, and how anybody can make this report again."""

from ourplace.reports.page.blocks import Block, Code, Prose, Section, Table, Terms, Unknown
from ourplace.reports.reading import rings
from ourplace.reports.report import Report
from ourplace.reports.wording import day, day_span, joined, word_for


def describe_definitions(report: Report) -> Section:
    """Return the section with the definition of local and of each indicator."""
    terms = [(f"Local: {report.definition_name[:1].lower()}{report.definition_name[1:]}", report.definition_sentence)]
    nested = joined([band.name for band in rings(report)])
    terms.append(("Rings", f"{nested}, from the inside outwards; a ring includes the rings inside it."))
    terms += [(word_for("indicators", name), sentence) for name, sentence in report.sentences.items()]
    return Section("definitions", "Definitions", "What the words and figures mean", [Terms(terms)])


def describe_sources(report: Report) -> Section:
    """Return the section with the sources and their licences."""
    if not report.sources:
        unknown = Unknown("The sources", "the study names none")
        return Section("sources", "Sources", "Sources and licences", [unknown])
    table = Table(
        "Data sets used",
        ["Title", "Publisher", "Licence", "Date of the data", "Address"],
        [
            [source.title, source.publisher, source.licence, source.as_at or "unknown", source.url]
            for source in report.sources
        ],
    )
    return Section("sources", "Sources", "Sources and licences", [table])


def describe_making(report: Report) -> Section:
    """Return the section on how to make the report again."""
    spans = [(receipt["first_date"], receipt["last_date"]) for receipt in report.receipts]
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    dated = day_span(min(firsts, default=None), max(lasts, default=None))
    blocks: list[Block] = [
        Prose(
            f"Made by OurPlace {report.version} on {day(report.made_on)}. The payments used are dated {dated}. "
            "The same files and the same version give the same figures."
        ),
        Code(report.command),
    ]
    return Section("reproduce", "How to repeat it", "How to make this report again", blocks)
