"""Which entities of a register could be the payee: exact keys first, then the rarest words, never more than a few a name.

A function of one batch of readings, so that a cluster can run it on every partition. The number of register names
looked at per reading is bounded, whatever the register's size.
"""

from collections.abc import Iterator

import pyarrow as pa

from ourplace.engine import Engine
from ourplace.parameters import parameter_value
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.normalise import clean

READINGS_AT_A_TIME = 20_000
CANDIDATES_SCHEMA = pa.schema(
    [
        ("name_index", pa.int64()),
        ("reading_kind", pa.string()),
        ("reading", pa.string()),
        ("entity_id", pa.string()),
        ("name", pa.string()),
        ("name_kind", pa.string()),
    ]
)
LEAST_LETTERS = 2
# The rarest word may open the whole budget; the words after it, which mostly bring names that share nothing else, a part.
FURTHER_WORDS = 5


def find_candidates(engine: Engine, readings: pa.Table, *, index: RegisterIndex) -> pa.Table:
    """Return one row per reading and register name that it could be (`CANDIDATES_SCHEMA`).

    `readings` has `name_index`, `reading_kind` and `reading` (see `readings_of`). A name is found when it has the same
    letters or the same words as the reading, or shares its rarest words; at most
    `suppliers_candidates_per_reading` are kept, those sharing the most first.
    """
    found = [_of_batch(engine, batch, index) for batch in _batches(readings)]
    return pa.concat_tables(found) if found else CANDIDATES_SCHEMA.empty_table()


def find_by_number(engine: Engine, numbers: pa.Table, *, entities: str) -> pa.Table:
    """Return one row per payee and entity that bears the printed company or charity number.

    `numbers` has `name_index`, `company_number` and `charity_number`; `entities` names a table of the engine. Columns:
    `name_index`, `entity_id`.
    """
    engine.table(numbers, name="suppliers_numbers")
    return engine.sql(
        f"""SELECT DISTINCT name_index, entity_id FROM suppliers_numbers AS printed JOIN {entities} AS entity
            ON entity.company_number = printed.company_number
        UNION
        SELECT DISTINCT name_index, entity_id FROM suppliers_numbers AS printed JOIN {entities} AS entity
            ON entity.charity_number = printed.charity_number
        ORDER BY name_index, entity_id"""
    )


def _batches(readings: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, readings.num_rows, READINGS_AT_A_TIME):
        yield readings.slice(start, READINGS_AT_A_TIME)


def _of_batch(engine: Engine, batch: pa.Table, index: RegisterIndex) -> pa.Table:
    cleaned = clean(batch["reading"])
    numbered = batch.append_column("reading_id", pa.array(range(batch.num_rows), pa.int64()))
    for column in ("squashed", "sorted_words", "words"):
        numbered = numbered.append_column(column, cleaned[column])
    engine.table(numbered, name="suppliers_readings")
    found = engine.sql(_query(index))
    engine.run("DROP TABLE suppliers_readings")
    return found.select(CANDIDATES_SCHEMA.names).cast(CANDIDATES_SCHEMA)


def _query(index: RegisterIndex) -> str:
    most = int(parameter_value("suppliers_candidates_per_reading"))
    budget = int(parameter_value("suppliers_names_looked_at"))
    return f"""
    WITH reading AS (
        SELECT reading_id, hash(squashed) AS squashed, hash(sorted_words) AS sorted_words,
            list_transform(words, lambda word: hash(word)) AS words, length(squashed) AS letters
        FROM suppliers_readings WHERE length(squashed) >= {LEAST_LETTERS}
    ),
    exact AS (
        SELECT reading_id, name_id, 1000.0 AS shared FROM reading JOIN {index.keys} AS keyed USING (squashed)
        UNION
        SELECT reading_id, name_id, 1000.0 FROM reading JOIN {index.keys} AS keyed USING (sorted_words)
    ),
    asked AS (
        SELECT DISTINCT reading_id, unnest(words) AS word_hash FROM reading
    ),
    weighed AS (
        SELECT reading_id, word_hash, name_count, ln({index.name_count} + 1) - ln(name_count) + 0.1 AS worth,
            sum(name_count) OVER rarest_first AS spent, row_number() OVER rarest_first AS place
        FROM asked JOIN {index.word_counts} USING (word_hash)
        WINDOW rarest_first AS (PARTITION BY reading_id ORDER BY name_count, word_hash ROWS UNBOUNDED PRECEDING)
    ),
    rare AS (
        SELECT reading_id, name_id, sum(worth) AS shared
        FROM weighed JOIN {index.postings} USING (word_hash)
        WHERE spent <= CASE WHEN place = 1 THEN {budget} ELSE {budget} / {FURTHER_WORDS} END
        GROUP BY reading_id, name_id
    ),
    found AS (
        SELECT reading_id, name_id, max(shared) AS shared
        FROM (SELECT * FROM exact UNION ALL SELECT * FROM rare) GROUP BY reading_id, name_id
    ),
    ranked AS (
        SELECT found.reading_id, found.name_id
        FROM found JOIN {index.keys} AS keyed USING (name_id) JOIN reading USING (reading_id)
        QUALIFY row_number() OVER (
            PARTITION BY found.reading_id
            ORDER BY shared DESC, len(list_intersect(reading.words, keyed.words)) DESC, len(keyed.words),
                abs(keyed.letters - reading.letters), name_id
        ) <= {most}
    )
    SELECT name_index, reading_kind, reading, entity_id, name, name_kind
    FROM ranked JOIN suppliers_readings USING (reading_id) JOIN {index.names} USING (name_id)
    ORDER BY reading_id, entity_id, name"""
