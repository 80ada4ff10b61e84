from decimal import Decimal

import pytest

from ourplace.indicators.exceptions import UnknownCaseError
from ourplace.indicators.published_figures import (
    PublishedCase,
    PublishedFigure,
    check_published,
    compare_published,
    published_cases,
)

FLAGGED = {
    "preston-cohort": "not_comparable",
    "preston-money": "not_comparable",
    "preston-scope": "not_comparable",
    "preston-500m-leak": "contradicts_itself",
    "preston-11-per-cent": "not_comparable",
    "manchester-2016": "contradicts_itself",
    "manchester-basis": "not_comparable",
    "manchester-107m": "not_comparable",
    "plymouth-target": "ambiguous",
    "cheshire-east-response": "contradicts_itself",
    "leeds-city-region": "contradicts_itself",
    "lewes": "contradicts_itself",
}
TO_ROUNDING = {"preston-2012-shift", "preston-2016-city", "fsb-respend", "castell-howell", "castell-howell-nhs"}


@pytest.mark.parametrize("case", published_cases().values(), ids=lambda case: case.case_id)
def test_published_figure_gets_its_verdict(case: PublishedCase) -> None:
    expected = FLAGGED.get(case.case_id, "reproduced_to_rounding" if case.case_id in TO_ROUNDING else "reproduced")

    verdict = check_published(case)

    assert verdict.verdict == expected
    assert verdict.is_flagged == (case.case_id in FLAGGED)
    assert case.source


def test_preston_would_gain_37_and_a_half_million_if_5_per_cent_became_10() -> None:
    effects = compare_published(
        PublishedFigure(Decimal(750), Decimal("0.05")), PublishedFigure(Decimal(750), Decimal("0.10"))
    )

    assert (effects.change, effects.share_effect, effects.volume_effect) == (Decimal("37.5"), Decimal("37.5"), 0)


def test_preston_2012_leaves_457_and_a_half_million_outside_lancashire() -> None:
    figure = PublishedFigure(Decimal(750), Decimal("0.39"))

    assert (figure.local, figure.total - figure.local) == (Decimal("292.50"), Decimal("457.50"))


def test_manchester_splits_into_85_of_share_and_38_of_volume() -> None:
    effects = compare_published(
        PublishedFigure(Decimal(357), Decimal("0.515")), PublishedFigure(Decimal(431), Decimal("0.713"))
    )

    assert (effects.change, effects.share_effect, effects.volume_effect) == (
        Decimal("123.448"),
        Decimal("85.338"),
        Decimal("38.110"),
    )


def test_arithmetic_is_told_with_its_range() -> None:
    verdict = check_published(published_cases()["cheshire-east-response"])

    assert (
        verdict.arithmetic
        == "part / whole, in per cent: part 37.0, whole 50.0 gives 74 (73.83 to 74.17); published 54"
    )


def test_unknown_check_is_refused() -> None:
    case = PublishedCase("some", "Something", "somewhere", "guess", {}, "1")

    with pytest.raises(UnknownCaseError, match="share_of, remainder"):
        check_published(case)
