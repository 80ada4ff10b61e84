"""Where a study's last results are: what a finished run of the library left in the study's folder."""

from pathlib import Path

from ourplace.registers import list_registers
from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results
from ourplace_web.studies.study_folder import study_folder

CACHE = ".ourplace"


def latest_figures(study: Study) -> Path | None:
    """Return the folder of figures (Parquet) of a study's newest finished run; None where none has finished."""
    run = latest_results(study)
    return run.result.folder if run else None


def register_paths(study: Study) -> list[Path]:
    """Return the Parquet files of the registers of organisations that the study's runs converted."""
    folders = sorted((study_folder(study) / CACHE / "registers").glob("*"))
    found = [register for folder in folders for register in list_registers(folder)]
    return [register.path for register in found if register.receipt.output == "entities"]
