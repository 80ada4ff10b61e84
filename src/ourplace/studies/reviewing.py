"""The suppliers whose uncertainty matters most: listed, sent out to people, and their answers taken in."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ourplace.progress import Progress, silent
from ourplace.studies.running import compute_stages, gather_inputs
from ourplace.studies.study_file import Study
from ourplace.suppliers import append_judgements
from ourplace.suppliers.review import Doubtful, read_review_sheet, write_review_sheet


def suppliers_to_review(study: Study, *, top: int = 20, progress: Progress = silent) -> list[dict[str, Any]]:
    """Return the `top` suppliers by what knowing their place would take off the variance: one dict each."""
    rows: list[dict[str, Any]] = (
        pq.read_table(figures_of(study, progress) / "suppliers_to_review.parquet").slice(0, top).to_pylist()
    )
    return rows


def export_review(study: Study, path: Path, *, top: int = 20, progress: Progress = silent) -> int:
    """Write the review sheet of the `top` suppliers and return how many are in it.

    Raises:
        ReviewSheetError: the path ends neither in .xlsx nor in .csv.
    """
    suppliers = doubtful_suppliers(study, progress=progress)
    wanted = [row["supplier_id"] for row in suppliers_to_review(study, top=top, progress=progress)]
    write_review_sheet([suppliers[supplier_id] for supplier_id in wanted], path)
    return len(wanted)


def import_review(study: Study, path: Path, *, by: str, progress: Progress = silent) -> dict[str, Any]:
    """Keep the answers of a sheet beside the study; return how many were kept, and the rows refused with their lines.

    Raises:
        ReviewSheetError: the file is no review sheet.
    """
    judgements, refused = read_review_sheet(path, doubtful_suppliers(study, progress=progress), judged_by=by)
    accepted = append_judgements(study.judgements_path, judgements)
    return {"accepted": accepted, "refused": [{"line": one.line, "reason": one.reason} for one in refused]}


def doubtful_suppliers(study: Study, *, progress: Progress = silent) -> dict[str, Doubtful]:
    """Return every supplier of a study as a review sheet shows it, by id."""
    figures = figures_of(study, progress)
    chances = {row["supplier_id"]: row for row in pq.read_table(figures / "suppliers_to_review.parquet").to_pylist()}
    candidates: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(
        pq.read_table(figures / "candidates.parquet").to_pylist(), key=lambda row: row["candidate_rank"]
    ):
        candidates.setdefault(row["supplier_id"], []).append(row)
    return {
        row["supplier_id"]: Doubtful(
            supplier_id=row["supplier_id"],
            supplier_name=row["supplier_name"],
            payee_names=tuple(row["payee_names"]),
            amount_gbp=float(row["amount_gbp"]),
            probability_local=chances.get(row["supplier_id"], {}).get("probability_local"),
            candidates=tuple(candidates.get(row["supplier_id"], ())),
        )
        for row in pq.read_table(figures / "suppliers.parquet").to_pylist()
    }


def figures_of(study: Study, progress: Progress) -> Path:
    """Return the folder of a study's figures, computing them where they are not there."""
    inputs, _ = gather_inputs(study, progress=progress)
    return compute_stages(inputs, progress=progress).figures
