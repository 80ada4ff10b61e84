from collections.abc import Callable, Mapping
from dataclasses import replace

import ibis
import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators
from ourplace.indicators.computing import condensed
from ourplace.indicators.exceptions import StudyTableError, UnknownIndicatorError


def test_only_the_wanted_indicators_are_computed(
    engine: Engine, golden_study: StudyTables, settings: Settings
) -> None:
    assert list(compute_indicators(engine, golden_study, settings, only=["sizes", "flow"])) == ["sizes", "flow"]


def test_same_study_gives_the_same_rows_whatever_the_order_of_its_rows(
    engine: Engine, golden_study: StudyTables, golden_results: Mapping[str, pa.Table], settings: Settings
) -> None:
    spend = engine.to_arrow(golden_study.spend)
    backwards = engine.table(spend.take(list(reversed(range(spend.num_rows)))), name="backwards")

    again = compute_indicators(engine, replace(golden_study, spend=backwards), settings)

    assert again == golden_results


def test_another_seed_moves_intervals_but_no_figure(engine: Engine, make_study: Callable[..., StudyTables]) -> None:
    suppliers = {f"s{number:03}": {"town": 0.5, "elsewhere": 0.5} for number in range(200)}
    study = make_study([{"supplier": name, "amount": 1000 + 7 * i} for i, name in enumerate(suppliers)], suppliers)
    choices = {"definition_id": "premises", "headline_ring_id": "town"}

    results = [
        compute_indicators(engine, study, Settings(**choices, seed=seed), only=["local_share"])["local_share"]
        for seed in (1, 2)
    ]

    assert results[0]["local_gbp"] == results[1]["local_gbp"]
    assert results[0]["local_gbp_low"] != results[1]["local_gbp_low"]


def test_condensed_spend_keeps_credit_notes_apart_from_payments(
    engine: Engine, make_study: Callable[..., StudyTables]
) -> None:
    study = make_study(
        [{"supplier": "a", "amount": 10}, {"supplier": "a", "amount": 20}, {"supplier": "a", "amount": -5}],
        {"a": {"town": 1.0}},
    )

    spend = engine.to_arrow(condensed(engine, study).spend)

    assert sorted(float(amount) for amount in spend["amount_gbp"].to_pylist()) == [-5.0, 30.0]


def test_progress_ends_at_its_total(engine: Engine, golden_study: StudyTables, settings: Settings) -> None:
    seen = []

    def note(step: str, done: int, total: int | None) -> None:
        seen.append((step, done, total))

    compute_indicators(engine, golden_study, settings, only=["sizes"], progress=note)

    assert seen == [("indicators", 0, 2), ("indicators", 1, 2), ("indicators", 2, 2)]


def test_unknown_indicator_is_refused(engine: Engine, golden_study: StudyTables, settings: Settings) -> None:
    with pytest.raises(UnknownIndicatorError, match="multiplier"):
        compute_indicators(engine, golden_study, settings, only=["multiplier"])


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"definition_id": "branch"}, "definition of local 'branch'"),
        ({"headline_ring_id": "village"}, "ring 'village'"),
    ],
)
def test_settings_that_the_study_does_not_know_are_refused(
    engine: Engine, golden_study: StudyTables, settings: Settings, wrong: dict[str, str], complaint: str
) -> None:
    with pytest.raises(StudyTableError, match=complaint):
        compute_indicators(engine, golden_study, replace(settings, **wrong))


def test_anchor_called_all_is_refused(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([{"supplier": "a", "amount": 10, "anchor": "all"}], {"a": {"town": 1.0}})

    with pytest.raises(StudyTableError, match="stands for all anchors together"):
        compute_indicators(engine, study, settings)


@pytest.mark.parametrize("chances", [{"town": 0.5}, {"town": 0.7, "unplaced": 0.7}, {}])
def test_supplier_whose_bands_do_not_add_up_is_refused_rather_than_lost(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings, chances: dict[str, float]
) -> None:
    study = make_study(
        [{"supplier": "a", "amount": 10}, {"supplier": "b", "amount": 10}], {"a": chances, "b": {"town": 1.0}}
    )

    with pytest.raises(StudyTableError, match="places of 1 suppliers"):
        compute_indicators(engine, study, settings)


def test_study_without_any_spend_gives_tables_without_rows(
    engine: Engine, golden_study: StudyTables, settings: Settings
) -> None:
    nothing = replace(golden_study, spend=golden_study.spend.filter(ibis.literal(False)))

    results = compute_indicators(engine, nothing, settings)

    counts = {name: table.num_rows for name, table in results.items() if table.num_rows}
    # The frame of comparisons stands whatever the spend; each says why there is nothing to compare.
    assert counts == {"change": 8}
    assert pa.compute.any(results["change"]["is_comparable"]).as_py() is False
