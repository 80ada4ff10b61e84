"""The one mechanism that gives figures their intervals: which column of which rows is which simulated quantity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators.expected_spend import located_bands
from ourplace.indicators.queries import rows_of
from ourplace.indicators.settings import Settings
from ourplace.indicators.simulation import Cells, Chances, Floats, Integers, Task, quantiles, simulate
from ourplace.indicators.tables import UNPLACED, StudyTables
from ourplace.parameters import parameter_value

# A database adds up in whatever order its threads end. What is left of that must not make a sure supplier unsure, or put
# one of two alike before the other, for then the same study would have another interval each time.
CHANCE_DIGITS = 12
Amounts = Callable[[StudyTables], Table]
Key = tuple[object, ...]
Ends = Mapping[Key, Mapping[str, tuple[float, float]]]


class Quantity(Enum):
    """What a figure is: pounds within the ring, pounds placed outside it, pounds in one band, or a share."""

    LOCAL = "local"
    LEAKAGE = "leakage"
    LOCAL_SHARE = "local_share"
    IN_BAND = "in_band"
    BAND_SHARE = "band_share"


@dataclass(frozen=True, eq=False)
class Interval:
    """Which columns of an indicator get an interval.

    Attributes:
        amounts: pounds by `keys` and supplier, the sums behind the figures.
        keys: the columns, beside the ring or band, that name a row of the indicator.
        figures: the quantity that each column is; its interval goes in `<column>_low` and `<column>_high`.
        every_definition: whether rows differ by definition of local too.
    """

    amounts: Amounts
    keys: tuple[str, ...]
    figures: Mapping[str, Quantity]
    every_definition: bool = False

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Return the columns that name a row: definition where it differs, keys, and ring or band."""
        is_by_band = any(quantity in {Quantity.IN_BAND, Quantity.BAND_SHARE} for quantity in self.figures.values())
        definition = ("definition_id",) if self.every_definition else ()
        return (*definition, *self.keys, "band_index" if is_by_band else "ring_index")


@dataclass(frozen=True, eq=False)
class _Sample:
    """Simulated pounds of every group of one sum, under one definition of local: groups by level by draw."""

    names: Sequence[Key]
    totals: Floats
    pounds: Floats


def with_intervals(
    engine: Engine,
    tables: StudyTables,
    settings: Settings,
    *,
    results: Mapping[str, pa.Table],
    intervals: Mapping[str, Sequence[Interval]],
) -> dict[str, pa.Table]:
    """Return the results by indicator, with the low and high end of every figure that `intervals` names.

    The tables are those that `name_tables` named last. Every supplier is placed once in a draw, for all indicators
    together. An interval always holds its figure: where a distribution is so skewed that its expectation lies outside,
    the nearer end moves to it. Ends are null where the definition of local allows bounds only. Method:
    docs/explanation/honest-figures.md.
    """
    every = [interval for some in intervals.values() for interval in some]
    samples = _samples(engine, tables, settings, every)
    finished = dict(results)
    for indicator_id, some in intervals.items():
        for interval in some:
            ends: dict[Key, Mapping[str, tuple[float, float]]] = {}
            for definition_id, sample in samples[interval.amounts].items():
                if interval.every_definition:
                    ends |= _ends(interval, sample, settings.interval_level, prefix=(definition_id,))
                elif definition_id == settings.definition_id:
                    ends |= _ends(interval, sample, settings.interval_level)
            finished[indicator_id] = _attached(finished[indicator_id], interval, ends)
    return finished


def _samples(
    engine: Engine, tables: StudyTables, settings: Settings, intervals: Sequence[Interval]
) -> Mapping[Amounts, Mapping[str, _Sample]]:
    """Return the simulation of every sum that intervals read, by definition of local; each is simulated once."""
    names = engine.to_arrow(tables.supplier_bands.select("supplier_id").distinct())["supplier_id"]
    supplier_ids = sorted(names.to_pylist())
    chances = _chances(engine, tables, supplier_ids)
    groups = {
        one.amounts: _cells(rows_of(engine, one.amounts), one.keys, supplier_ids)
        for one in {interval.amounts: interval for interval in intervals}.values()
    }
    wanted = {
        (interval.amounts, definition_id)
        for interval in intervals
        for definition_id in chances
        if interval.every_definition or definition_id == settings.definition_id
    }
    tasks = [(amounts, one) for amounts in groups for one in chances if (amounts, one) in wanted]
    simulated = simulate(
        supplier_ids,
        [Task(groups[amounts][1], chances[definition_id]) for amounts, definition_id in tasks],
        draws=settings.draws,
        seed=settings.seed,
        drawn_share=parameter_value("indicators_simulated_variance_share"),
    )
    found: dict[Amounts, dict[str, _Sample]] = {amounts: {} for amounts in groups}
    for (amounts, definition_id), pounds in zip(tasks, simulated, strict=True):
        keys, cells = groups[amounts]
        totals = np.bincount(cells.group, cells.amount, cells.group_count).astype(np.float64)
        found[amounts][definition_id] = _Sample(keys, totals, pounds)
    return found


