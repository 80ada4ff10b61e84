"""What the public may see of a finished run, worked out once and kept beside its figures."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from ourplace.reports import Report, made_public, suppressed
from ourplace.studies.cache import key_of, method_version, stage_folder
from ourplace.studies.contributions import contributions_of
from ourplace.studies.finished import LastRun
from ourplace.studies.reporting import report_of

STAGE = "public"
REASONS = "reasons.json"
PUBLIC_WITH = ("reports", "parameters", "studies/contributions", "studies/public")


def public_report_of(run: LastRun, *, report: Report | None = None) -> Report:
    """Return what the public may see of a run; `report` is the run's own, where it has been gathered already.

    Raises:
        TooFewSuppliersError: that would hide the headline itself.
    """
    whole = report_of(run) if report is None else report

    def make(folder: Path) -> None:
        public = suppressed(whole, contributions_of(run))
        for name, table in public.tables.items():
            pq.write_table(table, folder / f"{name}.parquet")
        reasons = {
            name: public.unknown_reasons.get(name) for name, table in public.tables.items() if not table.num_rows
        }
        (folder / REASONS).write_text(
            json.dumps({name: why for name, why in reasons.items() if why}), encoding="utf-8"
        )

    folder = stage_folder(run.study.cache_folder, STAGE, key_of(method_version(PUBLIC_WITH), run.key), make=make)
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in whole.tables}
    return made_public(whole, tables, json.loads((folder / REASONS).read_text("utf-8")))
