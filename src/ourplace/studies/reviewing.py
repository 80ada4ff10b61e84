"""The suppliers whose uncertainty matters most: listed, sent out to people, and their answers taken in."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.progress import Progress, silent
from ourplace.studies.results import read_headline
from ourplace.studies.running import compute_stages, gather_inputs
from ourplace.studies.study_file import Study
from ourplace.suppliers import Judgements, append_judgements, read_judgements
from ourplace.suppliers.review import ReviewState, review_state, write_review_sheet
from ourplace.suppliers.review_import import read_review_sheet


def suppliers_to_review(study: Study, *, top: int = 20, progress: Progress = silent) -> list[dict[str, Any]]:
    """Return the `top` suppliers by what knowing their place would take off the variance: one dict each."""
    return doubtful_rows(figures_of(study, progress), top)


def export_review(study: Study, path: Path, *, top: int = 20, progress: Progress = silent) -> int:
    """Write the review sheet of the `top` suppliers and return how many are in it.

    Raises:
        ReviewSheetError: the path ends neither in .xlsx nor in .csv.
    """
    figures = figures_of(study, progress)
    rows = doubtful_rows(figures, top)
    order = [row["supplier_id"] for row in rows]
    return write_review_sheet(path, state_of(study, figures), order=order, effects=effects_of(rows))


def import_review(study: Study, path: Path, *, by: str, progress: Progress = silent) -> dict[str, Any]:
    """Keep the answers of a sheet beside the study; return how many were kept, and the rows refused with their lines.

    Raises:
        ReviewSheetError: the file is no review sheet.
    """
    figures = figures_of(study, progress)
    read = read_review_sheet(path, state_of(study, figures), judged_by=by, ring_ids=list(ring_names(figures)))
    accepted = append_judgements(study.judgements_path, read.judgements)
    refused = [{"line": one.line_number, "reason": one.reason} for one in read.refused]
    return {"accepted": accepted, "refused": refused, "unanswered": read.unanswered_count}


def doubtful_rows(figures: Path, top: int) -> list[dict[str, Any]]:
    """Return the first rows of the review list."""
    rows: list[dict[str, Any]] = pq.read_table(figures / "suppliers_to_review.parquet").slice(0, top).to_pylist()
    return rows


def effects_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return for each supplier what a look at it is worth, in words."""
    return {row["supplier_id"]: f"{row['variance_share']:.1%} of the uncertainty" for row in rows}


def state_of(study: Study, figures: Path) -> ReviewState:
    """Return what is known of a study's suppliers now."""
    return state_of_suppliers(figures, read_judgements(study.judgements_path))


def read_review(figures: Path) -> pa.Table:
    """Return the whole review list of a finished run, the supplier that matters most first."""
    return pq.read_table(figures / "suppliers_to_review.parquet")


def state_of_suppliers(
    figures: Path, judgements: Judgements, *, supplier_ids: Collection[str] | None = None
) -> ReviewState:
    """Return what a finished run and these judgements know of some suppliers, or of all; ids that the run does not have are left out."""
    wanted = None if supplier_ids is None else pc.field("supplier_id").isin(sorted(supplier_ids))
    tables = {
        name: pq.read_table(figures / f"{name}.parquet", filters=wanted)
        for name in ("suppliers", "candidates", "locations")
    }
    return review_state(**tables, judgements=judgements)


def ring_names(figures: Path) -> dict[str, str]:
    """Return the rings of a finished run by id, inner to outer, each with its name."""
    bands = json.loads((figures / "context.json").read_text("utf-8"))["bands"]
    return {band_id: name for band_id, _, name in bands[:-2]}


def headline_share(figures: Path) -> float | None:
    """Return the share of the headline ring that a finished run found; None where it is unknown."""
    ring_id = json.loads((figures / "context.json").read_text("utf-8"))["headline_ring_id"]
    return next((ring.local_share for ring in read_headline(figures).rings if ring.ring_id == ring_id), None)


def candidate_facts(register_paths: Iterable[Path], entity_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return what registers (Parquet files of organisations) say of some organisations, by id.

    Each has `legal_form`, `status`, `sic_codes`, `postcode`, `town_name` and `size`; the first register that has one speaks.
    """
    columns = ["entity_id", "legal_form", "status", "sic_codes", "postcode", "town_name", "size"]
    facts: dict[str, dict[str, Any]] = {}
    for path in register_paths if entity_ids else ():
        found = pq.read_table(path, columns=columns, filters=[("entity_id", "in", sorted(entity_ids))])
        facts = {row.pop("entity_id"): row for row in found.to_pylist()} | facts
    return facts


def figures_of(study: Study, progress: Progress) -> Path:
    """Return the folder of a study's figures, computing them where they are not there."""
    inputs, _ = gather_inputs(study, progress=progress)
    return compute_stages(inputs, progress=progress).figures
