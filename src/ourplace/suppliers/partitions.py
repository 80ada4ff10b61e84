"""Deciding on payees on the partitions of a cluster, as processes of one machine do."""

from functools import partial

import numpy as np
import pyarrow as pa

from ourplace.engine import Engine
from ourplace.suppliers.calibrate import MatchModel
from ourplace.suppliers.decide import MATCHES_SCHEMA, Decision
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.processes import PLACE, decisions_of, match_numbered


def decide_on_partitions(
    engine: Engine, payees: pa.Table, *, index: RegisterIndex, model: MatchModel | None = None
) -> list[Decision]:
    """Return the decision on each payee (`scoring.PAYEES_SCHEMA`), made by the engine's workers.

    Every worker opens the index where it is: its folder must be on storage that all of them see at the same path. What
    is sent to them is that path, the model where it is not the committed one, and the payees.

    Raises:
        WorkerError: a worker cannot see the index, or failed.
    """
    numbered = payees.append_column(PLACE, pa.array(np.arange(len(payees)), pa.int64()))
    on_batch = partial(match_numbered, folder=index.folder.absolute(), model=model)
    return decisions_of(engine.map_batches(numbered, on_batch, schema=MATCHES_SCHEMA), len(payees), index=index)
