"""The suppliers whose uncertainty matters most: listed, sent out to people, and their answers taken in."""

from typing import Any

import pyarrow.parquet as pq

from ourplace.progress import Progress, silent
from ourplace.studies.running import compute_stages, gather_inputs
from ourplace.studies.study_file import Study


def suppliers_to_review(study: Study, *, top: int = 20, progress: Progress = silent) -> list[dict[str, Any]]:
    """Return the `top` suppliers by what knowing their place would take off the variance: one dict each."""
    inputs, _ = gather_inputs(study, progress=progress)
    figures = compute_stages(inputs, progress=progress).figures
    rows: list[dict[str, Any]] = pq.read_table(figures / "suppliers_to_review.parquet").slice(0, top).to_pylist()
    return rows
