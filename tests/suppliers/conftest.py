"""Small registers and payees with invented names, made by the tests that use them."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.registers import ENTITY_SCHEMA
from ourplace.suppliers import (
    Judgement,
    RegisterIndex,
    RegisterSource,
    ResolvedSuppliers,
    build_index,
    open_index,
    resolve_suppliers,
)

PAYEE_SCHEMA = pa.schema(
    [
        ("payee_id", pa.int64()),
        ("payee_name", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("payee_postcode", pa.string()),
        ("kind", pa.string()),
        ("need_category_code", pa.string()),
        ("amount_gbp", pa.decimal128(18, 2)),
        ("absolute_gbp", pa.decimal128(18, 2)),
        ("payment_count", pa.int64()),
        ("anchor_ids", pa.list_(pa.string())),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("is_redacted", pa.bool_()),
    ]
)


def entity_row(number: str, name: str, **said: Any) -> dict[str, Any]:
    """Return one company of a register of companies, with what the test says of it."""
    return {
        "entity_id": f"GB-COH-{number}",
        "register_id": "companies",
        "entity_name": name,
        "other_names": [],
        "legal_form": "private_company",
        "status": "active",
        "sic_codes": [],
        "company_number": number,
        "location_kind": "registered_office",
        "postcode": "PR1 2RL",
        **said,
    }


def payee_row(payee_id: int, name: str, **said: Any) -> dict[str, Any]:
    """Return one payee who was paid £100 in January 2024, with what the test says of it."""
    amount = Decimal(str(said.pop("amount", "100.00")))
    return {
        "payee_id": payee_id,
        "payee_name": name,
        "kind": "goods_services",
        "amount_gbp": amount,
        "absolute_gbp": abs(amount),
        "payment_count": 1,
        "anchor_ids": ["alder"],
        "first_date": dt.date(2024, 1, 1),
        "last_date": dt.date(2024, 1, 31),
        "is_redacted": False,
        **said,
    }


@pytest.fixture
def entity() -> Callable[..., dict[str, Any]]:
    return entity_row


@pytest.fixture
def payee() -> Callable[..., dict[str, Any]]:
    return payee_row


@pytest.fixture
def register(engine: Engine) -> Callable[[Sequence[Mapping[str, Any]]], Table]:
    def made(rows: Sequence[Mapping[str, Any]]) -> Table:
        return engine.table(pa.Table.from_pylist(list(rows), schema=ENTITY_SCHEMA), name="test_entities")

    return made


@pytest.fixture
def index_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Mapping[str, Any]]], RegisterIndex]:
    """A function from entities (rows) to an opened index of them."""

    def made(rows: Sequence[Mapping[str, Any]]) -> RegisterIndex:
        table = pa.Table.from_pylist(list(rows), schema=ENTITY_SCHEMA)
        folder = tmp_path_factory.mktemp("indexes") / "index"
        return open_index(build_index([RegisterSource("companies", table)], folder))

    return made


@pytest.fixture
def resolve(engine: Engine, register: Callable[[Sequence[Mapping[str, Any]]], Table]) -> Callable[..., Any]:
    """A function from payees and entities (rows) to the four tables, each as a list of rows."""

    def made(
        payees: Sequence[Mapping[str, Any]],
        entities: Sequence[Mapping[str, Any]],
        *,
        coverage: Mapping[str, tuple[bool, bool]] | None = None,
        judgements: Sequence[Judgement] = (),
    ) -> dict[str, list[dict[str, Any]]]:
        return tables_of(
            engine, resolved_tables(engine, payees, register(entities), coverage=coverage, judgements=judgements)
        )

    return made


def tables_of(engine: Engine, resolved: ResolvedSuppliers) -> dict[str, list[dict[str, Any]]]:
    """Return the four tables, each as a list of rows."""
    return {
        name: engine.to_arrow(getattr(resolved, name)).to_pylist()
        for name in ("payee_suppliers", "suppliers", "candidates", "locations")
    }


def resolved_tables(
    engine: Engine,
    payees: Sequence[Mapping[str, Any]],
    entities: Table,
    *,
    coverage: Mapping[str, tuple[bool, bool]] | None = None,
    judgements: Sequence[Judgement] = (),
    memory: Path | None = None,
) -> ResolvedSuppliers:
    """Return what resolving makes of the rows."""
    table = engine.table(pa.Table.from_pylist(list(payees), schema=PAYEE_SCHEMA), name="test_payees")
    return resolve_suppliers(
        engine,
        payees=table,
        entities=entities,
        register_coverage=coverage or {"companies": (False, True)},
        judgements=judgements,
        memory=memory,
    )


@pytest.fixture(name="resolved_tables")
def _resolved_tables() -> Callable[..., ResolvedSuppliers]:
    return resolved_tables


@pytest.fixture(name="tables_of")
def _tables_of() -> Callable[..., dict[str, list[dict[str, Any]]]]:
    return tables_of
