"""The longer lists of an invented place: flow, local supply, peers, overlap, change and what to check."""

import math
from collections import defaultdict
from typing import Any

from invented.shares import share_row
from invented.suppliers import ANCHORS, BANDS, FIRST, WEIGHTS, in_ring, money


def add_flow(tables: Any, suppliers: Any, names: Any, mode: str) -> None:
    sums: dict[tuple, float] = defaultdict(float)
    for s in suppliers:
        sums[s["anchor"], s["category"], s["band"]] += s["amount"]
    scale = {"imputed": 1.0, "placed": 0.52, "bounds_only": 0.035}[mode]
    for anchor_id, code, band_id in sorted(sums):
        sums[anchor_id, code, "unplaced"] += sums[anchor_id, code, band_id] * (1 - scale)
        sums[anchor_id, code, band_id] *= scale
    for (anchor_id, code, band_id), amount in sorted(sums.items()):
        band = next(b for b in BANDS if b.band_id == band_id)
        tables["flow"].append(
            {
                "anchor_id": anchor_id,
                "need_category_code": code,
                "need_category_name": names[code],
                "band_id": band_id,
                "band_name": band.name,
                "amount_gbp": amount,
            }
        )
    tables["flow"].append(
        {
            "anchor_id": "police",
            "need_category_code": None,
            "need_category_name": None,
            "band_id": "elsewhere",
            "band_name": "Elsewhere",
            "amount_gbp": -1200.0,
        }
    )


def add_supply(tables: Any, suppliers: Any, names: Any) -> None:
    for row in [r for r in tables["need_categories"] if r["anchor_id"] == "all" and r["ring_id"] != "north-west"]:
        index = row["ring_index"]
        paid = sorted(
            (s for s in suppliers if s["category"] == row["need_category_code"] and in_ring(s, index)),
            key=lambda s: -s["amount"],
        )
        tables["local_supply"].append(
            {
                "need_category_code": row["need_category_code"],
                "need_category_name": row["need_category_name"],
                "ring_id": row["ring_id"],
                "leakage_gbp": row["leakage_gbp"],
                "paid_supplier_count": len(paid),
                "paid_supplier_names": [s["supplier_name"] for s in paid if not s["is_individual"]][:5],
                "register_firm_count": 40 + 13 * len(paid) if row["need_category_code"] != "66" else None,
            }
        )
    local = [
        s for s in sorted(suppliers, key=lambda s: -s["amount"]) if s["band"] == "preston" and not s["is_individual"]
    ][:24]
    for place, s in enumerate(local):
        buyer = ANCHORS[place % 6].anchor_id
        if buyer != s["anchor"]:
            tables["peer_list"].append(
                {
                    "need_category_code": s["category"],
                    "need_category_name": names[s["category"]],
                    "anchor_id": buyer,
                    "leaked_gbp": 9e6 / (place + 1),
                    "peer_anchor_id": s["anchor"],
                    "supplier_id": s["supplier_id"],
                    "supplier_name": s["supplier_name"],
                    "band_id": "preston",
                    "bought_gbp": money(s["amount"]),
                    "probability": s["probability"],
                }
            )
    for place, s in enumerate(sorted(suppliers, key=lambda s: -s["amount"])[:40]):
        shared = [a.anchor_id for a in ANCHORS][: 2 + place % 5]
        band = next(b for b in BANDS if b.band_id == s["band"])
        tables["overlap"].append(
            {
                "supplier_id": s["supplier_id"],
                "supplier_name": s["supplier_name"],
                "is_individual": s["is_individual"],
                "anchor_count": len(shared),
                "anchor_ids": shared,
                "amount_gbp": money(s["amount"]),
                "band_id": band.band_id,
                "band_name": band.name,
            }
        )


def add_checks(tables: Any, suppliers: Any, mode: str) -> None:
    for anchor_id in ["all", *WEIGHTS]:
        tables["change"].append(
            {
                "anchor_id": anchor_id,
                "ring_id": "preston",
                "period_id_before": "2011/12",
                "period_id_after": "2012/13",
                "analysed_gbp_before": money(731e6),
                "analysed_gbp_after": money(750e6),
                "placed_gbp_before": money(366e6),
                "placed_gbp_after": money(390e6),
                "local_share_before": 0.044,
                "local_share_before_low": 0.04,
                "local_share_before_high": 0.048,
                "local_share_after": 0.05,
                "local_share_after_low": 0.046,
                "local_share_after_high": 0.054,
                "change_gbp": 5.336e6,
                "share_effect_gbp": 4.5e6,
                "volume_effect_gbp": 0.836e6,
                "is_comparable": anchor_id != "college",
                "reason": "" if anchor_id != "college" else "Preston's College has no file for 2011/12",
            }
        )
        for definition_id, name, factor in (
            ("registered_office", "Registered office", 1.0),
            ("premises", "Any known premises", 1.42),
            ("invoice_address", "Invoice address", 1.1),
            ("postcode_area", "Postcode area", 1.9),
        ):
            for ring in BANDS[:3]:
                row = share_row(suppliers, ring, mode if definition_id != "invoice_address" else "bounds_only")
                low, high = (row["local_share_low"], row["local_share_high"])
                tables["definition_sensitivity"].append(
                    {
                        "anchor_id": anchor_id,
                        "definition_id": definition_id,
                        "definition_name": name,
                        "ring_id": ring.band_id,
                        "ring_index": ring.band_index,
                        "mode": row["mode"],
                        "local_share": row["local_share"] and min(row["local_share"] * factor, 1),
                        "local_share_low": low and min(low * factor, 1),
                        "local_share_high": high and min(high * factor, 1),
                        "bound_low_share": min(row["bound_low_share"] * factor, 1),
                        "bound_high_share": min(row["bound_high_share"] * factor, 1),
                        "placed_share": row["placed_share"],
                    }
                )
        for answer, part in (("yes", 0.41), ("no", 0.22), ("unknown", 0.37)):
            tables["influenceable"].append(
                {
                    "anchor_id": anchor_id,
                    "answer": answer,
                    "amount_gbp": money(750e6 * part),
                    "share": part,
                    "type_no_gbp": money(120e6),
                    "feasibility_no_gbp": money(45e6),
                    "lock_in_no_gbp": money(0),
                }
            )
    if mode == "bounds_only":
        tables["influenceable"].clear()
    doubtful = sorted(suppliers, key=lambda s: -(s["amount"] ** 2) * s["probability"] * (1 - s["probability"]))[:60]
    variances = [s["amount"] ** 2 * s["probability"] * (1 - s["probability"]) for s in doubtful]
    whole, running = sum(variances) * 1.12, 0.0
    for rank, (s, variance) in enumerate(zip(doubtful, variances, strict=True), 1):
        running += variance
        tables["suppliers_to_review"].append(
            {
                "review_rank": rank,
                "supplier_id": s["supplier_id"],
                "supplier_name": s["supplier_name"],
                "is_individual": s["is_individual"],
                "amount_gbp": money(s["amount"]),
                "probability_local": 1 - s["probability"],
                "variance_gbp2": variance,
                "variance_share": variance / whole,
                "cumulative_variance_share": running / whole,
                "half_width_after_points": 0.674 * math.sqrt(1 - running / whole),
                "no_match_probability": 0.1,
                "explanation": f"Two companies share the name {FIRST[rank % 15]}; one is registered in Preston, the other in Leeds",
            }
        )
