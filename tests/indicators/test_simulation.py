import itertools

import numpy as np
import pytest

from ourplace.indicators.simulation import (
    Cells,
    Chances,
    Task,
    closed_form_variance,
    expectations,
    quantiles,
    simulate,
    uniforms,
)


def one_group(amounts: np.ndarray, chances: np.ndarray) -> Task:
    count = len(amounts)
    cells = Cells(np.zeros(count, dtype=np.int64), np.arange(count), amounts.astype(np.float64), 1)
    return Task(cells, Chances(chances))


def names(count: int) -> list[str]:
    return [f"s-{number:06}" for number in range(count)]


def test_variance_of_the_draws_is_that_of_the_closed_form() -> None:
    rng = np.random.default_rng(1)
    task = one_group(rng.lognormal(8, 1.5, 400), np.column_stack([rng.random(400), np.ones(400)]))

    [sample] = simulate(names(400), [task], draws=20_000, seed=1, drawn_share=0.99)

    closed = closed_form_variance(task.cells, task.chances)
    assert closed[0, 0] == pytest.approx(
        float((task.cells.amount**2 * task.chances.cumulative[:, 0] * (1 - task.chances.cumulative[:, 0])).sum())
    )
    assert sample[0, 0].var() == pytest.approx(closed[0, 0], rel=0.05)
    assert sample[0, 0].mean() == pytest.approx(expectations(task.cells, task.chances)[0, 0], rel=0.01)


def test_suppliers_whose_place_is_certain_never_vary() -> None:
    task = one_group(np.array([10.0, 20.0, 40.0]), np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 1.0]]))

    [sample] = simulate(names(3), [task], draws=50, seed=1, drawn_share=0.99)

    assert np.unique(sample[0, 0]).tolist() == [50.0]
    assert np.unique(sample[0, 1]).tolist() == [70.0]


def test_small_group_has_exactly_its_possible_outcomes_at_their_frequencies() -> None:
    task = one_group(np.array([100.0, 30.0]), np.array([[0.3, 1.0], [0.6, 1.0]]))

    [sample] = simulate(names(2), [task], draws=20_000, seed=3, drawn_share=0.99)

    values, counts = np.unique(sample[0, 0].round(6), return_counts=True)
    expected = {}
    for first, second in itertools.product((1, 0), (1, 0)):
        chance = (0.3 if first else 0.7) * (0.6 if second else 0.4)
        expected[100.0 * first + 30.0 * second] = chance
    assert values.tolist() == sorted(expected)
    assert (counts / 20_000).tolist() == pytest.approx([expected[value] for value in values], abs=0.012)


def test_rings_nest_in_every_draw() -> None:
    rng = np.random.default_rng(2)
    cumulative = np.sort(rng.random((80, 4)), axis=1)
    cumulative[:, 3] = 1.0

    [sample] = simulate(names(80), [one_group(rng.random(80), cumulative)], draws=500, seed=5, drawn_share=0.99)

    assert (np.diff(sample[0], axis=0) >= -1e-9).all()


def test_pooled_draws_are_the_sums_of_the_anchors_draws() -> None:
    rng = np.random.default_rng(3)
    amounts = rng.random(60) * 1000
    group = np.repeat([0, 1], 30)
    chances = Chances(np.column_stack([rng.random(60), np.ones(60)]))
    anchors = Task(Cells(group, np.arange(60), amounts, 2), chances)
    pooled = Task(Cells(np.zeros(60, dtype=np.int64), np.arange(60), amounts, 1), chances)

    by_anchor, together = simulate(names(60), [anchors, pooled], draws=300, seed=7, drawn_share=0.99)

    np.testing.assert_allclose(by_anchor.sum(axis=0), together[0])


def test_a_suppliers_draws_do_not_depend_on_the_other_suppliers() -> None:
    np.testing.assert_array_equal(uniforms(["a", "b", "c"], 100, 1)[1], uniforms(["b"], 100, 1)[0])
    assert not np.array_equal(uniforms(["b"], 100, 1), uniforms(["b"], 100, 2))


def test_interval_holds_the_truth_nine_times_in_ten() -> None:
    rng = np.random.default_rng(11)
    inside = 0
    trials = 400
    for trial in range(trials):
        chance = rng.beta(0.7, 0.7, 150)
        amounts = rng.lognormal(9, 1.3, 150)
        truth = float(amounts[rng.random(150) < chance].sum())
        [sample] = simulate(
            names(150),
            [one_group(amounts, np.column_stack([chance, np.ones(150)]))],
            draws=500,
            seed=trial,
            drawn_share=0.99,
        )
        low, high = quantiles(sample[0, 0], 0.9)
        inside += low <= truth <= high

    assert inside / trials == pytest.approx(0.9, abs=0.04)


def test_leaving_the_smallest_to_the_widening_hardly_moves_the_interval() -> None:
    rng = np.random.default_rng(4)
    task = one_group(rng.lognormal(8, 2.0, 5000), np.column_stack([rng.random(5000), np.ones(5000)]))

    [drawn] = simulate(names(5000), [task], draws=2000, seed=9, drawn_share=0.99)
    [full] = simulate(names(5000), [task], draws=2000, seed=9, drawn_share=1.0)

    spread = np.sqrt(closed_form_variance(task.cells, task.chances)[0, 0])
    ends = np.array(quantiles(drawn[0, 0], 0.9)) - np.array(quantiles(full[0, 0], 0.9))
    assert np.abs(ends).max() < 0.05 * spread


def test_quantiles_are_samples_and_leave_out_what_is_not_a_number() -> None:
    samples = np.array([[np.nan, 3.0, 1.0, 2.0], [np.nan] * 4])

    low, high = quantiles(samples, 0.9)

    assert (low[0], high[0]) == (1.0, 3.0)
    assert np.isnan([low[1], high[1]]).all()


def test_negative_amounts_count_as_their_square_in_the_variance() -> None:
    task = one_group(np.array([-50.0]), np.array([[0.5, 1.0]]))

    assert closed_form_variance(task.cells, task.chances)[0].tolist() == [625.0, 0.0]


def test_the_last_digits_of_a_sum_do_not_decide_which_of_many_like_suppliers_are_drawn() -> None:
    count = 3_000
    amounts = np.full(count, 1_000.0)
    chances = np.column_stack([np.full(count, 0.5), np.ones(count)])
    noise = 1 + np.random.default_rng(7).choice([-1e-15, 0.0, 1e-15], count)

    [sample] = simulate(names(count), [one_group(amounts, chances)], draws=50, seed=1, drawn_share=0.9)
    [noisy] = simulate(names(count), [one_group(amounts * noise, chances)], draws=50, seed=1, drawn_share=0.9)

    assert noisy == pytest.approx(sample, rel=1e-12)
