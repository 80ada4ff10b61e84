"""Studies small enough to work out by hand: the golden one, and others built in a line or two."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from ourplace.engine import Engine, open_engine
from ourplace.indicators import Settings, StudyTables, compute_indicators, read_study_tables, study_tables
from ourplace.indicators.tables import SCHEMAS

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "indicators"
SETTINGS = Settings(definition_id="premises", headline_ring_id="town", horizon_date=dt.date(2027, 3, 31))
BANDS = ("town", "county", "elsewhere", "unplaced")
YEARS = ((2024, "y1"), (2025, "y2"))

StudyMaker = Callable[..., StudyTables]


@pytest.fixture
def golden_study(engine: Engine) -> StudyTables:
    return read_study_tables(engine, GOLDEN / "study")


@pytest.fixture(scope="session")
def golden_results() -> Mapping[str, pa.Table]:
    """Every indicator of the golden study, computed once."""
    engine = open_engine(threads=1)
    results = compute_indicators(engine, read_study_tables(engine, GOLDEN / "study"), SETTINGS)
    engine.close()
    return results


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def make_study(engine: Engine) -> StudyMaker:
    """Build a study from payments (dicts; amount and supplier at least) and the bands of each supplier."""

    def make(
        payments: Sequence[Mapping[str, Any]],
        places: Mapping[str, Mapping[str, float]],
        *,
        mode: str = "imputed",
        estimates: Mapping[str, Mapping[str, float]] | None = None,
        **more: Sequence[Mapping[str, Any]],
    ) -> StudyTables:
        rows = [_payment(payment) for payment in payments]
        anchors = sorted({row["anchor_id"] for row in rows})
        tables: dict[str, Sequence[Mapping[str, Any]]] = {
            "spend": rows,
            "suppliers": [_supplier(one, {}) for one in places],
            "candidates": [],
            "locations": [],
            "supplier_bands": _bands(places, estimates or places),
            "supplier_points": [],
            "anchors": [{"anchor_id": one, "anchor_name": one, "anchor_kind": "council"} for one in anchors],
            "bands": [{"band_id": one, "band_index": i, "band_name": one} for i, one in enumerate(BANDS)],
            "definitions": [
                {"definition_id": "premises", "definition_name": "Premises", "is_chosen": True, "mode": mode}
            ],
            "periods": [_year(year, period_id, anchors) for year, period_id in YEARS],
            "need_categories": [{"need_category_code": "15", "need_category_name": "Food"}],
        }
        if "suppliers" in more:
            told = {one["supplier_id"]: one for one in more.pop("suppliers")}
            tables["suppliers"] = [_supplier(one, told.get(one, {})) for one in places]
        return study_tables(engine, {name: _arrow(name, some) for name, some in {**tables, **more}.items()})

    return make


def _payment(payment: Mapping[str, Any]) -> dict[str, Any]:
    kind = payment.get("kind", "goods_services")
    return {
        "supplier_id": payment["supplier"],
        "period_id": payment.get("period", "y1"),
        "month": dt.date(2024, 4, 1),
        "is_analysed": kind in {"goods_services", "works", "card", "unknown"},
        "need_category_code": payment.get("need"),
        "need_category_tier": "unknown",
        "payment_count": 1,
        "kind": kind,
        "amount_gbp": Decimal(str(payment["amount"])),
        "anchor_id": payment.get("anchor", "council"),
    }


def _supplier(supplier_id: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "supplier_id": supplier_id,
        "supplier_name": supplier_id.title(),
        "business_type": "private_company",
        "size": None,
        "sic_code": None,
        "sic_section_code": None,
        "is_individual": False,
        "no_match_probability": 0.0,
        "explanation": "invented",
        **told,
    }


def _bands(
    known: Mapping[str, Mapping[str, float]], estimates: Mapping[str, Mapping[str, float]]
) -> list[dict[str, Any]]:
    return [
        {
            "supplier_id": supplier_id,
            "definition_id": "premises",
            "band_id": band_id,
            "band_index": BANDS.index(band_id),
            "known_probability": known[supplier_id].get(band_id, 0.0),
            "estimate_probability": estimates[supplier_id].get(band_id, 0.0),
        }
        for supplier_id in known
        for band_id in BANDS
    ]


def _year(year: int, period_id: str, anchors: Sequence[str]) -> dict[str, Any]:
    return {
        "period_id": period_id,
        "period_name": f"{year}/{year - 1999}",
        "start_date": dt.date(year, 4, 1),
        "end_date": dt.date(year + 1, 3, 31),
        "anchor_ids": list(anchors),
    }


def _arrow(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = ibis.schema(dict(SCHEMAS[name])).to_pyarrow()
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)
