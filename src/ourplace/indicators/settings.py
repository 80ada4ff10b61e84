"""The choices a study makes before any indicator is computed: what local means, which ring, how sure."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from ourplace.parameters import parameter_value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every indicator of one study takes as given.

    Attributes:
        definition_id: the definition of local that figures are computed under.
        headline_ring_id: the ring of the headline figure, the review list and the peer list.
        interval_level: the probability that an interval holds the true value.
        draws: how many times the simulation places every supplier.
        seed: where the simulation's random numbers start; the same seed gives the same intervals.
        horizon_date: the day by which a contract must end for its spend to be open to change;
            none means that lock-in is unknown.
    """

    definition_id: str
    headline_ring_id: str
    interval_level: float = field(default_factory=partial(parameter_value, "indicators_interval_level"))
    draws: int = field(default_factory=partial(parameter_value, "indicators_interval_draws"))
    seed: int = 2012
    horizon_date: dt.date | None = None
