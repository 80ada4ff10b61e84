"""Writing the example to a folder: the anchors' files as published, the registers and the study file."""

import random
from importlib.resources import files
from pathlib import Path

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.inventing import invent_preston
from ourplace.examples.preston.layouts import LAYOUTS
from ourplace.examples.preston.registers import write_company_register, write_supplier_list
from ourplace.progress import Progress, silent


def write_preston(folder: Path, *, seed: int | None = None, progress: Progress = silent) -> Path:
    """Write the example of one seed (the published example where None) into `folder` and return its `study.toml`.

    The same seed and the same postcode directory give the same files, byte for byte. Files of the same names are
    overwritten; others are left alone.
    """
    seed = read_content("plan")["seed"] if seed is None else seed
    step, total = "Writing the example", len(LAYOUTS) + 2
    progress(step, 0, total)
    study = invent_preston(seed)
    for done, (anchor_id, write_layout) in enumerate(LAYOUTS.items(), start=1):
        progress(step, done, total)
        write_layout(folder / "spend" / anchor_id, [p for p in study.payments if p.anchor_id == anchor_id])
    registers = folder / "registers"
    chance = random.Random(seed + 1)  # noqa: S311 - invention, not secrecy
    write_company_register(registers / "companies.csv", study.suppliers, chance=chance)
    progress(step, total - 1, total)
    write_supplier_list(registers / "preston-city-council-suppliers.csv", study.suppliers)
    study_file = folder / "study.toml"
    study_file.write_text((files(__package__) / "study.toml").read_text("utf-8"), "utf-8")
    progress(step, total, total)
    return study_file
