"""An invented report of Preston 2012/13 in each mode, so that pages can be tested and looked at.

Every supplier is made up. Amounts are drawn so that the totals are the published ones: £750m, 5 % in Preston, 39 % in Lancashire.
"""

import datetime as dt
import math
import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pyarrow as pa

from ourplace.reports.report import Anchor, Band, Mode, Period, Report, Source

ANCHORS = [
    Anchor("preston-council", "Preston City Council", "council"),
    Anchor("lancashire-county", "Lancashire County Council", "council"),
    Anchor("police", "Lancashire Constabulary", "police"),
    Anchor("university", "University of Central Lancashire", "university"),
    Anchor("college", "Preston's College", "college"),
    Anchor("housing", "Community Gateway", "housing association"),
]
WEIGHTS = {
    "preston-council": 45,
    "lancashire-county": 480,
    "police": 90,
    "university": 85,
    "college": 15,
    "housing": 35,
}
BANDS = [
    Band("preston", 0, "Preston"),
    Band("lancashire", 1, "Lancashire"),
    Band("north-west", 2, "North West"),
    Band("elsewhere", 3, "Elsewhere"),
    Band("unplaced", 4, "Unplaced"),
]
SHARES = {"preston": 0.05, "lancashire": 0.34, "north-west": 0.19, "elsewhere": 0.42}
CENTRES = {
    "preston": (53.763, -2.703, 0.03),
    "lancashire": (53.82, -2.55, 0.16),
    "north-west": (53.45, -2.4, 0.2),
    "elsewhere": (52.2, -1.2, 0.9),
}
CATEGORIES = [
    ("45", "Construction work", 19),
    ("85", "Health and social work services", 23),
    ("60", "Transport services", 9),
    ("79", "Business services: law, marketing, recruitment, security", 9),
    ("72", "IT services", 7),
    ("15", "Food and drink", 4),
    ("90", "Sewage, refuse, cleaning and environmental services", 7),
    ("09", "Fuel and electricity", 5),
    ("80", "Education and training services", 5),
    ("50", "Repair and maintenance services", 4),
    ("30", "Office and computing machinery", 2),
    ("71", "Architecture, engineering and surveying", 3),
    ("39", "Furniture and furnishings", 1),
    ("33", "Medical equipment and supplies", 1),
    ("66", "Financial and insurance services", 1),
]
TYPES = [
    ("private_company", 66),
    ("sole_trader_or_individual", 8),
    ("charity", 10),
    ("public_body", 3),
    ("cooperative_or_society", 2),
    ("community_interest_company", 2),
    ("company_limited_by_guarantee", 5),
    ("unknown", 4),
]
FIRST = [
    "Alder",
    "Beacon",
    "Calder",
    "Dunmere",
    "Elmfold",
    "Fairholm",
    "Garstone",
    "Hawkrigg",
    "Inglebrook",
    "Keld",
    "Larkhill",
    "Moorcroft",
    "Netherby",
    "Oakenrod",
    "Pikelow",
]
LAST = [
    "Construction",
    "Care Homes",
    "Coaches",
    "Office Supplies",
    "Electrical",
    "Catering",
    "Consulting",
    "Joinery",
    "Facilities",
    "Recycling",
    "Training",
    "Systems",
]
ALL_TABLES = [
    "local_share",
    "spend_by_band",
    "spend_by_kind",
    "coverage",
    "concentration",
    "need_categories",
    "sectors",
    "business_types",
    "sizes",
    "deprivation",
    "overlap",
    "peer_list",
    "change",
    "definition_sensitivity",
    "suppliers_to_review",
    "top_suppliers",
    "flow",
    "influenceable",
    "local_supply",
]


