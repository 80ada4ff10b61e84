"""The studies that the benchmarks run: the generated councils' files, with a list of their suppliers' postcodes."""

import os
from pathlib import Path

from council_files import LAYOUTS, council_files, supplier_list

HEAD = """\
title = "Generated councils"
period = {{ start = 2024-04-01, end = 2025-11-30 }}
place = "Preston"
definition = "premises"
invented = true
data_folder = "{data}"

[[rings]]
name = "Preston"
areas = ["Preston"]

[[rings]]
name = "Lancashire"
areas = ["Lancashire"]

[[rings]]
name = "North West"
areas = ["North West"]

[[rings]]
name = "UK"
areas = ["United Kingdom"]

[[registers]]
id = "supplier-list"
path = "{suppliers}"
coverage = "sample"
"""
ANCHOR = """
[[anchors]]
id = "{id}"
name = "{name}"
kind = "council"
files = ["{id}-*.csv"]
"""


def generated_study(folder: Path, data: Path, *, rows: int) -> Path:
    """Write `study.toml` over the generated files into `folder` and return the folder."""
    council_files(data, rows=rows)
    folder.mkdir(parents=True, exist_ok=True)
    relative = os.path.relpath(data, folder)
    text = HEAD.format(data=relative, suppliers=supplier_list(data).name)
    text += "".join(ANCHOR.format(id=layout.council_id, name=layout.council_name) for layout in LAYOUTS)
    (folder / "study.toml").write_text(text, "utf-8")
    return folder
