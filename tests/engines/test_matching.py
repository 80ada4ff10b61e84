"""Payees matched on partitions get the same links, probabilities and sentences as in one process."""

import random
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ourplace.engine import Engine, WorkerError
from ourplace.registers.entities import ENTITY_SCHEMA
from ourplace.suppliers import RegisterIndex, RegisterSource, build_index, decide_batch, open_index, processes
from ourplace.suppliers.decide import MATCHES_SCHEMA
from ourplace.suppliers.partitions import decide_on_partitions
from ourplace.suppliers.processes import decide_many, match_numbered
from ourplace.suppliers.scoring import PAYEES_SCHEMA

FIRSTS = ("Barnfield", "Kelvumere", "Ribblewick", "Oakenclough", "Hollinbrook", "Grimsargh", "Penwortham", "Thornvale")
TRADES = ("Construction", "Joinery", "Catering", "Scaffolding", "Cleaning", "Transport", "Security", "Nurseries")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> RegisterIndex:
    """The index of 192 invented companies, some with the words of others, and of charities of the same names."""
    rows = [
        {
            "entity_id": f"GB-COH-{place:08d}",
            "register_id": "companies",
            "entity_name": f"{first} {trade} {form}",
            "other_names": [{"name": f"{first} and Sons", "kind": "previous"}] if place % 7 == 0 else [],
            "legal_form": "private_company",
            "status": "active",
            "sic_codes": ["41201"],
            "company_number": f"{place:08d}",
            "location_kind": "registered_office",
            "postcode": f"PR{place % 9 + 1} 2RL",
        }
        for place, (first, trade, form) in enumerate(
            (first, trade, form) for first in FIRSTS for trade in TRADES for form in ("Ltd", "(UK) Limited", "PLC")
        )
    ]
    premises = [
        {**row, "register_id": "premises", "entity_id": f"FHRS-{row['company_number']}", "company_number": None}
        for row in rows[::5]
    ]
    sources = [
        RegisterSource(name, pa.Table.from_pylist(some, schema=ENTITY_SCHEMA))
        for name, some in (("companies", rows), ("premises", premises))
    ]
    return open_index(build_index(sources, tmp_path_factory.mktemp("indexes") / "index"))


@pytest.fixture(scope="module")
def payees() -> pa.Table:
    """4,000 payees as people type them: abbreviated, misspelt, with numbers and postcodes or without, and nobody's."""
    chance = random.Random(20)  # noqa: S311 (the same payees each time, not secrets)
    names = [_typed(chance) for _ in range(4_000)]
    columns = [
        names,
        [f"{chance.randrange(192):08d}" if chance.random() < 0.1 else None for _ in names],
        [None] * len(names),
        [f"PR{chance.randrange(1, 10)} 2RL" if chance.random() < 0.3 else None for _ in names],
        *([None] * len(names) for _ in range(3)),
        ["unknown"] * len(names),
    ]
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, PAYEES_SCHEMA.types, strict=True)],
        schema=PAYEES_SCHEMA,
    )


def _typed(chance: random.Random) -> str:
    words = [
        chance.choice(FIRSTS),
        chance.choice(TRADES),
        chance.choice(["Ltd", "Limited", "", "T/A The Yard", "plc"]),
    ]
    if chance.random() < 0.2:
        place = chance.randrange(1, len(words[0]))
        words[0] = words[0][:place] + words[0][place + 1 :]
    if chance.random() < 0.1:
        words = ["Wholly", "Unknown", str(chance.randrange(1000))]
    return " ".join(words).strip()


def test_the_same_links_probabilities_and_sentences(
    any_engine: Engine, payees: pa.Table, index: RegisterIndex
) -> None:
    spread = decide_on_partitions(any_engine, payees, index=index)

    assert spread == decide_batch(payees, index=index)
    assert sum(one.confident is not None for one in spread) > 100
    assert sum(one.best is None for one in spread) > 100
    assert any(candidate.also for one in spread for candidate in one.candidates)


def test_processes_of_this_machine_decide_the_same(
    payees: pa.Table, index: RegisterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 1_000)
    monkeypatch.setattr(processes, "PAYEES_AT_A_TIME", 700)
    steps: list[tuple[int, int]] = []
    shared = decide_many(payees, index=index, progress=lambda _, done, total: steps.append((done, total)))
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 1_000_000)

    assert shared == decide_many(payees, index=index) == decide_batch(payees, index=index)
    assert steps == [(min(done, 4_000), 4_000) for done in range(0, 4_900, 700)]


def test_a_script_that_cannot_start_processes_is_answered_all_the_same(
    payees: pa.Table, index: RegisterIndex, tmp_path: Path
) -> None:
    pq.write_table(payees.slice(0, 60), tmp_path / "payees.parquet")
    script = tmp_path / "three_lines.py"
    script.write_text(
        "from pathlib import Path\n"
        "import pyarrow.parquet as pq\n"
        "from ourplace.suppliers import decide_many, open_index, processes\n"
        "processes.WORTH_PROCESSES, processes.PAYEES_AT_A_TIME = 10, 20\n"
        f"made = decide_many(pq.read_table({str(tmp_path / 'payees.parquet')!r}), index=open_index(Path({str(index.folder)!r})))\n"
        "print([one.best and one.best.entity.entity_id for one in made])\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)  # noqa: S603

    here = decide_batch(payees.slice(0, 60), index=index)
    assert done.stdout.splitlines()[-1] == str([one.best and one.best.entity.entity_id for one in here])


def test_what_is_sent_to_workers_is_small(index: RegisterIndex) -> None:
    cloudpickle = pytest.importorskip("pyspark.cloudpickle")

    sent = cloudpickle.dumps(partial(match_numbered, folder=index.folder, model=None))

    assert len(sent) < 1_000


@pytest.mark.spark
def test_an_index_that_a_worker_cannot_see_is_named(
    spark: Engine, payees: pa.Table, index: RegisterIndex, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(index.folder, elsewhere)
    opened = open_index(elsewhere)
    shutil.rmtree(elsewhere)

    with pytest.raises(WorkerError) as raised:
        decide_on_partitions(spark, payees.slice(0, 50), index=opened)

    assert str(elsewhere) in str(raised.value)
    assert "There is no index of registers here, on a worker" in str(raised.value)
    assert "at the same path" in raised.value.next_step


def refused(rows: pa.Table) -> pa.Table:
    raise MemoryError(f"no room for {rows.num_rows} rows")


@pytest.mark.spark
def test_what_else_goes_wrong_on_a_worker_is_told_in_its_words(spark: Engine, payees: pa.Table) -> None:
    with pytest.raises(WorkerError, match="MemoryError: no room for"):
        spark.map_batches(payees, refused, schema=MATCHES_SCHEMA)
