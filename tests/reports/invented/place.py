"""An invented report of Preston 2012/13 in each mode, so that pages can be tested and looked at.

Every supplier is made up. Amounts are drawn so that the totals are the published ones: £750m, 5% in Preston, 39% in Lancashire.
"""

import datetime as dt
import math
import random
from typing import Any

import pyarrow as pa

from invented.figures import ALL_TABLES, make_tables
from invented.suppliers import ANCHORS, BANDS, make_suppliers, money, name_traps
from ourplace.reports.report import Mode, Period, Report, Source


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
                "business_type_source": s.get("source", "register invented"),
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
    "imputed": "The registers in use cover every company of England and Wales, and 91% of the analysed spend is placed, so the rest is taken to be like the placed part.",
    "placed": "The registers in use do not cover every company, so nothing is assumed about the spend that is not placed.",
    "bounds_only": "Under 5% of the analysed spend is placed by sources that do not choose by place, which is too little for a figure.",
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
