"""How a point figure may be computed under one definition of local: imputed, placed, or not at all."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ourplace.parameters import parameter_value


@dataclass(frozen=True)
class PlacementMode:
    """The mode of one definition, the sentence that says why, and the shares that decided it.

    `placed_share` is the share of analysed spend whose place is known from any source, `neutral_share` that known from
    sources not chosen by place.
    """

    mode: str
    reason: str
    placed_share: float
    neutral_share: float


def choose_mode(
    amounts: npt.NDArray[np.float64],
    unplaced: npt.NDArray[np.float64],
    neutral_unplaced: npt.NDArray[np.float64],
    *,
    has_complete_register: bool,
) -> PlacementMode:
    """Return the mode for suppliers with these amounts and these probabilities of being unplaced.

    imputed: a complete register is in use and enough of the spend is placed. placed: enough is placed from sources not
    chosen by place. bounds_only: neither.
    """
    total = float(amounts.sum())
    placed = float((amounts * (1.0 - unplaced)).sum()) / total if total > 0 else 0.0
    neutral = float((amounts * (1.0 - neutral_unplaced)).sum()) / total if total > 0 else 0.0
    enough = float(parameter_value("placement_imputed_placed_share"))
    least = float(parameter_value("placement_bounds_only_share"))
    if has_complete_register and placed >= enough:
        reason = (
            f"A complete register is in use and {placed:.0%} of analysed spend is placed (at least {enough:.0%} is needed), "
            "so the unplaced part is taken to be as local as the placed part."
        )
        return PlacementMode("imputed", reason, placed, neutral)
    why = (
        "no register in use is complete for the nation"
        if not has_complete_register
        else f"under {enough:.0%} of spend is placed"
    )
    if neutral >= least:
        reason = (
            f"{_capital(why)}, so the figure is a share of the {neutral:.0%} of analysed spend that is placed by sources "
            "not chosen by place."
        )
        return PlacementMode("placed", reason, placed, neutral)
    reason = (
        f"{_capital(why)}, and only {neutral:.1%} of analysed spend is placed by sources not chosen by place "
        f"(at least {least:.0%} is needed), so there is no point figure, only bounds."
    )
    return PlacementMode("bounds_only", reason, placed, neutral)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