def money(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def make_suppliers(size: int, seed: int) -> list[dict]:
    chance = random.Random(seed)  # noqa: S311 - invented data, not secrets.
    suppliers = []
    for band_id, share in SHARES.items():
        number = max(
            int(size * {"preston": 0.14, "lancashire": 0.34, "north-west": 0.2, "elsewhere": 0.32}[band_id]), 6
        )
        raw = [chance.lognormvariate(0, 1.5) for _ in range(number)]
        for amount in raw:
            code, _, _ = chance.choices(CATEGORIES, [weight for *_, weight in CATEGORIES])[0]
            latitude, longitude, spread = CENTRES[band_id]
            business_type = chance.choices([name for name, _ in TYPES], [weight for _, weight in TYPES])[0]
            anchors = list(WEIGHTS)
            suppliers.append(
                {
                    "supplier_id": f"s-{len(suppliers):012x}",
                    "supplier_name": f"{chance.choice(FIRST)} {chance.choice(LAST)} {len(suppliers)} Ltd",
                    "amount": amount / sum(raw) * share * 750_000_000,
                    "band": band_id,
                    "category": code,
                    "business_type": business_type,
                    "is_individual": business_type == "sole_trader_or_individual",
                    "anchor": chance.choices(anchors, [WEIGHTS[name] for name in anchors])[0],
                    "probability": min(0.995, chance.betavariate(18, 1)),
                    "latitude": chance.gauss(latitude, spread / 2),
                    "longitude": chance.gauss(longitude, spread / 1.4),
                }
            )
    return suppliers


def name_traps(suppliers: list[dict]) -> None:
    local = sorted((s for s in suppliers if s["band"] == "preston"), key=lambda s: -s["amount"])
    local[0]["supplier_name"] = "<script>alert('x')</script> Ltd"
    local[1]["supplier_name"] = '=HYPERLINK("http://example.invalid","Pay here")'
    local[2]["supplier_name"] = "Jane Secretname"
    local[2]["is_individual"] = True
    for supplier in suppliers:
        if supplier["is_individual"] and supplier is not local[2]:
            supplier["supplier_name"] = f"Jo Secretname {supplier['supplier_id'][-4:]}"
    for trap in local[:3]:
        trap["is_individual"] = trap is local[2]


def in_ring(supplier: dict, ring_index: int) -> bool:
    index = next(band.band_index for band in BANDS if band.band_id == supplier["band"])
    return index <= ring_index


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


def by_anchor(suppliers: list[dict]) -> dict[str, list[dict]]:
    groups = {"all": suppliers}
    for anchor in ANCHORS:
        groups[anchor.anchor_id] = [s for s in suppliers if s["anchor"] == anchor.anchor_id]
    return groups


def make_tables(suppliers: list[dict], mode: Mode) -> dict[str, list[dict]]:
    tables: dict[str, list[dict]] = {name: [] for name in ALL_TABLES}
    names = {code: name for code, name, _ in CATEGORIES}
    rings = BANDS[:3]
    for anchor_id, group in by_anchor(suppliers).items():
        whole = sum(s["amount"] for s in group) or 1.0
        for ring in rings:
            tables["local_share"].append({"anchor_id": anchor_id, **share_row(group, ring, mode)})
        add_bands(tables, anchor_id, group, whole, mode)
        add_kinds(tables, anchor_id, whole, len(group))
        ordered = sorted(group, key=lambda s: -s["amount"])
        for top in (10, 20, 50, 100, 300):
            part = sum(s["amount"] for s in ordered[:top])
            tables["concentration"].append(
                {
                    "anchor_id": anchor_id,
                    "top_count": top,
                    "top_gbp": part,
                    "top_share": part / whole,
                    "supplier_count": len(group),
                }
            )
        running = 0.0
        for rank, s in enumerate(ordered[:50], 1):
            running += s["amount"]
            band = next(b for b in BANDS if b.band_id == s["band"])
            tables["top_suppliers"].append(
                {
                    "anchor_id": anchor_id,
                    "supplier_rank": rank,
                    "supplier_id": s["supplier_id"],
                    "supplier_name": s["supplier_name"],
                    "is_individual": s["is_individual"],
                    "amount_gbp": money(s["amount"]),
                    "share": s["amount"] / whole,
                    "cumulative_share": running / whole,
                    "band_id": band.band_id,
                    "band_name": band.name,
                    "band_probability": s["probability"],
                    "business_type": s["business_type"],
                }
            )
        for code, name in names.items():
            part = [s for s in group if s["category"] == code]
            for ring in rings:
                tables["need_categories"].append(
                    {
                        "anchor_id": anchor_id,
                        "need_category_code": code,
                        "need_category_name": name,
                        **share_row(part, ring, mode),
                        "local_supplier_count": sum(in_ring(s, ring.band_index) for s in part),
                    }
                )
        add_types(tables, anchor_id, group, whole, rings)
    add_flow(tables, suppliers, names, mode)
    add_supply(tables, suppliers, names)
    add_checks(tables, suppliers, mode)
    return tables


def add_bands(tables: Any, anchor_id: str, group: Any, whole: float, mode: str) -> None:
    scale = {"imputed": 1.0, "placed": 0.52, "bounds_only": 0.035}[mode]
    for band in BANDS:
        amount = sum(s["amount"] for s in group if s["band"] == band.band_id) * scale
        if band.band_id == "unplaced":
            amount = whole * (1 - scale)
        tables["spend_by_band"].append(
            {
                "anchor_id": anchor_id,
                "band_id": band.band_id,
                "band_index": band.band_index,
                "band_name": band.name,
                "amount_gbp": amount,
                "amount_gbp_low": amount * 0.94,
                "amount_gbp_high": amount * 1.06,
                "share": amount / whole,
                "share_low": amount * 0.94 / whole,
                "share_high": amount * 1.06 / whole,
            }
        )


def add_kinds(tables: Any, anchor_id: str, whole: float, number: int) -> None:
    for kind, part, analysed in (
        ("goods_services", 0.78, True),
        ("works", 0.19, True),
        ("card", 0.01, True),
        ("unknown", 0.02, True),
        ("grant", 0.06, False),
        ("public_body", 0.11, False),
        ("pass_through", 0.21, False),
        ("redacted", 0.015, False),
    ):
        tables["spend_by_kind"].append(
            {
                "anchor_id": anchor_id,
                "kind": kind,
                "is_analysed": analysed,
                "amount_gbp": money(whole * part),
                "payment_count": int(whole * part / 9000),
                "supplier_count": int(number * part),
            }
        )
    tables["coverage"].append(
        {
            "anchor_id": anchor_id,
            "published_gbp": money(whole * 1.395),
            "analysed_gbp": money(whole),
            "not_analysed_gbp": money(whole * 0.395),
            "redacted_gbp": money(whole * 0.015),
            "placed_gbp": whole * 0.91,
            "placed_share": 0.91,
            "matched_gbp": whole * 0.83,
            "unplaced_gbp": whole * 0.09,
            "supplier_count": number,
            "payment_count": int(whole / 9000),
            "negative_gbp": money(-whole * 0.004),
        }
    )


def add_types(tables: Any, anchor_id: str, group: Any, whole: float, rings: Any) -> None:
    for name, _ in TYPES:
        part = [s for s in group if s["business_type"] == name]
        amount = sum(s["amount"] for s in part)
        for ring in rings:
            tables["business_types"].append(
                {
                    "anchor_id": anchor_id,
                    "business_type": name,
                    "amount_gbp": money(amount),
                    "share": amount / whole,
                    "supplier_count": len(part),
                    "ring_id": ring.band_id,
                    "local_gbp": sum(s["amount"] for s in part if in_ring(s, ring.band_index)),
                }
            )
    for size, part in (("micro", 0.06), ("small", 0.14), ("medium", 0.21), ("large", 0.37), ("unknown", 0.22)):
        tables["sizes"].append(
            {
                "anchor_id": anchor_id,
                "size": size,
                "amount_gbp": money(whole * part),
                "share": part,
                "supplier_count": int(len(group) * part),
            }
        )
    for decile in [*range(1, 11), None]:
        part = 0.05 if decile is None else 0.2 / (decile**0.5)
        tables["deprivation"].append(
            {
                "anchor_id": anchor_id,
                "ring_id": "preston",
                "imd_decile": decile,
                "amount_gbp": whole * 0.05 * part,
                "share": part,
                "supplier_count": 9,
            }
        )
    for code, name, part in (
        ("F", "Construction", 0.2),
        ("Q", "Human health and social work", 0.3),
        ("N", "Administrative and support services", 0.2),
    ):
        for ring in rings:
            tables["sectors"].append(
                {
                    "anchor_id": anchor_id,
                    "sic_section_code": code,
                    "sic_section_name": name,
                    **share_row(group, ring, "imputed"),
                    "local_supplier_count": int(4 * part),
                }
            )


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


def outline(latitude: float, longitude: float, radius: float, seed: int) -> dict:
    chance = random.Random(seed)  # noqa: S311 - invented data, not secrets.
    points = []
    for step in range(60):
        angle = step / 60 * 2 * math.pi
        far = radius * (1 + 0.2 * math.sin(3 * angle + seed) + 0.05 * chance.random())
        points.append([longitude + far * 1.6 * math.cos(angle), latitude + far * math.sin(angle)])
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def make_receipts() -> list[dict]:
    receipts = []
    for place, anchor in enumerate(ANCHORS):
        for month in range(1 + place % 3):
            rows = 4000 + 731 * place + 17 * month
            receipts.append(
                {
                    "file_name": f"{anchor.anchor_id}-2012-{month + 4:02d}.csv",
                    "anchor_id": anchor.anchor_id,
                    "rows_in_file": rows,
                    "used": {"rows": rows - 49, "gbp": money(750e6 / 12 + month * 13.37)},
                    "set_aside": {
                        "blank": {"rows": 40, "gbp": money(0)},
                        "total_line": {"rows": 1, "gbp": money(750e6 / 12)},
                    },
                    "rejected": {
                        "amount_not_a_number": {"rows": 6, "gbp": money(0)},
                        "no_amount": {"rows": 2, "gbp": money(0)},
                    },
                    "encoding": "cp1252" if place % 2 else "utf-8",
                    "header_line": 3,
                    "first_date": dt.date(2012, 4, 2),
                    "last_date": dt.date(2013, 3, 28),
                    "warnings": ["No negative amounts at all: credit notes may be missing"] if place == 3 else [],
                    "decisions": ["Dates are day/month: 4,113 rows can only be read so"],
                }
            )
    return receipts


def supplier_tables(suppliers: list[dict]) -> tuple[pa.Table, pa.Table, pa.Table]:
    rows, candidates, points = [], [], []
    for s in suppliers:
        rows.append(
            {
                "supplier_id": s["supplier_id"],
                "supplier_name": s["supplier_name"],
                "business_type": s["business_type"],
                "business_type_source": "register",
                "size": None,
                "sic_code": "41201",
                "sic_section_code": "F",
                "is_individual": s["is_individual"],
                "no_match_probability": 1 - s["probability"],
                "has_postcode": True,
                "judged": None,
                "payee_names": [s["supplier_name"].upper()],
                "anchor_ids": [s["anchor"]],
                "amount_gbp": money(s["amount"]),
                "explanation": "The name agrees but for its legal form",
            }
        )
        candidates.append(
            {
                "supplier_id": s["supplier_id"],
                "candidate_rank": 1,
                "entity_id": "GB-COH-00000001",
                "register_id": "invented",
                "entity_name": s["supplier_name"],
                "probability": s["probability"],
                "explanation": "Same name",
                "is_location_neutral": True,
            }
        )
        points.append(
            {
                "supplier_id": s["supplier_id"],
                "supplier_name": s["supplier_name"],
                "is_individual": s["is_individual"],
                "latitude": s["latitude"],
                "longitude": s["longitude"],
                "easting": 0,
                "northing": 0,
                "amount_gbp": money(s["amount"]),
                "band_id": s["band"],
                "business_type": s["business_type"],
            }
        )
    return pa.Table.from_pylist(rows), pa.Table.from_pylist(candidates), pa.Table.from_pylist(points)


REASONS = {
    "imputed": "The registers in use cover every company of England and Wales, and 91 % of the analysed spend is placed, so the rest is taken to be like the placed part.",
    "placed": "The registers in use do not cover every company, so nothing is assumed about the spend that is not placed.",
    "bounds_only": "Under 5 % of the analysed spend is placed by sources that do not choose by place, which is too little for a figure.",
}


def invented_report(
    mode: Mode = "imputed", *, size: int = 900, seed: int = 7, without: tuple[str, ...] = (), **changes: Any
) -> Report:
    suppliers = make_suppliers(size, seed)
    name_traps(suppliers)
    tables = {
        name: pa.Table.from_pylist(rows)
        for name, rows in make_tables(suppliers, mode).items()
        if rows and name not in without
    }
    supplier_table, candidates, points = supplier_tables(suppliers)
    facts = {
        "title": "Preston's anchor spend, 2012/13",
        "place_name": "Preston",
        "period": Period(dt.date(2012, 4, 1), dt.date(2013, 3, 31), "April 2012 to March 2013"),
        "definition_id": "registered_office",
        "definition_name": "Registered office",
        "definition_sentence": "A supplier is local where its registered office is inside the ring; where it has none, its invoice address counts.",
        "mode": mode,
        "mode_reason": REASONS[mode],
        "version": "0.1.0",
        "command": "ourplace run examples/preston/study.toml",
        "made_on": dt.date(2026, 11, 23),
        "anchors": ANCHORS,
        "bands": BANDS,
        "headline_ring_id": "preston",
        "tables": tables,
        "sentences": {
            name: f"{name.replace('_', ' ').capitalize()}: what this figure means, in one sentence."
            for name in ALL_TABLES
        },
        "receipts": make_receipts(),
        "suppliers": supplier_table,
        "candidates": candidates,
        "points": points,
        "outlines": {"preston": outline(53.79, -2.70, 0.06, 1), "lancashire": outline(53.85, -2.6, 0.24, 2)},
        "sources": [
            Source(
                "Invented spend files of six anchors",
                "OurPlace",
                "Apache-2.0",
                "https://example.org/preston",
                "2012/13",
            ),
            Source(
                "ONS Postcode Directory",
                "Office for National Statistics",
                "Open Government Licence 3.0",
                "https://geoportal.statistics.gov.uk",
                "November 2025",
            ),
        ],
        "notes": ["University of Central Lancashire: no negative amounts at all, so credit notes may be missing."],
        "is_invented": True,
    }
    return Report(**{**facts, **changes})