def _chances(engine: Engine, tables: StudyTables, supplier_ids: Sequence[str]) -> Mapping[str, Chances]:
    """Return the suppliers' chances by definition of local, leaving out the definitions that allow bounds only."""
    bands = engine.to_arrow(tables.bands.order_by("band_index"))["band_id"].to_pylist()
    located = located_bands(tables, None)
    rows = engine.to_arrow(
        located.filter(located.estimate_probability.notnull()).select(
            "definition_id", "supplier_id", "band_id", "estimate_probability"
        )
    )
    found = {}
    for definition_id in sorted(set(rows["definition_id"].to_pylist())):
        some = rows.filter(pc.equal(rows["definition_id"], definition_id))
        chance = np.zeros((len(supplier_ids), len(bands)))
        supplier = _numbers(some["supplier_id"], supplier_ids)
        chance[supplier, _numbers(some["band_id"], bands)] = some["estimate_probability"].to_numpy()
        # The last band before `unplaced` is elsewhere: to be within it is to be placed at all.
        within = np.cumsum(chance[:, : bands.index(UNPLACED)], axis=1)
        found[definition_id] = Chances(np.clip(within, 0.0, 1.0).round(CHANCE_DIGITS))
    return found


def _cells(amounts: pa.Table, keys: Sequence[str], supplier_ids: Sequence[str]) -> tuple[list[Key], Cells]:
    """Return the groups' names, and the pounds by group and supplier in a fixed order."""
    columns = [amounts[key].combine_chunks().dictionary_encode(null_encoding="encode") for key in keys]
    codes = np.zeros(amounts.num_rows, dtype=np.int64)
    for column in columns:
        codes = codes * len(column.dictionary) + column.indices.to_numpy()
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    supplier = _numbers(amounts["supplier_id"], supplier_ids)
    amount = pc.cast(amounts["amount_gbp"], pa.float64()).to_numpy()
    names = list(zip(*(amounts[key].take(first).to_pylist() for key in keys), strict=True))
    order = np.argsort(group * len(supplier_ids) + supplier, kind="stable")
    return names, Cells(group[order], supplier[order], amount[order], len(first))


def _numbers(values: pa.ChunkedArray, names: Sequence[str]) -> Integers:
    """Return the position of each value among `names`."""
    return np.asarray(pc.index_in(values, pa.array(names, pa.string())).to_numpy(), dtype=np.int64)


def _ends(interval: Interval, sample: _Sample, level: float, *, prefix: Key = ()) -> Ends:
    """Return the interval of every figure, by row."""
    by_column = {
        column: quantiles(_quantity(quantity, sample.pounds, sample.totals), level)
        for column, quantity in interval.figures.items()
    }
    rows = next(iter(by_column.values()))[0].shape[1]
    return {
        (*prefix, *name, row): {
            column: (float(low[number, row]), float(high[number, row])) for column, (low, high) in by_column.items()
        }
        for number, name in enumerate(sample.names)
        for row in range(rows)
    }


def _quantity(quantity: Quantity, sample: Floats, total: Floats) -> Floats:
    """Return one quantity by group, ring (or band) and draw, from pounds within each ring and pounds placed."""
    local, located = sample[:, :-1], sample[:, -1:]
    match quantity:
        case Quantity.LOCAL:
            return local
        case Quantity.LEAKAGE:
            return located - local
        case Quantity.LOCAL_SHARE:
            return np.divide(local, located, out=np.full_like(local, np.nan), where=located > 0)
        case Quantity.IN_BAND:
            unplaced = total[:, None, None] - located
            return np.concatenate([np.diff(sample, axis=1, prepend=0.0), unplaced], axis=1)
        case Quantity.BAND_SHARE:
            pounds = _quantity(Quantity.IN_BAND, sample, total)
            whole = total[:, None, None]
            return np.divide(pounds, whole, out=np.full_like(pounds, np.nan), where=whole > 0)


def _attached(result: pa.Table, interval: Interval, ends: Ends) -> pa.Table:
    """Return the indicator's rows with each figure followed by its low and high end."""
    rows = list(zip(*(result[key].to_pylist() for key in interval.row_keys), strict=True))
    for column in interval.figures:
        points = result[column].to_pylist()
        pairs = [
            _holding(point, ends[row][column]) if point is not None and row in ends else (None, None)
            for row, point in zip(rows, points, strict=True)
        ]
        after = result.column_names.index(column) + 1
        for offset, name in enumerate(("low", "high")):
            values = pa.array([pair[offset] for pair in pairs], type=result.schema.field(column).type)
            result = result.add_column(after + offset, f"{column}_{name}", values)
    return result


def _holding(point: float | Decimal, ends: tuple[float, float]) -> tuple[float | Decimal | None, ...]:
    """Return the ends in the figure's own type, moved to hold it; null where no draw gave a share."""
    if np.isnan(ends[0]):
        return None, None
    if isinstance(point, Decimal):
        exact = [Decimal(repr(float(end))).quantize(Decimal("0.01")) for end in ends]
        return min(exact[0], point), max(exact[1], point)
    return min(float(ends[0]), point), max(float(ends[1]), point)
