"""`ourplace suppliers`: loose lists of names matched with registers, and how good the matching is."""

from pathlib import Path
from typing import Annotated

import typer

from ourplace import studies
from ourplace.cli.screen import OUT, escape, percent, pounds, progress_bars, show_json, show_table

suppliers = typer.Typer(help="Match names with registers, without a study.", no_args_is_help=True)

BAR = 24
MOST_CANDIDATES = 5
OUTCOME_WORDS = {
    "match": "matched with an organisation",
    "unsure": "likelier an organisation than none, but worth a look",
    "no match": "no organisation of the registers",
    "person": "shaped like a person's name: not looked up",
    "withheld": "withheld by the publisher: not looked up",
    "no name": "no name: empty, without a letter or digit, or only a legal form",
}
COMPARED = (
    ("payee_count", "Payees"),
    ("precision", "Precision"),
    ("recall", "Recall"),
    ("f1", "F1"),
    ("false_link_share", "False links"),
    ("calibration_error", "Calibration error"),
)

Registers = Annotated[
    list[str],
    typer.Option(
        "--register",
        metavar="PATH",
        help="A register to look names up in; may be given several times. A publisher's file, `ID=PATH` where the file does"
        " not tell which register it is, or the name of one that was added with `ourplace registers add`.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="WHAT=HEADING",
        help="Which column holds what, where its heading is not recognised, such as `postcode=PCODE`; `postcode=` to use"
        " none. May be given several times.",
    ),
]
Folder = Annotated[
    Path | None, typer.Option(help="Where registers and their index are kept; the user's cache if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON, for a program to read.")]
Quiet = Annotated[bool, typer.Option(help="Show no progress.")]


@suppliers.command("match")
def match(
    names: Annotated[Path, typer.Argument(help="The list: a CSV file or a workbook with a column of names.")],
    *,
    register: Registers,
    out: Annotated[Path, typer.Option(help="The CSV file that receives the matches.")],
    name: Annotated[str | None, typer.Option(help="The heading of the names, where it is not recognised.")] = None,
    column: Columns = None,
    candidates: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_CANDIDATES,
            help="Write a row for each organisation that a name may be, up to so many, instead of a row a name.",
        ),
    ] = None,
    folder: Folder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write, for each name of a list, the organisation that it is, how probable that is, and why.

    The columns `company_number`, `charity_number`, `postcode`, `date` and `need_category_code` (a CPV division or code)
    are used where the list has them. Names shaped like a person's are not looked up. Exit code 0: done; 1: done, and some
    cells or rows of the list could not be read; 2: the list or a register could not be used.
    """
    with progress_bars(quiet=quiet or as_json) as progress:
        matched = studies.match_names(
            names, registers=register, name=name, columns=asked_columns(column), folder=folder, progress=progress
        )
        studies.write_matches(matched, out, candidates=candidates, progress=progress)
    if as_json:
        show_json({**matched.summary(), "out": str(out)})
    else:
        show_matches(matched, out)
    raise typer.Exit(matched.exit_code)


@suppliers.command("evaluate")
def evaluate(
    labels: Annotated[Path, typer.Argument(help="Payees with their true company or charity number, as CSV.")],
    *,
    register: Registers,
    column: Columns = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, help="The probability from which a link is made; what studies use if not given."
        ),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="How many of the costliest errors to print.")] = 20,
    plot: Annotated[Path | None, typer.Option(help="Write the calibration as an SVG picture.")] = None,
    folder: Folder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure the matching on labelled payees: precision, recall, F1, calibration and the costliest errors.

    LABELS has the columns `payee_name`, and `company_number` or `charity_number`, both empty for a payee that no register
    holds; and may have `amount_gbp`, `organisation_name`, `postcode`, `date`, `need_category_code`,
    `printed_company_number` and `printed_charity_number`. Exit code 0: done; 1: done, and surely worse than the committed
    result, or with labels that could not be read; 2: the labels or a register could not be used.
    """
    with progress_bars(quiet=quiet or as_json) as progress:
        report = studies.evaluate_labels(
            labels,
            registers=register,
            threshold=threshold,
            error_count=errors,
            columns=asked_columns(column),
            folder=folder,
            progress=progress,
        )
    if plot is not None:
        studies.write_calibration_plot(report, plot)
    if as_json:
        show_json({**report.to_json(), "plot": str(plot) if plot else None})
    else:
        show_report(report)
        if plot is not None:
            OUT.print(escape(f"The calibration is drawn in {plot}"))
    raise typer.Exit(report.exit_code)


def asked_columns(said: list[str] | None) -> dict[str, str]:
    """Return the headings by what they hold, from `WHAT=HEADING` texts.

    Examples:
        >>> asked_columns(["postcode=PCODE", "date="])
        {'postcode': 'PCODE', 'date': ''}
    """
    parts = [text.partition("=") for text in said or ()]
    for what, equals, _ in parts:
        if not equals:
            message = f"'{what}' is not of the form WHAT=HEADING"
            raise typer.BadParameter(message, param_hint="--column")
    return {what.strip(): heading.strip() for what, _, heading in parts}


