"""What the words mean, where the data come from, and how anybody can make this report again."""

from ourplace.reports.page.blocks import Block, Code, Prose, Section, Table, Terms, Unknown
from ourplace.reports.reading import rings
from ourplace.reports.report import Report
from ourplace.reports.wording import INTERVAL, dated, day, day_span, joined, word_for

WORDS = (
    (
        "Analysed spend",
        (
            "Payments for goods and services, works, by card and of a kind not known. Grants, payments to other public bodies, money "
            "passed through and payees whose names are redacted are left out of every share, and shown beside it."
        ),
    ),
    ("Leaves", "Spend with suppliers outside a ring: leakage from it."),
    (
        "Placed, unplaced",
        "A supplier is placed where some fact that counts says where it is. Unplaced is neither local nor leaked.",
    ),
    (
        INTERVAL,
        (
            "The range that holds the true figure nine times in ten, given the probabilities of who and where suppliers are. It does not "
            "cover what a file leaves out."
        ),
    ),
    ("Hard bounds", "The local share if every unplaced pound went elsewhere, and if every one stayed."),
)


def describe_definitions(report: Report) -> Section:
    """Return the section with the definition of local and of each indicator."""
    terms = [(f"Local: {report.definition_name[:1].lower()}{report.definition_name[1:]}", report.definition_sentence)]
    nested = joined([band.name for band in rings(report)])
    terms.append(("Rings", f"{nested}, from the inside outwards; a ring includes the rings inside it."))
    terms += WORDS
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
            [source.title, source.publisher, source.licence, dated(source.as_at), source.url or "not stated"]
            for source in report.sources
        ],
    )
    return Section("sources", "Sources", "Sources and licences", [table])


def describe_making(report: Report) -> Section:
    """Return the section on how to make the report again."""
    spans = [(receipt["first_date"], receipt["last_date"]) for receipt in report.receipts]
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    span = day_span(min(firsts, default=None), max(lasts, default=None))
    blocks: list[Block] = [
        Prose(
            f"Made by OurPlace {report.version} on {day(report.made_on)}. The payments used are dated {span}. "
            "The same files and the same version give the same figures."
        ),
        Code(report.command),
    ]
    return Section("reproduce", "How to repeat it", "How to make this report again", blocks)
