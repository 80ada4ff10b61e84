"""What a review reads of a study's newest finished run: its figures, and the registers that candidates come from."""

from pathlib import Path

from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results


def latest_figures(study: Study) -> Path | None:
    """Return the folder of figures (Parquet) of a study's newest finished run; None where none has finished."""
    run = latest_results(study)
    return run.result.folder if run else None


def register_paths(study: Study) -> list[Path]:
    """Return the Parquet files of the registers of organisations that the run looked suppliers up in, wherever they are kept."""
    run = latest_results(study)
    return [one.path for one in run.registers if one.receipt.output == "entities"] if run else []
