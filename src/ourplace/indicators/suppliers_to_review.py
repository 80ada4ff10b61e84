"""The suppliers that make the headline figure uncertain, those first whose look-up by a person would narrow it most.

A supplier paid a pounds that is local to the headline ring with probability P adds a²P(1 - P) to the variance. Unplaced probability counts as
uncertain: in mode `imputed` as the figure imputes it, in mode `placed` at the local share of placed spend, otherwise at one half, so that
large unplaced suppliers come first. After each supplier stands the half-width that the interval of the pooled share would have, were it and
all above it settled (normal approximation).
"""

from collections.abc import Collection
from statistics import NormalDist

import ibis
import pyarrow as pa
from ibis.expr.types import NumericValue, Table

from ourplace.indicators.expected_spend import amounts_by, headline_chances, pounds, share, variance
from ourplace.indicators.settings import Settings
from ourplace.indicators.tables import MONEY, POOLED, StudyTables
from ourplace.parameters import parameter_value


def suppliers_to_review(tables: StudyTables, settings: Settings) -> Table:
    """Return one row per supplier whose place is uncertain, by what it adds to the variance, the largest first."""
    amounts = amounts_by("anchor_id")(tables)
    headline = headline_chances(tables, settings)
    joined = amounts.filter(amounts.anchor_id == POOLED).inner_join(headline, "supplier_id")
    weighed = _weighed(joined.cross_join(_totals(joined)))
    order = [ibis.desc(weighed.variance_gbp2), weighed.supplier_id]
    ranked = weighed.mutate(
        review_rank=ibis.row_number().over(order_by=order) + 1,
        settled=weighed.variance_gbp2.sum().over(order_by=order, rows=(None, 0)),
        whole=weighed.variance_gbp2.sum().over(),
    )
    suppliers = tables.suppliers.select(
        "supplier_id", "supplier_name", "is_individual", "no_match_probability", "explanation"
    )
    rows = ranked.filter(ranked.variance_gbp2 > 0).inner_join(suppliers, "supplier_id")
    return rows.order_by("review_rank").select(
        "review_rank",
        "supplier_id",
        "supplier_name",
        "is_individual",
        rows.amount_gbp.cast(MONEY).name("amount_gbp"),
        "probability_local",
        rows.variance_gbp2.cast("float64").name("variance_gbp2"),
        share(rows.variance_gbp2, rows.whole).name("variance_share"),
        share(rows.settled, rows.whole).name("cumulative_variance_share"),
        _half_width(rows.whole - rows.settled + rows.variance_gbp2, rows, settings).name("half_width_before_points"),
        _half_width(rows.whole - rows.settled, rows, settings).name("half_width_after_points"),
        "no_match_probability",
        "explanation",
    )


def reviews_needed(review: pa.Table, *, target_points: float | None = None) -> int | None:
    """Return how many suppliers of the list need a look for the half-width to fall under a target, in points.

    0 where it is under the target already; none where there is no analysed spend to take a share of. The target is the
    parameter indicators_review_target_points where none is given.
    """
    target = parameter_value("indicators_review_target_points") if target_points is None else target_points
    if review.num_rows == 0:
        return 0
    widths = [review["half_width_before_points"][0].as_py(), *review["half_width_after_points"].to_pylist()]
    return next((count for count, width in enumerate(widths) if width is not None and width < target), None)


def half_width_once_settled(
    review: pa.Table,
    settled: Collection[str],
    *,
    opened: Collection[str] = (),
    opened_probability: float | None = None,
) -> float | None:
    """Return the half-width of the interval in points, were the place of the suppliers `settled` known, whatever it is.

    Those of `opened` are known to be none of their candidates, so that they may be anywhere: each counts as local with
    `opened_probability`, the parameter indicators_unplaced_local_probability where none is given. Suppliers that are not in the list change
    nothing; none where there is no half-width to begin with.
    """
    if review.num_rows == 0 or review["half_width_before_points"][0].as_py() is None:
        return None
    default = parameter_value("indicators_unplaced_local_probability")
    chance = default if opened_probability is None else opened_probability
    columns = ("supplier_id", "amount_gbp", "variance_gbp2", "variance_share")
    whole, left = 0.0, 0.0
    for supplier_id, amount, variance_gbp2, variance_share in zip(
        *(review[name].to_pylist() for name in columns), strict=True
    ):
        whole = whole or variance_gbp2 / variance_share
        if supplier_id in opened:
            left += float(amount) ** 2 * chance * (1.0 - chance)
        elif supplier_id not in settled:
            left += variance_gbp2
    return float(review["half_width_before_points"][0].as_py() * (left / whole) ** 0.5)


def _totals(joined: Table) -> Table:
    """Return the one row of analysed pounds and of the share of placed pounds that is local."""
    sums = joined.agg(
        analysed_gbp=joined.amount_gbp.sum(),
        local_gbp=pounds(joined.amount_gbp, joined.local).sum(),
        located_gbp=pounds(joined.amount_gbp, joined.located).sum(),
    )
    return sums.select("analysed_gbp", overall=share(sums.local_gbp, sums.located_gbp).clip(0.0, 1.0))


def _weighed(joined: Table) -> Table:
    """Return the suppliers with the probability that they are local and what it adds to the variance.

    The unplaced part counts as local in the proportion of the placed, so that it is uncertain and not elsewhere.
    """
    proportion = ibis.coalesce(joined.overall, parameter_value("indicators_unplaced_local_probability"))
    known = (joined.known_local + joined.known_unplaced * proportion).clip(0.0, 1.0)
    chance = ibis.ifelse(joined["mode"] == "imputed", joined.local, known)
    return joined.select(
        "supplier_id",
        "amount_gbp",
        "analysed_gbp",
        probability_local=chance,
        variance_gbp2=variance(joined.amount_gbp, chance).cast("decimal(30, 4)"),
    )


def _half_width(variance_gbp2: NumericValue, rows: Table, settings: Settings) -> NumericValue:
    """Return the half-width of the interval of the share, in percentage points, that a variance leaves."""
    deviations = NormalDist().inv_cdf((1.0 + settings.interval_level) / 2.0)
    return share(variance_gbp2.cast("float64").sqrt() * deviations * 100.0, rows.analysed_gbp)
