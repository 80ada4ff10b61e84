"""Where a study's last results are: what a finished run of the library left in the study's folder."""

from pathlib import Path

from ourplace.registers import list_registers
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

CACHE = ".ourplace"


def latest_results(study: Study) -> Path | None:
    """Return the folder of figures (Parquet) that the newest finished run of a study made; None where none has finished."""
    finished = [
        folder
        for folder in (study_folder(study) / CACHE / "figures").glob("*")
        if folder.is_dir() and not folder.name.endswith(".unfinished")
    ]
    return max(finished, key=lambda folder: folder.stat().st_mtime_ns, default=None)


def register_paths(study: Study) -> list[Path]:
    """Return the Parquet files of the registers of organisations that the study's runs converted."""
    folders = sorted((study_folder(study) / CACHE / "registers").glob("*"))
    found = [register for folder in folders for register in list_registers(folder)]
    return [register.path for register in found if register.receipt.output == "entities"]
