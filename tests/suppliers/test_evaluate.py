import numpy as np
import pytest

from ourplace.suppliers.compare import FEATURES
from ourplace.suppliers.evaluate import (
    Answer,
    costliest_errors,
    evaluate,
    f1_interval,
    summary,
    wilson_interval,
    worst_errors,
)
from ourplace.suppliers.training import Choice, fit, fold_of, probabilities

ANSWERS = [
    Answer("a", "1", "1", 0.95, 100.0),
    Answer("b", "2", "2", 0.85, 100.0),
    Answer("c", "3", "9", 0.95, 500.0),
    Answer("d", None, "8", 0.65, 5000.0),
    Answer("e", "5", None, 0.0, 100.0),
    Answer("f", None, None, 0.0, 100.0),
]


def test_precision_recall_and_calibration_are_those_computed_by_hand():
    measured = evaluate(ANSWERS, threshold=0.9)

    assert (measured.payee_count, measured.linked_count, measured.right_count) == (6, 2, 1)
    assert (measured.precision, measured.recall) == (0.5, 0.25)
    assert measured.f1 == pytest.approx(1 / 3)
    assert (measured.unmatchable_count, measured.false_link_share) == (2, 0.0)
    assert [(row.low, row.count, row.share_right) for row in measured.calibration] == [
        (0.6, 1, 0.0),
        (0.8, 1, 1.0),
        (0.9, 2, 0.5),
    ]
    assert measured.calibration_error == pytest.approx((0.65 + 0.15 + 2 * 0.45) / 4)
    assert evaluate(ANSWERS, threshold=0.5).false_link_share == 0.5


def test_nothing_to_evaluate_gives_zeros_and_the_widest_interval():
    measured = evaluate([])

    assert (measured.precision, measured.recall, measured.f1, measured.calibration_error) == (0.0, 0.0, 0.0, 0.0)
    assert (measured.precision_low, measured.precision_high) == (0.0, 1.0)
    assert (measured.f1_low, measured.f1_high) == (0.0, 1.0)


def test_interval_holds_the_share_and_shrinks_with_more():
    few, many = wilson_interval(9, 10), wilson_interval(900, 1000)

    assert few[0] < many[0] < 0.9 < many[1] < few[1]


def test_worst_errors_are_those_that_cost_most():
    assert [answer.name for answer in worst_errors(ANSWERS)] == ["d", "c"]


def test_costliest_errors_are_wrong_links_and_organisations_missed_by_pounds():
    found = costliest_errors([*ANSWERS, Answer("g", "7", "7", 0.4, 900.0)], threshold=0.6)

    assert [(one.answer.name, one.kind) for one in found] == [
        ("d", "wrong link"),
        ("g", "missed"),
        ("c", "wrong link"),
        ("e", "missed"),
    ]


def test_interval_of_f1_holds_it_is_the_same_again_and_shrinks_with_more():
    few, many = (f1_interval(9 * n, n, n, 20 * n, matchable=11 * n) for n in (3, 300))

    assert few == f1_interval(27, 3, 3, 60, matchable=33)
    assert few[0] < many[0] < 18 / 22 < many[1] < few[1]
    assert evaluate(ANSWERS).f1_low <= evaluate(ANSWERS).f1 <= evaluate(ANSWERS).f1_high


def test_bands_of_probability_carry_the_interval_of_what_was_right():
    last = evaluate(ANSWERS).calibration[-1]

    assert (last.share_right_low, last.share_right_high) == wilson_interval(1, 2)


def test_summary_holds_what_is_committed_beside_a_model():
    assert summary(evaluate(ANSWERS, threshold=0.9))["f1"] == 0.3333


def choice(truth, *scores):
    names = [feature.name for feature in FEATURES]
    rows = np.zeros((len(scores), len(names)))
    rows[:, names.index("whole_name")] = scores
    return Choice("x", rows, truth)


def test_fitting_finds_the_shares_of_the_labels():
    choices = [choice(0, 1.0)] * 90 + [choice(-1, 1.0)] * 10 + [choice(-1, 0.0)] * 100
    model = fit(choices, penalty=0.01)

    assert probabilities(choice(0, 1.0), model) == pytest.approx([0.9], abs=0.01)
    assert probabilities(choice(0, 0.0), model)[0] < 0.05
    assert probabilities(choice(0, 1.0, 1.0), model) == pytest.approx([9 / 19, 9 / 19], abs=0.01)


def test_fitting_is_deterministic():
    choices = [choice(0, 1.0), choice(-1, 0.0), choice(1, 0.0, 1.0)]

    assert fit(choices) == fit(choices)


def test_fold_depends_on_the_name_alone():
    assert {fold_of("barnmoor") for _ in range(3)} == {fold_of("barnmoor")}
    assert {fold_of(f"name {number}") for number in range(200)} == {0, 1, 2, 3, 4}
