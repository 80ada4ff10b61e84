"""The indicators' tables of an invented place: shares, bands, kinds, types and the largest suppliers."""

from typing import Any

from invented.lists import add_checks, add_flow, add_supply
from invented.shares import share_row
from invented.suppliers import ANCHORS, BANDS, CATEGORIES, TYPES, in_ring, money
from ourplace.reports.report import Mode

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
                    "local_gbp": (local := sum(s["amount"] for s in part if in_ring(s, ring.band_index))),
                    "local_gbp_low": local * 0.9,
                    "local_gbp_high": local * 1.1,
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
