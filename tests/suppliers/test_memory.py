import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ourplace.suppliers.decide import decide_batch
from ourplace.suppliers.memory import MEMORY_SCHEMA, evidence_of, read_memory, recall, write_memory
from ourplace.suppliers.scoring import PAYEES_SCHEMA


def payees(*names, **said):
    return pa.Table.from_pylist(
        [{"payee_name": name, "business_type": "unknown", **said} for name in names], PAYEES_SCHEMA
    )


@pytest.fixture
def index(index_of, entity):
    return index_of([entity("01", "BARNMOOR LTD"), entity("02", "BARNMOOR LIMITED"), entity("03", "FERNMOOR LTD")])


def test_what_was_found_is_found_again_without_looking(index, tmp_path) -> None:
    table = payees("Barnmoor Ltd", "Fernmoor", "Larch")
    made = decide_batch(table, index=index)
    write_memory(tmp_path / "made" / "memory.parquet", evidence_of(table), made, index=index)
    remembered = read_memory(tmp_path / "made" / "memory.parquet")

    asked = payees("Larch", "Oakmoor", "Barnmoor Ltd")
    assert recall(remembered, evidence_of(asked), index=index) == {0: made[2], 2: made[0]}


def test_other_evidence_is_another_payee() -> None:
    known = evidence_of(payees("Barnmoor", postcode="BB5 1AA"))

    for other in (
        payees("Barnmoor"),
        payees("Fernmoor", postcode="BB5 1AA"),
        payees("Barnmoor", company_number="BB5 1AA"),
    ):
        assert evidence_of(other) != known


@pytest.mark.parametrize("content", [None, b"", b"not a table"])
def test_memory_that_is_not_there_or_damaged_is_an_empty_one(tmp_path, content) -> None:
    path = tmp_path / "memory.parquet"
    if content is not None:
        path.write_bytes(content)

    assert read_memory(path).num_rows == 0


def test_memory_of_another_shape_is_an_empty_one(tmp_path) -> None:
    pq.write_table(pa.table({"evidence": [1]}), tmp_path / "memory.parquet")

    assert read_memory(tmp_path / "memory.parquet").schema == MEMORY_SCHEMA
