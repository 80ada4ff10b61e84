from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from ourplace.reports import Band, Report
from ourplace.reports.columns import shown_columns
from ourplace.reports.exceptions import CannotWriteError, MissingColumnsError, NoHeadlineError
from ourplace.reports.output import written
from ourplace.reports.reading import band_class, band_label, headline_ring, ordered_bands, reason_unknown


def test_a_table_without_a_column_that_is_shown_is_refused_by_name(
    make_report: Callable[..., Report], report: Report
) -> None:
    short = {**report.tables, "overlap": pa.table({"supplier_id": ["s-1"]})}

    with pytest.raises(MissingColumnsError, match=r"'overlap'.*supplier_name, is_individual, anchor_count"):
        make_report(tables=short)


def test_the_invented_tables_have_the_columns_of_every_indicator(report: Report) -> None:
    assert set(report.tables) == set(shown_columns())


def test_bands_are_called_by_what_lies_inside_them(report: Report) -> None:
    assert [band_label(report, band) for band in ordered_bands(report)] == [
        "Preston",
        "Rest of Lancashire",
        "Rest of North West",
        "Outside North West",
        "Unplaced",
    ]


def test_a_band_that_is_already_called_the_rest_is_left_alone(make_report: Callable[..., Report]) -> None:
    bands = [Band("a", 0, "Preston"), Band("b", 1, "Rest of Lancashire")]

    assert band_label(make_report(bands=bands, headline_ring_id="a"), "b") == "Rest of Lancashire"


def test_bands_are_coloured_from_the_inside_out(report: Report) -> None:
    assert [band_class(report, band) for band in ordered_bands(report)] == [
        "band-0",
        "band-1",
        "band-2",
        "elsewhere",
        "unplaced",
    ]


def test_a_headline_ring_that_the_study_lacks_is_refused(make_report: Callable[..., Report]) -> None:
    with pytest.raises(NoHeadlineError, match="no ring 'atlantis'"):
        headline_ring(make_report(headline_ring_id="atlantis"))


def test_the_reason_of_the_study_comes_before_the_usual_one(make_report: Callable[..., Report]) -> None:
    report = make_report(unknown_reasons={"sizes": "the register has no sizes"})

    assert reason_unknown(report, "sizes", "usual") == "the register has no sizes"
    assert reason_unknown(report, "deprivation", "usual") == "usual"


def fail_half_way(path: Path) -> None:
    with written(path) as target:
        target.write_text("new, but not who")
        message = "half way"
        raise ValueError(message)


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    with pytest.raises(ValueError, match="half way"):
        fail_half_way(path)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_an_error_that_helps(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CannotWriteError, match="choose another folder"), written(tmp_path / "taken" / "report.html"):
        pass
