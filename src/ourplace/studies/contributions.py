"""Who stands behind the figures of a finished run, read from the tables that the figures were computed from."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.reports import Contributions
from ourplace.studies.finished import LastRun

SPENT = ("anchor_id", "supplier_id", "period_id", "month", "kind", "is_analysed", "need_category_code", "amount_gbp")
TRAITS = ("supplier_id", "business_type", "size", "sic_section_code")
PLACED = ("supplier_id", "definition_id", "band_id", "known_probability", "estimate_probability")


def contributions_of(run: LastRun) -> Contributions:
    """Return what each anchor paid each supplier for what, and where each supplier is, as the figures of a run use them."""
    folder = run.result.folder
    spend = pq.read_table(folder / "spend.parquet", columns=list(SPENT))
    spend = spend.filter(pc.is_valid(spend["supplier_id"]))
    spend = spend.append_column("is_in_period", in_period(spend["month"], run)).drop_columns(["month"])
    spend = spend.set_column(
        spend.column_names.index("amount_gbp"), "amount_gbp", spend["amount_gbp"].cast(pa.float64())
    )
    keys = [name for name in spend.column_names if name != "amount_gbp"]
    sums = spend.group_by(keys).aggregate([("amount_gbp", "sum")]).rename_columns([*keys, "amount_gbp"])
    traits = pq.read_table(folder / "suppliers.parquet", columns=list(TRAITS))
    joined = sums.join(traits, "supplier_id", join_type="left outer")
    for name in ("business_type", "size"):
        joined = joined.set_column(joined.column_names.index(name), name, pc.fill_null(joined[name], "unknown"))
    return Contributions(
        spend=joined.sort_by([(name, "ascending") for name in keys]),
        places=pq.read_table(folder / "supplier_bands.parquet", columns=list(PLACED)),
    )


def in_period(months: pa.ChunkedArray, run: LastRun) -> pa.ChunkedArray:
    """Return which months are in the study's own period; payments without a date are, since no file says that they are not."""
    period = run.study.settings.period
    if period is None:
        return pa.chunked_array([pa.array([True] * len(months))])
    first, last = (pa.scalar(day, pa.date32()) for day in (period.start.replace(day=1), period.end))
    inside = pc.and_(pc.greater_equal(months, first), pc.less_equal(months, last))
    return pc.fill_null(inside, fill_value=True)
