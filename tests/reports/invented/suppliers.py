"""Invented suppliers of Preston: names, amounts, places and probabilities, drawn from a seed."""

import random
from decimal import Decimal

from ourplace.reports.report import Anchor, Band

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
    for trap, name in zip(local[4:6], ("+1+1 Ltd", "@SUM(1) Ltd"), strict=True):
        trap["supplier_name"] = name
        trap["is_individual"] = False
    local[3]["supplier_name"] = "Mrs Ida Secretname T/A Ribble Cakes"
    local[3]["source"] = "unknown"
    for trap in local[:4]:
        trap["is_individual"] = trap in local[2:4]


def in_ring(supplier: dict, ring_index: int) -> bool:
    index = next(band.band_index for band in BANDS if band.band_id == supplier["band"])
    return index <= ring_index
