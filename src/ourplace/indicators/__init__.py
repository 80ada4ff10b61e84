"""What the payments mean: one file an indicator, each with its definition in the first sentence."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand

if TYPE_CHECKING:
    from ourplace.indicators.computing import compute_indicators
    from ourplace.indicators.registry import (
        Explanation,
        Indicator,
        all_indicators,
        explain,
        indicator,
        output_columns,
    )
    from ourplace.indicators.settings import Settings
    from ourplace.indicators.tables import StudyTables, empty_study_tables, read_study_tables, study_tables
else:
    __getattr__ = exported_on_demand(
        __name__,
        {
            "computing": ["compute_indicators"],
            "registry": ["Explanation", "Indicator", "all_indicators", "explain", "indicator", "output_columns"],
            "settings": ["Settings"],
            "tables": ["StudyTables", "empty_study_tables", "read_study_tables", "study_tables"],
        },
    )

__all__ = [
    "Explanation",
    "Indicator",
    "Settings",
    "StudyTables",
    "all_indicators",
    "compute_indicators",
    "empty_study_tables",
    "explain",
    "indicator",
    "output_columns",
    "read_study_tables",
    "study_tables",
]
