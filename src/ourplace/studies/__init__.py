"""A study: its file, its stages, its cache and its results."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand

if TYPE_CHECKING:
    from ourplace.studies.clearing import clear_replaced
    from ourplace.studies.comparing import report_since
    from ourplace.studies.contributions import contributions_of
    from ourplace.studies.evaluating import LabelReport, evaluate_labels, figures_beside, write_calibration_plot
    from ourplace.studies.finished import LastRun, last_run, last_run_stamp
    from ourplace.studies.list_registers import register_rejections
    from ourplace.studies.matching import NameMatches, match_names, write_matches
    from ourplace.studies.opening import open_figures, publish_study
    from ourplace.studies.payments import (
        NOT_LISTED,
        Behind,
        Payments,
        all_payments_behind,
        behind_figure,
        payments_behind,
    )
    from ourplace.studies.public import public_report_of
    from ourplace.studies.reading import check_file, check_files, check_study
    from ourplace.studies.registering import add_register_file, download_register, registers_at_hand, registers_known
    from ourplace.studies.reporting import report_of
    from ourplace.studies.results import (
        CheckResult,
        Finding,
        Headline,
        ReadFile,
        RingFigure,
        StudyResult,
        receipt_summary,
    )
    from ourplace.studies.reviewing import export_review, import_review, suppliers_to_review
    from ourplace.studies.running import run_study
    from ourplace.studies.starting import new_study
    from ourplace.studies.study_file import Study, StudyFile, load_study, parse_study
else:
    __getattr__ = exported_on_demand(
        __name__,
        {
            "comparing": ["report_since"],
            "contributions": ["contributions_of"],
            "clearing": ["clear_replaced"],
            "evaluating": ["LabelReport", "evaluate_labels", "figures_beside", "write_calibration_plot"],
            "finished": ["LastRun", "last_run", "last_run_stamp"],
            "list_registers": ["register_rejections"],
            "matching": ["NameMatches", "match_names", "write_matches"],
            "opening": ["open_figures", "publish_study"],
            "payments": ["NOT_LISTED", "Behind", "Payments", "all_payments_behind", "behind_figure", "payments_behind"],
            "public": ["public_report_of"],
            "reading": ["check_file", "check_files", "check_study"],
            "registering": ["add_register_file", "download_register", "registers_at_hand", "registers_known"],
            "reporting": ["report_of"],
            "results": [
                "CheckResult", "Finding", "Headline", "ReadFile", "RingFigure", "StudyResult", "receipt_summary",
            ],
            "reviewing": ["export_review", "import_review", "suppliers_to_review"],
            "running": ["run_study"],
            "starting": ["new_study"],
            "study_file": ["Study", "StudyFile", "load_study", "parse_study"],
        },
    )  # fmt: skip

__all__ = [
    "NOT_LISTED",
    "Behind",
    "CheckResult",
    "Finding",
    "Headline",
    "LabelReport",
    "LastRun",
    "NameMatches",
    "Payments",
    "ReadFile",
    "RingFigure",
    "Study",
    "StudyFile",
    "StudyResult",
    "add_register_file",
    "all_payments_behind",
    "behind_figure",
    "check_file",
    "check_files",
    "check_study",
    "clear_replaced",
    "contributions_of",
    "download_register",
    "evaluate_labels",
    "export_review",
    "figures_beside",
    "import_review",
    "last_run",
    "last_run_stamp",
    "load_study",
    "match_names",
    "new_study",
    "open_figures",
    "parse_study",
    "payments_behind",
    "public_report_of",
    "publish_study",
    "receipt_summary",
    "register_rejections",
    "registers_at_hand",
    "registers_known",
    "report_of",
    "report_since",
    "run_study",
    "suppliers_to_review",
    "write_calibration_plot",
    "write_matches",
]
