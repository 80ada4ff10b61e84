"""Other examples than the published one: the true figures lie in the intervals, and on neither side of the estimates."""

from pathlib import Path

import pytest

from ourplace.examples.preston import read_content, write_preston
from ourplace.indicators import compute_indicators
from ourplace.studies import load_study, reading
from ourplace.studies.figures import assemble
from ourplace.studies.running import engine_for, gather_inputs, resolve_stages

pytestmark = pytest.mark.slow

SEEDS = (1, 2)
RINGS = ("preston", "lancashire")
SMALL = {"supplier_count": 250, "register_count": 1000}

Figures = dict[tuple[int, str], dict[str, float]]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The pooled figures of both rings for each seed, of a small example so that they are quickly found."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, count in SMALL.items():
            patch.setitem(read_content("plan"), name, count)
        # Starting other processes would take longer than reading these files.
        patch.setattr(reading, "WORTH_A_POOL", 100)
        for seed in SEEDS:
            study_file = write_preston(tmp_path_factory.mktemp(f"seed-{seed}"), seed=seed)
            rows = {row["ring_id"]: row for row in local_shares(study_file)}
            found |= {(seed, ring): {key: float(rows[ring][key]) for key in KEPT} for ring in RINGS}
    return found


KEPT = ("local_gbp", "local_gbp_low", "local_gbp_high", "standard_error_gbp", "leakage_gbp_low", "leakage_gbp_high")


def local_shares(study_file: Path) -> list[dict[str, float]]:
    study = load_study(study_file)
    inputs, _ = gather_inputs(study)
    gathered, resolved = resolve_stages(inputs)
    with engine_for(study) as engine:
        found = assemble(
            study, engine, gathered=gathered, resolved=resolved, registers=inputs.registers, folder=study.folder
        )
        tables = compute_indicators(engine, found.tables, found.settings, only=["local_share"])
    return [row for row in tables["local_share"].to_pylist() if row["anchor_id"] == "all"]


def published(ring: str) -> float:
    return float(read_content("published")["rings"][ring]["local_gbp"])


def test_most_intervals_hold_the_true_figure(figures: Figures) -> None:
    held = [one["local_gbp_low"] <= published(ring) <= one["local_gbp_high"] for (_, ring), one in figures.items()]

    assert sum(held) >= len(held) - 1


def test_no_estimate_is_far_from_the_truth_for_its_standard_error(figures: Figures) -> None:
    errors = [(one["local_gbp"] - published(ring)) / one["standard_error_gbp"] for (_, ring), one in figures.items()]

    assert all(abs(error) < 3 for error in errors)
    assert abs(sum(errors) / len(errors)) < 1


def test_what_leaves_lancashire_is_in_its_interval_where_what_stays_is(figures: Figures) -> None:
    leaving = read_content("published")["leaving_lancashire_gbp"]

    for seed in SEEDS:
        one = figures[seed, "lancashire"]
        stays_is_held = one["local_gbp_low"] <= published("lancashire") <= one["local_gbp_high"]
        assert (one["leakage_gbp_low"] <= leaving <= one["leakage_gbp_high"]) == stays_is_held