def show_matches(matched: "studies.NameMatches", out: Path) -> None:
    """Print how many names had which outcome, what was read, and what could not be."""
    summary = matched.summary()
    total = summary["name_count"]
    counts = [
        [OUTCOME_WORDS[outcome], f"{count:,}", percent(count / total if total else None)]
        for outcome, count in summary["outcomes"].items()
        if count
    ]
    show_table(
        f"{total:,} names, {summary['distinct_count']:,} of them distinct", ["Outcome", "Names", "Share"], counts
    )
    for what, heading in summary["columns"].items():
        OUT.print(escape(f"  {what} was read from '{heading}'"))
    show_inputs(summary["registers"], summary["findings"])
    OUT.print(escape(f"The matches are in {out}"))


def show_inputs(registers: list[dict[str, object]], findings: list[str]) -> None:
    """Print which registers were used, with what of them was not, and what of the list could not be read."""
    for one in registers:
        line = f"  Register {one['id']}: {one['organisation_count']:,} organisations from {one['source']}"
        unused = studies.register_rejections(one)
        OUT.print(escape(line + (f"; {unused}" if unused else "")))
    for finding in findings:
        OUT.print(f"[yellow]•[/] {escape(finding)}")


def show_report(report: "studies.LabelReport") -> None:
    """Print the figures with their intervals, the calibration, the committed result beside, and the errors."""
    last = report.at_threshold
    OUT.print(
        escape(
            f"{report.label_count:,} labels in {report.source}; {last.payee_count:,} count, each payee once:"
            f" {last.matchable_count:,} with an organisation that the registers hold, {last.unmatchable_count:,} without"
        )
    )
    for why, count in report.left_out.items():
        OUT.print(escape(f"  {count:,} left out: {why}"))
    if report.absent_count:
        OUT.print(
            escape(f"  {report.absent_count:,} name an organisation that the registers do not hold: none is right")
        )
    show_inputs(list(report.registers), list(report.findings))
    show_figures(report)
    show_calibration(report)
    show_beside(report)
    show_errors(report)


def show_figures(report: "studies.LabelReport") -> None:
    """Print precision, recall and F1 at each threshold with their intervals."""
    rows = [
        [
            f"{one.threshold:g}",
            f"{one.linked_count:,}",
            with_interval(one.precision, one.precision_low, one.precision_high),
            with_interval(one.recall, one.recall_low, one.recall_high),
            with_interval(one.f1, one.f1_low, one.f1_high),
            percent(one.false_link_share),
        ]
        for one in report.evaluations
    ]
    headings = ["Links from", "Links", "Precision", "Recall", "F1", "False links"]
    show_table("How good the links are (95% intervals)", headings, rows)


def show_calibration(report: "studies.LabelReport") -> None:
    """Print for each band of probabilities what was said and what was so, with bars."""
    rows = [
        [
            f"{row.low:.1f} to {row.high:.1f}",
            f"{row.count:,}",
            f"{row.mean_probability:.3f}",
            with_interval(row.share_right, row.share_right_low, row.share_right_high),
            bar(row.share_right, row.mean_probability),
        ]
        for row in report.at_threshold.calibration
    ]
    headings = ["Probability", "Payees", "Said", "Right", "#: right  |: said".ljust(BAR)]
    show_table("Whether probabilities mean what they say", headings, rows)
    OUT.print(f"Expected calibration error: {report.at_threshold.calibration_error:.3f}")


def show_beside(report: "studies.LabelReport") -> None:
    """Print these figures and those committed with the model, one under the other."""
    rows = [
        [title, *(f"{figures[key]:,}" if key == "payee_count" else f"{figures[key]:.3f}" for key, _ in COMPARED)]
        for title, figures in studies.figures_beside(report).items()
    ]
    show_table("Beside the committed result", ["Result", *(heading for _, heading in COMPARED)], rows)
    if report.has_learned_from_these:
        OUT.print(
            "[yellow]•[/] The model learned from these labels, so the figures here flatter it; the committed are held out."
        )
    for sentence in report.worse:
        OUT.print(f"[yellow]•[/] Worse than committed, with these labels and registers: {escape(sentence)}")


def show_errors(report: "studies.LabelReport") -> None:
    """Print the costliest errors."""
    if not report.errors:
        return
    rows = [
        [
            one["payee_name"],
            one["kind"],
            f"{one['best_name']} ({one['best']})" if one["best"] else "none",
            one["truth"] or "none",
            f"{one['probability']:.2f}",
            pounds(one["amount_gbp"]),
        ]
        for one in report.errors
    ]
    headings = ["Payee", "Error", "Likeliest", "Truth", "Probability", "Paid"]
    show_table(f"The costliest errors, links from {report.threshold:g}", headings, rows, numbers_from=4)


def with_interval(share: float, low: float, high: float) -> str:
    """Return a share with its interval.

    Examples:
        >>> with_interval(0.974, 0.9675, 0.98)
        '0.974 (0.968-0.980)'
    """
    return f"{share:.3f} ({low:.3f}-{high:.3f})"


def bar(right: float, said: float) -> str:
    """Return a bar as long as the share that was right, with a mark where the probability said it would end.

    Examples:
        >>> bar(0.5, 0.75).rstrip()
        '############      |'
    """
    cells = list(("#" * round(right * BAR)).ljust(BAR + 1))
    cells[round(said * BAR)] = "|"
    return "".join(cells)
