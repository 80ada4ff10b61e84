"""Publishing a study as open data: from its figures to files that other people's tools open."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace import __version__
from ourplace.indicators import all_indicators
from ourplace.progress import Progress, silent
from ourplace.studies.publishing import publishable_suppliers, write_open_data
from ourplace.studies.results import read_headline
from ourplace.studies.running import compute_stages, gather_inputs
from ourplace.studies.study_file import Study

SUPPLIERS_SENTENCE = "Who was paid: one row per supplier; individuals are not named."


def publish_study(
    study: Study, *, output_folder: Path | None = None, progress: Progress = silent
) -> Mapping[str, Path]:
    """Write a study's figures and suppliers as open data, and return where each part is. Individuals' names are withheld.

    Raises:
        NoPaymentsError: no file holds a payment that can be used.
    """
    inputs, _ = gather_inputs(study, progress=progress)
    figures = compute_stages(inputs, progress=progress).figures
    return open_figures(study, figures, folder=output_folder or study.folder / "open-data")


def open_figures(study: Study, figures: Path, *, folder: Path) -> Mapping[str, Path]:
    """Write figures that a run has made as open data into `folder`, and return where each part is, nothing computed again."""
    suppliers = pq.read_table(figures / "suppliers.parquet")
    people = suppliers.filter(pc.fill_null(suppliers["is_individual"], fill_value=True))["supplier_id"]
    tables = {one.indicator_id: pq.read_table(figures / f"{one.indicator_id}.parquet") for one in all_indicators()}
    tables = {name: with_individuals_marked(table, people) for name, table in tables.items()}
    tables["suppliers"] = publishable_suppliers(suppliers)
    sentences = {one.indicator_id: one.sentence for one in all_indicators()} | {"suppliers": SUPPLIERS_SENTENCE}
    headline = read_headline(figures)
    about = {
        "name": study.folder.name,
        "title": study.settings.title,
        "description": f"{headline.sentence} Definition of local: {headline.definition} {headline.mode_reason}",
        "version": __version__,
        "sources": [f"{anchor.name} {anchor.published_at}".strip() for anchor in study.settings.anchors],
    }
    return write_open_data(tables, folder, sentences=sentences, about=about)


def with_individuals_marked(table: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    """Return a table that says of each supplier in it whether it is an individual, so that no name slips through."""
    if "supplier_id" not in table.column_names or "is_individual" in table.column_names:
        return table
    return table.append_column("is_individual", pc.is_in(table["supplier_id"], people))
