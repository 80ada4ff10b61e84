"""A study whose results are small, invented tables in its folder, as a run leaves them."""

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from ourplace.registers import ENTITY_SCHEMA
from ourplace.suppliers.locations import LOCATIONS_SCHEMA
from ourplace.suppliers.tables import CANDIDATES_SCHEMA, SUPPLIERS_SCHEMA
from ourplace_web.networks.models import Organisation, OrganisationKind
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

COUNCIL, COLLEGE = "preston-city-council", "college"
# Id, name, whether a person, who pays, candidates, and its part of the variance.
SUPPLIERS = (
    ("s-alarms", "Barnmoor Alarms", False, (COUNCIL,), 2, 0.64),
    ("s-person", "John Elmtree", True, (COUNCIL,), 1, 0.2),
    ("s-college", "Fernmoor Books", False, (COLLEGE,), 1, 0.12),
    ("s-hidden", "Mary Oaktree", True, (COLLEGE,), 1, 0.03),
    ("s-lost", "Larchmoor", False, (COUNCIL, COLLEGE), 0, 0.01),
)
HALF_WIDTH = 5.0


@pytest.fixture
def study(cast, tmp_path, monkeypatch) -> Study:
    """Preston's study with results; the council and a college pay its suppliers."""
    monkeypatch.setattr(settings, "STUDIES_FOLDER", tmp_path)
    Organisation.objects.create(network=cast.network, name="College", slug=COLLEGE, kind=OrganisationKind.ANCHOR)
    made = Study.objects.create(
        network=cast.network, name="Preston 2024/25", slug="preston-2024-25", period_start="2024-04-01",
        period_end="2025-03-31", place_code="E07000123", place_name="Preston",
        rings=[{"name": "Preston", "areas": ["Preston"]}], made_by=cast.alice,
    )  # fmt: skip
    write_results(study_folder(made) / ".ourplace" / "figures" / "abc")
    return made


def write_results(folder: Path) -> None:
    """Write the tables that a review reads."""
    folder.mkdir(parents=True)
    tables = {
        "suppliers": pa.Table.from_pylist([supplier(*one) for one in SUPPLIERS], schema=SUPPLIERS_SCHEMA),
        "candidates": pa.Table.from_pylist(candidates(), schema=CANDIDATES_SCHEMA),
        "locations": pa.Table.from_pylist(
            [{"supplier_id": "s-alarms", "entity_id": "GB-COH-s-alarms-1", "postcode": "PR1 2HE"}],
            schema=LOCATIONS_SCHEMA,
        ),
        "suppliers_to_review": pa.Table.from_pylist(review_rows()),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    bands = [["preston", 0, "Preston"], ["elsewhere", 1, "Elsewhere"], ["unplaced", 2, "Unplaced"]]
    (folder / "context.json").write_text(json.dumps({"bands": bands}))


def supplier(supplier_id, name, is_individual, anchors, candidate_count, _share) -> dict:
    """One row of the suppliers table."""
    return {
        "supplier_id": supplier_id, "supplier_name": name, "is_individual": is_individual, "payee_names": [name.upper()],
        "anchor_ids": sorted(anchors), "amount_gbp": Decimal("1234.50"), "explanation": "not sure", "judged": None,
    }  # fmt: skip


def candidates() -> list[dict]:
    """Candidates, the first of each supplier the more probable."""
    return [
        {
            "supplier_id": supplier_id, "candidate_rank": rank, "entity_id": f"GB-COH-{supplier_id}-{rank}",
            "register_id": "companies_house", "entity_name": f"{name} {rank} Ltd", "probability": 0.6 / rank,
            "explanation": f"much the same name as {name}", "is_location_neutral": True,
        }
        for supplier_id, name, _person, _anchors, count, _share in SUPPLIERS
        for rank in range(1, count + 1)
    ]  # fmt: skip


def review_rows() -> list[dict]:
    """The review list: what each supplier adds to the variance, and the half-width once all above it are settled."""
    rows, left = [], 1.0
    for rank, (supplier_id, name, is_individual, _anchors, _count, share) in enumerate(SUPPLIERS, start=1):
        after = max(left - share, 0.0)
        rows.append(
            {
                "review_rank": rank, "supplier_id": supplier_id, "supplier_name": name, "is_individual": is_individual,
                "amount_gbp": Decimal("1234.50"), "variance_share": share,
                "half_width_before_points": HALF_WIDTH * left**0.5, "half_width_after_points": HALF_WIDTH * after**0.5,
                "explanation": f"not sure of {name}",
            }
        )  # fmt: skip
        left = after
    return rows


@pytest.fixture
def entities(tmp_path) -> Path:
    """A register of one organisation, which is the first candidate of the first supplier."""
    path = tmp_path / "entities.parquet"
    row = {
        "entity_id": "GB-COH-s-alarms-1", "status": "active", "legal_form": "private_company", "sic_codes": ["43210"],
        "postcode": "PR1 2HE", "town_name": "Preston",
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([row], schema=ENTITY_SCHEMA), path)
    return path
