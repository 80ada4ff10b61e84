"""How a point figure may be computed under one definition of local: imputed, placed, or not at all."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ourplace.parameters import parameter_value

ROUNDING = 1e-9


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


def within_bounds(
    amounts: npt.NDArray[np.float64], known: npt.NDArray[np.float64], neutral: npt.NDArray[np.float64]
) -> bool:
    """Return whether the share of spend placed by neutral sources lies within the hard bounds of all spend, in every ring.

    `known` and `neutral` are suppliers by bands, the last band what is not known. Where it does not, what was placed
    by sources chosen by place shows already that the rest is not like the part that the figure rests on.
    """
    paid = np.maximum(amounts, 0.0)
    placed = float((paid * (1.0 - neutral[:, -1])).sum())
    total = float(paid.sum())
    if placed <= 0 or total <= 0:
        return True
    share = np.cumsum(paid @ neutral[:, :-1]) / placed
    low = np.cumsum(paid @ known[:, :-1]) / total
    high = low + float(paid @ known[:, -1]) / total
    return bool(np.all((share >= low - ROUNDING) & (share <= high + ROUNDING)))


def unlike_the_rest(mode: PlacementMode) -> PlacementMode:
    """Return the mode of a definition with the warning that its figure lies outside the bounds of all spend."""
    warning = (
        " In at least one ring that share lies outside the bounds which all sources together set: what it rests on is known "
        "to be unlike the rest, so read the bounds and not the figure."
    )
    return replace(mode, reason=mode.reason + warning)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
