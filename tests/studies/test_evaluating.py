"""Labels measured by hand: what counts, what stands beside it, whose names are printed, and how the plot looks."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ourplace.studies import evaluate_labels, figures_beside, write_calibration_plot
from ourplace.studies.exceptions import NameListError
from ourplace.suppliers.exceptions import LabelsError

REGISTER = (
    "CompanyName,CompanyNumber,CompanyStatus,RegAddress.PostCode\n"
    "HEVRUMOOR JOINERY LIMITED,00000001,Active,PR1 2RL\n"
    "YASFERN CARE LIMITED,00000002,Active,M1 1AE\n"
    "QUILLBECK MOTORS LIMITED,00000003,Active,M1 1AE\n"
)
LABELS = """\
payee_name,company_number,charity_number,organisation_name,amount_gbp
Hevrumoor Joinery Ltd,00000001,,,"1,000.00"
Yasfern Care,00000002,,,50
Quillbeck Motors Ltd,,,,500
Brackenhaugh,,,,5
Thornmere Roofing,09999999,,,7
Mill Lane School,,,Mill Lane Primary,9
Mrs A Hevrumoor,,,,9
Plumb Perfect,00000003,,,800
T Moor T/A Quillbeck Motors Ltd,,,,90
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("labels")
    (folder / "companies.csv").write_text(REGISTER, "utf-8")

    def evaluated(text: str = LABELS, **said: object):
        (folder / "labels.csv").write_text(text, "utf-8")
        return evaluate_labels(
            folder / "labels.csv", registers=[folder / "companies.csv"], folder=folder / "cache", **said
        )

    return evaluated


def test_the_figures_are_those_worked_out_by_hand(measured):
    report = measured()
    at_even = report.evaluations[0]

    assert (report.label_count, at_even.payee_count, report.absent_count) == (9, 7, 1)
    assert (at_even.matchable_count, at_even.linked_count, at_even.right_count) == (3, 4, 2)
    assert (at_even.precision, at_even.recall) == (2 / 4, 2 / 3)
    assert sorted(report.left_out.values()) == [1, 1]
    assert [one.threshold for one in report.evaluations] == [0.5, 0.9]
    assert [one.threshold for one in measured(threshold=0.5).evaluations] == [0.5]


def test_errors_come_by_pounds_and_persons_names_are_withheld(measured):
    errors = measured(threshold=0.5).errors

    assert [(one["payee_name"], one["kind"]) for one in errors] == [
        ("Plumb Perfect", "missed"),
        ("Quillbeck Motors Ltd", "wrong link"),
        ("Individual (name withheld)", "wrong link"),
    ]
    assert errors[1]["best_name"] == "QUILLBECK MOTORS LIMITED"
    assert len(measured(error_count=1).errors) == 1


def test_what_is_surely_worse_than_committed_is_said(measured):
    one = "Hevrumoor Joinery Ltd{},,,,1\n"
    bad = measured(
        LABELS.splitlines()[0]
        + "\n"
        + "".join(one.format(" " * n) + f"Yasfern Care {n},00000002,,,1\n" for n in range(60))
    )
    good = measured("payee_name,company_number\nHevrumoor Joinery Ltd,00000001\n")

    assert bad.exit_code == 1
    assert any("precision" in sentence for sentence in bad.worse)
    assert (good.exit_code, good.worse) == (0, ())
    assert {"these labels, links from 0.5", "these labels, links from 0.9"} < set(figures_beside(good))


def test_labels_under_other_headings_are_read_as_somebody_says(measured):
    text = "beneficiary_name,company_name,company_number,charity_number,amount\nYasfern Care,YASFERN,00000002,,1\nBrook,BROOK,,,1\n"
    report = measured(text, columns={"organisation_name": "company_name"})

    assert report.headings["payee_name"] == "beneficiary_name"
    assert (report.evaluations[0].right_count, sum(report.left_out.values())) == (1, 1)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("payee_name,amount\nYasfern,1\n", LabelsError, "do not say who"),
        ("payee_name,company_number\n,\n,1\n", LabelsError, "no label to measure by"),
        ("colour,company_number\nred,1\n", NameListError, "known to hold names"),
    ],
)
def test_labels_that_say_nothing_are_refused(measured, text, error, said):
    with pytest.raises(error, match=said):
        measured(text)


def test_a_number_that_cannot_be_one_is_a_finding_and_not_a_label_of_none(measured):
    report = measured("payee_name,company_number\nYasfern Care,CQC-1\nHevrumoor Joinery,00000001\n")

    assert report.evaluations[0].payee_count == 1
    assert "(line 2)" in report.findings[0]


def test_the_calibration_is_drawn_as_svg(measured, tmp_path):
    report = measured()
    write_calibration_plot(report, tmp_path / "plot.svg")
    drawn = ET.fromstring((tmp_path / "plot.svg").read_text("utf-8"))  # noqa: S314 (we wrote it)

    assert len(drawn.findall(".//{*}circle")) == len(report.at_threshold.calibration)
    with pytest.raises(LabelsError, match="cannot be written"):
        write_calibration_plot(report, Path("/dev/null/plot.svg"))
