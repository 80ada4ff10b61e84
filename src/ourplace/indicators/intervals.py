"""The one mechanism that gives figures their intervals: which column of which rows is which simulated quantity."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.indicators.expected_spend import located_bands
from ourplace.indicators.settings import Settings
from ourplace.indicators.simulation import Cells, Chances, Floats, Task, quantiles, simulate
from ourplace.indicators.tables import UNPLACED, StudyTables
from ourplace.parameters import parameter_value

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

    amounts: Callable[[StudyTables], Table]
    keys: tuple[str, ...]
    figures: Mapping[str, Quantity]
    every_definition: bool = False

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Return the columns that name a row: definition where it differs, keys, and ring or band."""
        is_by_band = any(quantity in {Quantity.IN_BAND, Quantity.BAND_SHARE} for quantity in self.figures.values())
        definition = ("definition_id",) if self.every_definition else ()
        return (*definition, *self.keys, "band_index" if is_by_band else "ring_index")


@dataclass(frozen=True)
class _Groups:
    """The groups of one interval under one definition, with their names."""

    interval: Interval
    names: Sequence[Key]
    task: Task


def with_intervals(
    engine: Engine,
    tables: StudyTables,
    settings: Settings,
    *,
    results: Mapping[str, pa.Table],
    intervals: Mapping[str, Sequence[Interval]],
) -> dict[str, pa.Table]:
    """Return the results by indicator, with the low and high end of every figure that `intervals` names.

    Every supplier is placed once in a draw, for all indicators together. An interval always holds its figure: where a
    distribution is so skewed that its expectation lies outside, the nearer end moves to it. Ends are null where the
    definition of local allows bounds only. Method: docs/explanation/honest-figures.md.
    """
    supplier_ids = sorted(
        engine.to_arrow(tables.supplier_bands[["supplier_id"]].distinct())["supplier_id"].to_pylist()
    )
    chances = _chances(engine, tables, settings, supplier_ids)
    every = [interval for some in intervals.values() for interval in some]
    groups = [one for interval in every for one in _groups(engine, tables, interval, supplier_ids, chances, settings)]
    samples = simulate(
        supplier_ids,
        [one.task for one in groups],
        draws=settings.draws,
        seed=settings.seed,
        drawn_share=parameter_value("indicators_simulated_variance_share"),
    )
    ends: dict[int, dict[Key, Mapping[str, tuple[float, float]]]] = {id(interval): {} for interval in every}
    for one, sample in zip(groups, samples, strict=True):
        ends[id(one.interval)] |= _ends(one, sample, settings.interval_level)
    finished = dict(results)
    for indicator_id, some in intervals.items():
        for interval in some:
            finished[indicator_id] = _attached(finished[indicator_id], interval, ends[id(interval)])
    return finished


def _chances(
    engine: Engine, tables: StudyTables, settings: Settings, supplier_ids: Sequence[str]
) -> Mapping[str, Chances]:
    """Return the suppliers' chances by definition, the chosen one first, leaving out those with bounds only."""
    bands = engine.to_arrow(tables.bands.order_by("band_index"))["band_id"].to_pylist()
    rows = engine.to_arrow(
        located_bands(tables, None)
        .filter(lambda t: t.estimate_probability.notnull())
        .select("definition_id", "supplier_id", "band_id", "estimate_probability")
    )
    found = {}
    for definition_id in sorted(set(rows["definition_id"].to_pylist()), key=lambda one: one != settings.definition_id):
        some = rows.filter(pc.equal(rows["definition_id"], definition_id))
        chance = np.zeros((len(supplier_ids), len(bands)))
        supplier = _numbers(some["supplier_id"], supplier_ids)
        chance[supplier, _numbers(some["band_id"], bands)] = some["estimate_probability"].to_numpy()
        located = np.cumsum(chance[:, : bands.index(UNPLACED)], axis=1)
        # The last band before `unplaced` is elsewhere: within it is to be placed at all.
        found[definition_id] = Chances(np.clip(located, 0.0, 1.0))
    return found


def _groups(
    engine: Engine,
    tables: StudyTables,
    interval: Interval,
    supplier_ids: Sequence[str],
    chances: Mapping[str, Chances],
    settings: Settings,
) -> Iterable[_Groups]:
    """Yield the groups of one interval, under each definition that it covers."""
    definitions = [one for one in chances if interval.every_definition or one == settings.definition_id]
    if not definitions:
        return
    names, cells = _cells(engine.to_arrow(interval.amounts(tables)), interval.keys, supplier_ids)
    for definition_id in definitions:
        prefix = (definition_id,) if interval.every_definition else ()
        yield _Groups(interval, [(*prefix, *name) for name in names], Task(cells, chances[definition_id]))


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


def _numbers(values: pa.ChunkedArray, names: Sequence[str]) -> np.typing.NDArray[np.int64]:
    """Return the position of each value among `names`."""
    return pc.index_in(values, pa.array(names, pa.string())).to_numpy().astype(np.int64)


def _ends(groups: _Groups, sample: Floats, level: float) -> Mapping[Key, Mapping[str, tuple[float, float]]]:
    """Return the interval of every figure, by row."""
    cells = groups.task.cells
    total = np.bincount(cells.group, cells.amount, cells.group_count)
    by_column = {
        column: quantiles(_quantity(quantity, sample, total), level)
        for column, quantity in groups.interval.figures.items()
    }
    rows = next(iter(by_column.values()))[0].shape[1]
    return {
        (*name, row): {column: (low[number, row], high[number, row]) for column, (low, high) in by_column.items()}
        for number, name in enumerate(groups.names)
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
