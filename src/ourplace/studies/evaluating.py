"""How good the matching is on labelled payees, beside what was committed with the model."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.progress import Progress, silent
from ourplace.reports.charts.calibration import CalibrationPoint, draw_calibration
from ourplace.reports.charts.palette import static_style
from ourplace.reports.charts.svg import standalone
from ourplace.reports.wording import shown_name
from ourplace.studies.cache import content_hash, write_atomically
from ourplace.studies.list_files import LABEL_ROLES, ListFile, amounts_of, evidence_of, read_list
from ourplace.studies.list_registers import open_list_registers
from ourplace.suppliers.calibrate import committed_model
from ourplace.suppliers.evaluate import Answer, Evaluation, costliest_errors, evaluate, summary
from ourplace.suppliers.exceptions import LabelsError
from ourplace.suppliers.labels import LabelAnswers, Truth, answer_labels
from ourplace.suppliers.numbers import charity_number, company_number
from ourplace.suppliers.people import is_person_shaped, names_a_person

EVEN = 0.5
COMPARED = ("payee_count", "precision", "recall", "f1", "false_link_share", "calibration_error")
NUMBER_ROLES = ("company_number", "charity_number")


@dataclass(frozen=True)
class LabelReport:
    """What labels say of the matching.

    `evaluations` are at even odds and at `threshold`. `committed` are the figures that came with the model, by what they are of;
    `worse` says where these labels are surely worse than those. `errors` are the costliest, names of persons withheld.
    """

    source: str
    label_count: int
    left_out: Mapping[str, int]
    absent_count: int
    threshold: float
    evaluations: tuple[Evaluation, ...]
    errors: tuple[dict[str, Any], ...]
    committed: Mapping[str, Mapping[str, float]]
    has_learned_from_these: bool
    worse: tuple[str, ...]
    registers: tuple[dict[str, Any], ...]
    headings: Mapping[str, str]
    findings: tuple[str, ...]

    @property
    def at_threshold(self) -> Evaluation:
        """Return the figures at the threshold that was asked for."""
        return self.evaluations[-1]

    @property
    def exit_code(self) -> int:
        """Return 1 where the figures are surely worse than the committed ones, or some labels could not be read; else 0."""
        return 1 if self.worse or self.findings else 0

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        return asdict(self)


def evaluate_labels(
    path: Path,
    *,
    registers: Sequence[str | Path],
    threshold: float | None = None,
    error_count: int = 20,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    progress: Progress = silent,
) -> LabelReport:
    """Return what a file of labelled payees says of the matching with these registers.

    The file has a row a payee: `payee_name`, and the true `company_number` or `charity_number`, both empty where the payee is no
    organisation of a register. It may have `amount_gbp`, and what the payments say: `postcode`, `date`, `need_category_code`,
    `printed_company_number`, `printed_charity_number`. `organisation_name` is the true organisation's name: a row that has it
    without a number is left out. An organisation that the registers do not hold counts as none.

    Args:
        path: the labels, as CSV or a workbook.
        registers: as for `match_names`.
        threshold: the probability from which a link is made; that from which suppliers are taken where None.
        error_count: how many of the costliest errors to keep.
        columns: the headings of columns by what they are, where they are called otherwise.
        folder: where registers and their index are kept; the user's cache where None.
        progress: told of each step.

    Raises:
        LabelsError: no row of the file can count.
        NameListError: there is no column of names.
    """
    file = read_list(path, roles=LABEL_ROLES, columns=columns)
    if not set(NUMBER_ROLES) & set(file.columns):
        raise _no_numbers(file)
    evidence = evidence_of(file, company="printed_company_number", charity="printed_charity_number")
    amounts, unread = amounts_of(file)
    truths, unreadable = _truths(file)
    opened = open_list_registers(registers, folder=folder, progress=progress)
    answered = answer_labels(
        evidence.payees, truths=truths, amounts=amounts.to_pylist(), index=opened.index, progress=progress
    )
    if not answered.answers:
        raise LabelsError(
            "There is no label to measure by",
            why="every row is empty, withheld, a person's name or without a number",
            next_step="give payees with the company or charity number of each, empty for those that have none",
            where=Where(path.name),
        )
    sure = float(parameter_value("suppliers_confident_match")) if threshold is None else threshold
    evaluations = tuple(evaluate(answered.answers, threshold=one) for one in dict.fromkeys((EVEN, sure)))
    about = committed_model().about
    committed = {title: figures for title, figures in about.get("measured", {}).items() if "precision" in figures}
    return LabelReport(
        source=file.name,
        label_count=len(file),
        left_out=answered.left_out,
        absent_count=answered.absent_count,
        threshold=sure,
        evaluations=evaluations,
        errors=_errors(answered, sure, error_count),
        committed=committed,
        has_learned_from_these=about.get("labels_sha256") == content_hash(path),
        worse=tuple(_worse(evaluations, committed)),
        registers=tuple(opened.described()),
        headings=file.headings,
        findings=(*file.findings, *evidence.findings, *unread, *unreadable),
    )


def write_calibration_plot(report: LabelReport, path: Path) -> None:
    """Write the calibration of a report as an SVG picture.

    Raises:
        LabelsError: the file cannot be written there.
    """
    points = [
        CalibrationPoint(row.mean_probability, row.share_right, row.share_right_low, row.share_right_high, row.count)
        for row in report.at_threshold.calibration
    ]
    title = f"What probabilities meant: {report.source}"
    drawing = draw_calibration(points, name="calibration", title=title)
    try:
        write_atomically(path, standalone(drawing, static_style(0)) + "\n")
    except OSError as error:
        raise LabelsError(
            "The plot cannot be written",
            why=str(error.strerror or error),
            next_step="give another name with --plot, in a folder that you may write to",
            where=Where(str(path)),
        ) from error


def figures_beside(report: LabelReport) -> dict[str, dict[str, float]]:
    """Return the figures of these labels and the committed ones that can stand beside them, by what they are of."""
    rows = {f"these labels, links from {one.threshold:g}": summary(one) for one in report.evaluations}
    # Where every true company was taken out there is nothing to be right about.
    rows |= {
        f"committed: {title}": figures
        for title, figures in report.committed.items()
        if set(COMPARED) <= set(figures) and figures["recall"] > 0
    }
    return {title: {name: figures[name] for name in COMPARED} for title, figures in rows.items()}


def _truths(file: ListFile) -> tuple[list[Truth | None], tuple[str, ...]]:
    """Return the true organisation of each row, null where it is named but not by a number, and what could not be read."""
    blank = pa.array([""] * len(file), pa.string())
    companies, charities, names = (
        file.columns.get(role, blank).to_pylist() for role in (*NUMBER_ROLES, "organisation_name")
    )
    truths: list[Truth | None] = []
    unread = []
    rows = zip(companies, charities, names, file.line_numbers.to_pylist(), strict=True)
    for company, charity, name, line in rows:
        truth = Truth(company_number(company), charity_number(charity))
        if not any(truth) and (company or charity) and not name:
            unread.append(line)
        truths.append(truth if any(truth) or not (company or charity or name) else None)
    lines = ", ".join(map(str, unread[:3])) + (", …" if len(unread) > 3 else "")  # noqa: PLR2004 (enough to find the rest)
    return truths, (f"{len(unread):,} labels have a number that cannot be one (line {lines})",) if unread else ()


def _errors(answered: LabelAnswers, threshold: float, count: int) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "payee_name": _printable(error.answer),
            "kind": error.kind,
            "amount_gbp": round(error.answer.amount_gbp, 2),
            "probability": round(error.answer.probability, 4),
            "best": error.answer.chosen,
            "best_name": error.answer.chosen_name,
            "truth": error.answer.truth,
        }
        for error in costliest_errors(answered.answers, threshold=threshold, count=count)
    )


def _printable(answer: Answer) -> str:
    return shown_name(answer.name, is_person_shaped(answer.name) or names_a_person(answer.name))


def _worse(evaluations: Sequence[Evaluation], committed: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return where the whole interval of these labels lies below a committed figure at the same threshold."""
    found = []
    for one in evaluations:
        figures = committed.get(f"cross-validated at {one.threshold:g}", {})
        for name in ("precision", "recall", "f1"):
            high = getattr(one, f"{name}_high")
            if name in figures and high < figures[name]:
                found.append(
                    f"{name if name != 'f1' else 'F1'} at {one.threshold:g} is at most {high:.3f}, and {figures[name]:.3f} was committed"
                )
    return found


def _no_numbers(file: ListFile) -> LabelsError:
    return LabelsError(
        "The labels do not say who the payees are",
        why="no column is known to hold company numbers or charity numbers",
        next_step="add a column company_number or charity_number, or name one with --column company_number=HEADING",
        where=Where(file.name),
    )
