"""Local share and leakage of some invented suppliers, in each mode."""

import math

from invented.suppliers import in_ring, money
from ourplace.reports.report import Band, Mode


def share_row(suppliers: list[dict], ring: Band, mode: Mode) -> dict:
    whole = sum(s["amount"] for s in suppliers)
    local = sum(s["amount"] for s in suppliers if in_ring(s, ring.band_index))
    deviation = (
        math.sqrt(sum((s["amount"] ** 2) * s["probability"] * (1 - s["probability"]) for s in suppliers)) * 0.25
    )
    deviation = min(deviation, local * 0.25)
    unplaced = whole * {"imputed": 0.09, "placed": 0.48, "bounds_only": 0.965}[mode]
    placed = whole - unplaced
    base = whole if mode == "imputed" else placed
    share = local / whole if whole else 0.0
    half = 1.645 * deviation / whole if whole else 0.0
    low, high = max(share - half, 0), min(share + half, 1)
    known = share * placed
    none = mode == "bounds_only"
    return {
        "ring_id": ring.band_id,
        "ring_index": ring.band_index,
        "ring_name": ring.name,
        "definition_id": "registered_office",
        "mode": mode,
        "analysed_gbp": money(whole),
        "placed_gbp": money(placed),
        "placed_share": placed / whole if whole else None,
        "local_gbp": None if none else share * base,
        "local_gbp_low": None if none else low * base,
        "local_gbp_high": None if none else high * base,
        "local_share": None if none else share,
        "local_share_low": None if none else low,
        "local_share_high": None if none else high,
        "leakage_gbp": None if none else base * (1 - share),
        "leakage_gbp_low": None if none else base * (1 - high),
        "leakage_gbp_high": None if none else base * (1 - low),
        "bound_low_gbp": known,
        "bound_high_gbp": known + unplaced,
        "bound_low_share": known / whole if whole else None,
        "bound_high_share": (known + unplaced) / whole if whole else None,
        "standard_error_gbp": None if none else deviation,
        "supplier_count": len(suppliers),
    }
