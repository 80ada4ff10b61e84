import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.calibrate import committed_model, read_model, share_probability, write_model
from ourplace.suppliers.compare import FEATURES, FITTED
from ourplace.suppliers.exceptions import MatchModelError


def test_one_candidate_has_the_logistic_probability() -> None:
    shares, none = share_probability([math.log(9)])

    assert shares == pytest.approx((0.9,))
    assert none == pytest.approx(0.1)


def test_twins_share_instead_of_one_taking_all() -> None:
    shares, none = share_probability([math.log(9), math.log(9)])

    assert shares == pytest.approx((9 / 19, 9 / 19))
    assert none == pytest.approx(1 / 19)


def test_without_candidates_none_is_certain() -> None:
    assert share_probability([]) == ((), 1.0)


@given(st.lists(st.floats(min_value=-800, max_value=800), max_size=6))
def test_probabilities_of_all_outcomes_add_up_to_one(log_odds) -> None:
    shares, none = share_probability(log_odds)

    assert math.fsum([*shares, none]) == pytest.approx(1.0)
    assert all(0 <= share <= 1 for share in shares)


def test_committed_model_says_what_it_was_trained_on_and_how_good_it_is() -> None:
    about = committed_model().about

    assert len(about["labels_sha256"]) == 64
    assert about["measured"]["cross-validated at 0.9"]["precision"] > 0.97
    assert about["measured"]["cross-validated at 0.5"]["calibration_error"] < 0.03
    assert about["measured"]["true company taken out, at 0.9"]["false_link_share"] < 0.05


def test_model_written_is_the_model_read() -> None:
    model = committed_model()

    assert read_model(write_model(model)) == model


def test_no_fitted_weight_rewards_what_speaks_against_a_match() -> None:
    weights = committed_model().weights

    for name in ("missing_words", "extra_words", "place_or_number_differs", "part_of_name", "dissolved_before"):
        assert weights[name] <= 0
    assert {feature.origin for feature in FEATURES} == {FITTED, "judged"}


def test_model_of_other_features_is_refused_by_name() -> None:
    read = json.loads(write_model(committed_model()))
    read["features"][0]["feature"] = "horoscope"

    with pytest.raises(MatchModelError, match="horoscope, whole_name"):
        read_model(json.dumps(read))
